import { useState } from 'preact/hooks';
import type { SessionChoices, SessionWish } from '../../feed.ts';
import { fetchChoices, requestStart } from '../gateway.ts';
import { useLoaded } from '../use-loaded.ts';
import { PrescriptionInForce } from './prescription-in-force.tsx';

const SIDES_ONLY = { left: 'Left', right: 'Right' } as const;
const SIDE_NAMES = { '': 'Not said', ...SIDES_ONLY } as const;
const CUE_NAMES = {
  coach: 'Coach, corrects',
  confidence: 'Confidence, encourages',
} as const;

/** Who does what next, and how they are spoken to. */
export function NextSession() {
  const choices = useLoaded(fetchChoices, 'choices');
  if (choices.state !== 'ready') return null;
  return <NextSessionForm choices={choices.value} />;
}

function NextSessionForm({ choices }: { readonly choices: SessionChoices }) {
  const { people: _people, exercises: _exercises, ...wished } = choices;
  const [wish, setWish] = useState<Wished>(wished);
  const [message, setMessage] = useState('');
  const start = async (purpose: Pick<SessionWish, 'purpose'>): Promise<void> => {
    setMessage('Starting…');
    setMessage((await requestStart({ ...wish, ...purpose })).message);
  };
  return (
    <section class="card next-session" aria-labelledby="next-heading">
      <h2 id="next-heading">Next session</h2>
      <WishFields choices={choices} wish={wish} onChange={(part) => setWish({ ...wish, ...part })} />
      <PrescriptionInForce person={wish.person} exercise={wish.exercise} />
      <div class="actions">
        <button type="button" onClick={() => void start({})}>
          Start a session
        </button>
        <button type="button" onClick={() => void start({ purpose: 'demonstration' })}>
          Record a demonstration
        </button>
      </div>
      <p role="status">{message}</p>
    </section>
  );
}

type Wished = Pick<SessionChoices, 'person' | 'exercise' | 'side' | 'cuePolicy'>;

interface WishFieldsProps {
  readonly choices: SessionChoices;
  readonly wish: Wished;
  readonly onChange: (part: Partial<Wished>) => void;
}

function WishFields({ choices: { people, exercises }, wish, onChange }: WishFieldsProps) {
  const exerciseNames = Object.fromEntries(exercises.map(({ id, name }) => [id, name]));
  const peopleNames = Object.fromEntries(people.map((person) => [person, person]));
  const chooseCues = (chosen: string): void =>
    onChange({ cuePolicy: chosen === 'confidence' ? 'confidence' : 'coach' });
  const chooseSide = (chosen: string): void => {
    if (chosen === 'left' || chosen === 'right') onChange({ side: chosen });
  };
  return (
    <div class="fields">
      <Choice name="Person" names={peopleNames} value={wish.person} onChoose={(person) => onChange({ person })} />
      <Choice
        name="Exercise"
        names={exerciseNames}
        value={wish.exercise}
        onChoose={(exercise) => onChange({ exercise })}
      />
      <Choice name="Side" names={wish.side ? SIDES_ONLY : SIDE_NAMES} value={wish.side ?? ''} onChoose={chooseSide} />
      <Choice name="Cues" names={CUE_NAMES} value={wish.cuePolicy} onChoose={chooseCues} />
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  /** By value. */
  readonly names: Readonly<Record<string, string>>;
  readonly value: string;
  readonly onChoose: (value: string) => void;
}

function Choice({ name, names, value, onChoose }: ChoiceProps) {
  return (
    <label class="field">
      <span>{name}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {Object.entries(names).map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

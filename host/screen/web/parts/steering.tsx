import { useEffect, useState } from 'preact/hooks';
import type { StimulationView } from '../../feed.ts';
import { FEELINGS, feelingHint, riseHint } from '../../steering-words.ts';
import { type Feeling, requestSteer, requestStop, type SteeringAsk } from '../gateway.ts';
import { MinusIcon, PlusIcon } from './icons.tsx';

/** The person's own hand on the current: less at any time, more by rules that are told, and how it feels. */
export function Steering({ stimulation }: { readonly stimulation: StimulationView }) {
  const [message, setMessage] = useState('');
  const steering = stimulation.steering;
  // What was said of the last press is over once something else may be pressed.
  useEffect(() => setMessage(''), [steering?.askedUa, steering?.noRise]);
  if (steering === undefined) return null;
  const ask = async (wish: SteeringAsk): Promise<void> => {
    const outcome = await requestSteer(wish);
    setMessage(outcome.taken ? '' : outcome.message);
  };
  const feel = async (feeling: Feeling): Promise<void> => {
    const outcome = await requestSteer({ kind: 'comfort', feeling });
    setMessage(outcome.message);
    // What hurts must end, whatever became of the word.
    if (feeling === 'painful' && !outcome.taken) setMessage((await requestStop('patient')).message);
  };
  return (
    <div class="steering">
      <div class="steps">
        <button type="button" class="step" onClick={() => void ask({ kind: 'lower' })}>
          <MinusIcon /> A little less
        </button>
        <button
          type="button"
          class="step"
          aria-disabled={steering.noRise !== ''}
          aria-describedby="rise-hint"
          onClick={() => void ask({ kind: 'raise' })}
        >
          <PlusIcon /> A little more
        </button>
      </div>
      <p id="rise-hint" class="hint">
        {message === '' ? riseHint(steering.noRise) : message}
      </p>
      <FeelingChoice steering={steering} onFeel={(feeling) => void feel(feeling)} />
    </div>
  );
}

interface FeelingChoiceProps {
  readonly steering: NonNullable<StimulationView['steering']>;
  readonly onFeel: (feeling: Feeling) => void;
}

function FeelingChoice({ steering, onFeel }: FeelingChoiceProps) {
  const { feeling, feelingLeftS } = steering;
  return (
    <fieldset class="feelings" aria-describedby="feeling-hint">
      <legend>How does it feel?</legend>
      <div class="feeling-words">
        {FEELINGS.map((one) => (
          <button
            key={one.feeling}
            type="button"
            data-feeling={one.feeling}
            aria-pressed={feeling === one.feeling}
            onClick={() => onFeel(one.feeling)}
          >
            {one.name}
          </button>
        ))}
      </div>
      <p id="feeling-hint" class="hint">
        {feelingHint(feelingLeftS, feeling !== undefined)} “Painful” stops at once.
      </p>
    </fieldset>
  );
}

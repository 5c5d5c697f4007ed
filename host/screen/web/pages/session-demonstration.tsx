import { useState } from 'preact/hooks';
import { formatAngle } from '../../../../protocol/units.ts';
import { CORRECT } from '../../../motion/demonstration.ts';
import type { RepRecord, SessionDocument } from '../../../records/session-document.ts';
import { enrolWords, movementText, proposalWords, USUAL_EXECUTIONS } from '../../demonstration-words.ts';
import type { DemonstrationProposal, PrescribeOutcome } from '../../demonstrations.ts';
import { formatSeconds } from '../../words.ts';
import { fetchProposal, requestPrescribe } from '../gateway.ts';
import { useLoaded } from '../use-loaded.ts';

/** From the repetitions that were shown to what the exercise asks of this person: nothing holds before it is confirmed. */
export function DemonstrationCard({ document }: { readonly document: SessionDocument }) {
  const { id } = document.session;
  const [execution, setExecution] = useState<string>(CORRECT);
  const [leftOut, setLeftOut] = useState<readonly number[]>([]);
  const proposal = useLoaded(() => fetchProposal(id, leftOut), `${id} ${leftOut.join()}`);
  const name = execution.trim();
  const isCorrect = name.toLowerCase() === CORRECT;
  const toggle = (index: number): void =>
    setLeftOut(leftOut.includes(index) ? leftOut.filter((other) => other !== index) : [...leftOut, index]);
  return (
    <section class="card demonstration" aria-labelledby="demonstration-heading">
      <h2 id="demonstration-heading">Prescribe what was shown</h2>
      <fieldset class="shown-reps">
        <legend>Repetitions that count</legend>
        {document.reps.map((rep) => (
          <ShownRep
            key={rep.index}
            rep={rep}
            counts={!leftOut.includes(rep.index)}
            onToggle={() => toggle(rep.index)}
          />
        ))}
      </fieldset>
      <ExecutionField value={execution} onInput={setExecution} />
      {isCorrect && proposal.state === 'ready' && <Proposal proposal={proposal.value} />}
      {isCorrect && proposal.state === 'failed' && <p>{proposal.message}</p>}
      {!isCorrect && <p class="proposal">{enrolWords(name)}</p>}
      <Confirm
        action={isCorrect ? 'Prescribe this movement' : 'Enrol these repetitions'}
        isPossible={isCorrect ? proposal.state === 'ready' && proposal.value.movement !== null : name !== ''}
        confirm={(by) => requestPrescribe(id, { leftOut, by, execution: name })}
      />
    </section>
  );
}

interface ExecutionFieldProps {
  readonly value: string;
  readonly onInput: (name: string) => void;
}

/** Usual names to choose from, and any other. */
function ExecutionField({ value, onInput }: ExecutionFieldProps) {
  return (
    <label class="field">
      <span>These repetitions were done</span>
      <input
        type="text"
        maxLength={60}
        list="executions"
        autoComplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id="executions">
        {USUAL_EXECUTIONS.map((usual) => (
          <option key={usual} value={usual} />
        ))}
      </datalist>
    </label>
  );
}

interface ShownRepProps {
  readonly rep: RepRecord;
  readonly counts: boolean;
  readonly onToggle: () => void;
}

function ShownRep({ rep, counts, onToggle }: ShownRepProps) {
  const { out, hold, back } = rep.tempo_s;
  const isDoubted = (rep.doubts ?? []).length > 0;
  return (
    <label class="shown-rep" data-counts={counts}>
      <input type="checkbox" checked={counts} onChange={onToggle} />
      <span>
        <b>Repetition {rep.index}</b> peak {formatAngle(rep.peak_deg)}, {formatSeconds(out)} out, {formatSeconds(hold)}{' '}
        hold, {formatSeconds(back)} back{isDoubted && ', sensor in doubt'}
      </span>
    </label>
  );
}

function Proposal({ proposal: { movement, obstacles } }: { readonly proposal: DemonstrationProposal }) {
  if (movement === null) {
    return (
      <div class="obstacles" role="status">
        <p>This cannot be prescribed yet:</p>
        <ul>
          {obstacles.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <p class="proposal" role="status">
      {proposalWords(movement)} <b>{movementText(movement)}</b>.
    </p>
  );
}

interface ConfirmProps {
  readonly action: string;
  readonly isPossible: boolean;
  readonly confirm: (by: string) => Promise<PrescribeOutcome>;
}

function Confirm({ action, isPossible, confirm }: ConfirmProps) {
  const [by, setBy] = useState('');
  const [outcome, setOutcome] = useState<PrescribeOutcome | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setOutcome(await confirm(by));
  };
  return (
    <form class="confirm" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>Prescribed by</span>
        <input
          type="text"
          required
          maxLength={60}
          autoComplete="name"
          value={by}
          onInput={(event) => setBy(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" disabled={!isPossible || by.trim() === ''}>
        {action}
      </button>
      <p role="status">{outcome?.message}</p>
    </form>
  );
}

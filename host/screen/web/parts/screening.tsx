import { useState } from 'preact/hooks';
import type { CareView } from '../../care.ts';
import type { Care } from '../use-care.ts';

interface ScreeningProps {
  readonly care: CareView;
  readonly tell: Care['tell'];
}

/** The questions that are due, one "yes" or "no" each; sent together, when all are answered. */
export function ScreeningForm({ care, tell }: ScreeningProps) {
  const [answers, setAnswers] = useState<Readonly<Record<string, boolean>>>({});
  const [message, setMessage] = useState('');
  const asked = care.due;
  const missing = asked.filter(({ id }) => answers[id] === undefined).length;
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (missing > 0) {
      setMessage(missing === 1 ? 'One question is still open.' : `${missing} questions are still open.`);
      return;
    }
    const outcome = await tell({ kind: 'screening', answers });
    setMessage(outcome.message);
    if (outcome.taken) setAnswers({});
  };
  return (
    <>
      {asked.length > 0 && (
        <form class="screening" onSubmit={(event) => void send(event)}>
          <p>Before a stimulation, answer for yourself. Nothing is begun by answering.</p>
          {asked.map(({ id, question }) => (
            <YesNo
              key={id}
              id={id}
              question={question}
              answer={answers[id]}
              onAnswer={(answer) => setAnswers({ ...answers, [id]: answer })}
            />
          ))}
          <button type="submit" class="primary">
            Send my answers
          </button>
        </form>
      )}
      <p role="status">{message}</p>
      <Standing care={care} tell={tell} />
    </>
  );
}

interface YesNoProps {
  readonly id: string;
  readonly question: string;
  readonly answer: boolean | undefined;
  readonly onAnswer: (answer: boolean) => void;
}

function YesNo({ id, question, answer, onAnswer }: YesNoProps) {
  return (
    <fieldset class="yes-no">
      <legend>{question}</legend>
      {[true, false].map((value) => (
        <label key={String(value)} data-chosen={answer === value}>
          <input type="radio" name={`screening-${id}`} checked={answer === value} onChange={() => onAnswer(value)} />
          {value ? 'Yes' : 'No'}
        </label>
      ))}
    </fieldset>
  );
}

/** What was answered with yes, what follows, and the way to mend a mistake. */
function Standing({ care: { standing }, tell }: ScreeningProps) {
  if (standing.length === 0) return null;
  return (
    <ul class="standing">
      {standing.map(({ id, question, follows }) => (
        <li key={id}>
          <p>
            You answered <b>yes</b>: “{question}”
          </p>
          <p>{follows}</p>
          <button type="button" onClick={() => void tell({ kind: 'screening', answers: { [id]: false } })}>
            That was a mistake: the answer is no
          </button>
        </li>
      ))}
    </ul>
  );
}

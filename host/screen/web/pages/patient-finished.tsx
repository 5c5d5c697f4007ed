import type { RepRecord } from '../../../records/session-document.ts';
import type { SessionView } from '../../feed.ts';
import { asksNothing, patientSummary, stimulationSummary } from '../../session-words.ts';
import { movementWords } from '../../words.ts';
import { fetchProgress, fetchSession } from '../gateway.ts';
import { CheckIcon } from '../parts/icons.tsx';
import { RepStrip } from '../parts/rep-strip.tsx';
import { StartButton } from '../parts/start-button.tsx';
import { useLoaded } from '../use-loaded.ts';

interface FinishedCardProps {
  readonly session: SessionView;
  readonly reps: readonly RepRecord[];
}

/** What was done, in plain words, and the way to do it again. */
export function FinishedCard({ session, reps }: FinishedCardProps) {
  const stored = useLoaded(() => fetchSession(session.id), `${session.id} ${session.elapsedS}`);
  const progress = useLoaded(() => fetchProgress(session.id), session.id);
  const sentences = patientSummary(reps, session, movementWords(session.exercise.id));
  return (
    <section class="card finished">
      <CheckIcon />
      <h1>{reps.length > 0 ? 'Well done' : 'Session finished'}</h1>
      <ul class="plain-list">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {progress.state === 'ready' && progress.value.map((sentence) => <li key={sentence}>{sentence}</li>)}
        {stored.state === 'ready' && <li>{stimulationSummary(stored.value)}</li>}
      </ul>
      <StartButton label="Do another session" />
      <p>
        <a href={`/sessions/${session.id}/report?for=patient`}>See this session on one page</a>
      </p>
      {!asksNothing(session) && <RepStrip reps={reps} target={session.targetDeg} />}
    </section>
  );
}

import { type Incomplete, incompleteOf } from './backfill.ts';
import type { Loss } from './intake/band-start.ts';
import { type IntakeInput, type IntakeState, initialIntake, type RecordedFrame, stepIntake } from './intake/intake.ts';
import { wantsLog } from './intake/log-needs.ts';
import type { IncompleteSession } from './records/incomplete-session.ts';
import type { Store } from './records/store.ts';
import { lossRecord } from './session-completion.ts';

/** The sessions that ended before they had all that this band measured in them: what is found goes into their records. */
export const earlierSessions = (store: Store, device: string, say: (line: string) => void): Incomplete[] =>
  store.incomplete(device).map((session) => incompleteSession(store, session, say));

function incompleteSession(store: Store, session: IncompleteSession, say: (line: string) => void): Incomplete {
  let state: IntakeState = initialIntake(session.sensor as RecordedFrame['sensor'], undefined, session.starts);
  let blocks: RecordedFrame[] = [];
  let told = 0;
  const take = (input: IntakeInput): void => {
    const [next, { recorded }] = stepIntake(state, input);
    state = next;
    blocks.push(...recorded);
  };
  const keep = (): void => {
    const [, { health }] = stepIntake(state, { kind: 'health' });
    const { starts = [], losses = [] } = health?.completion ?? {};
    const lost = losses.slice(told).map((loss: Loss) => lossRecord(session.sensor, loss));
    if (blocks.length + lost.length === 0) return;
    store.complete(session, { blocks, starts, lost });
    told = losses.length;
    blocks = [];
  };
  const incomplete = incompleteOf(() => state, take, {
    wantsLog: () => wantsLog(state),
    // The log may go back as far as it likes.
    samplesBack: () => (wantsLog(state) ? undefined : 0),
    store: keep,
  });
  return {
    ...incomplete,
    beginLog: () => {
      const finish = incomplete.beginLog();
      return (outcome) => {
        finish(outcome);
        keep();
        say(`the recording of session ${session.start.id} was completed from the band on the ${session.sensor}`);
      };
    },
  };
}

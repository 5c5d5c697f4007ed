import type { StimulationTelemetry } from '../../../protocol/session.ts';
import { DEFAULT_SESSION_CONFIG } from '../../../protocol/session.ts';
import { isRunningPhase } from './band-phase.ts';
import type { CourseDraft } from './stim-course-send.ts';

const { restMs, rampDownMs } = DEFAULT_SESSION_CONFIG;
/** The frame that tells of an end may come this late. */
const LATE_MS = 5000;
/** What a restart may have left uncounted is booked as delivered. */
const UNBOOKED_MS = 10_000;
/** Less than this is no session: ramps alone take it. */
const WORTHWHILE_MS = 5000;

/**
 * What is left of a session that ended before its time: the band rests for less than a full rest then, and will let the rest of it
 * be started anew. After a full rest's time a whole session is allowed again, and there is no remainder any more.
 */
export function noteRemainder(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const before = draft.telemetry;
  if (isRunningPhase(telemetry.state)) {
    draft.leftMs = telemetry.remainingMs;
    draft.remainderMs = 0;
  } else if (before !== null && isRunningPhase(before.state)) {
    const uncountedMs = telemetry.boot === before.boot ? 0 : UNBOOKED_MS;
    const leftMs = draft.leftMs - uncountedMs - rampDownMs;
    const rests = telemetry.restLeftMs > 0 && telemetry.restLeftMs < restMs - LATE_MS;
    draft.remainderMs = rests && leftMs >= WORTHWHILE_MS ? leftMs : 0;
    draft.remainderUntilMs = draft.atMs + restMs;
  }
}

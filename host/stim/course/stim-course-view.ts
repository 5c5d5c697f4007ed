import type { Ask } from '../../../protocol/generated/device-wire.ts';
import type { SessionPhase } from '../../../protocol/session.ts';
import { isServiceFault } from '../../../protocol/session-end.ts';
import { COMFORT_HOLDS_MS, type Feeling, raiseRefusal } from '../person/comfort.ts';
import type { CommandOutcome, CoursePrompt, CourseState } from './stim-course.ts';

export interface CourseView {
  /** The band's own word; 'UNKNOWN' when it is silent or disagrees with the host. Never guess "off". */
  readonly state: SessionPhase | 'UNKNOWN';
  /** As last reported: while UNKNOWN it may still flow. */
  readonly currentUa: number;
  readonly prescribedUa: number;
  /** What the band was last asked for. */
  readonly askedUa: number;
  readonly remainingMs: number;
  readonly restLeftMs: number;
  /** What an involuntary end left over; it may be started anew once the rest is over. */
  readonly remainderMs: number;
  readonly awaitsButton: boolean;
  /** What a press of the band's button would confirm. */
  readonly asks: Ask;
  readonly prompt: CoursePrompt;
  /** Why the person cannot go up by 1 mA now; empty: they can. */
  readonly noRise: string;
  readonly reason: string;
  readonly ceilingUa: number;
  /** What the person said last in this course; null: nothing yet. */
  readonly feeling: Feeling | null;
  /** For so long that word still permits a rise. */
  readonly feelingHoldsMs: number;
  /** In FAULT: acknowledging can clear it once its cause is gone; otherwise only service can. */
  readonly clearable: boolean;
  readonly outcome: CommandOutcome | null;
}

/** A band not heard for this long is in an unknown state. */
export const SILENCE_MS = 2000;
const STEP_UA = 1000;
const QUIET: readonly SessionPhase[] = ['IDLE', 'ARMED', 'PAUSED', 'LOCKOUT', 'FAULT'];

export function isSilent(state: Pick<CourseState, 'telemetry' | 'atMs' | 'heardAtMs'>): boolean {
  return state.telemetry === null || state.atMs - state.heardAtMs > SILENCE_MS;
}

/** What the band was last asked for, answered or not. */
export function aimedUa({ pending, askedUa }: Pick<CourseState, 'pending' | 'askedUa'>): number {
  return pending?.command.kind === 'SET' ? (pending.command.currentUa ?? askedUa) : askedUa;
}

function riseObstacle(state: CourseState): string {
  const stepped = aimedUa(state) + STEP_UA;
  if (state.phase !== 'running') return 'NOT_RUNNING';
  if (state.noRise !== '') return state.noRise;
  if (stepped > state.params.prescription.ceilingUa) return 'ABOVE_CEILING';
  return raiseRefusal(state.comfort, STEP_UA, state.atMs);
}

function feelingHoldsMs({ comfort, atMs }: CourseState): number {
  const holds = comfort.feeling === 'too-weak' || comfort.feeling === 'strong-comfortable';
  return holds && !comfort.frozen ? Math.max(0, comfort.saidAtMs + COMFORT_HOLDS_MS - atMs) : 0;
}

function awaitedPress(state: CourseState): Ask {
  const { phase, telemetry } = state;
  if (phase === 'confirming' && telemetry?.confirmed !== true) return 'START_OUTPUT';
  return phase === 'prescribing' && telemetry?.asks === 'NEW_PRESCRIPTION' ? 'NEW_PRESCRIPTION' : 'NOTHING';
}

/** Whoever has just said "go on" is not asked again until that has failed. */
function promptOf({ phase, asksPresence, heldFor, pending }: CourseState): CoursePrompt {
  if (phase !== 'running') return '';
  if (asksPresence) return 'PRESENCE';
  return pending?.command.kind === 'RESUME' ? '' : heldFor;
}

export function courseView(state: CourseState): CourseView {
  const { telemetry } = state;
  // A band that says it is off and measures current contradicts itself.
  const contradicts = telemetry !== null && QUIET.includes(telemetry.state) && telemetry.currentUa > 0;
  const unknown = telemetry === null || isSilent(state) || state.disagrees || contradicts;
  const own = telemetry?.fault || telemetry?.stopReason || '';
  const asks = awaitedPress(state);
  return {
    state: unknown ? 'UNKNOWN' : telemetry.state,
    currentUa: telemetry?.currentUa ?? 0,
    prescribedUa: state.params.levelUa,
    askedUa: state.phase === 'running' ? aimedUa(state) : 0,
    remainingMs: telemetry?.remainingMs ?? 0,
    restLeftMs: telemetry?.restLeftMs ?? 0,
    remainderMs: state.atMs < state.remainderUntilMs ? state.remainderMs : 0,
    awaitsButton: asks !== 'NOTHING',
    asks,
    prompt: promptOf(state),
    noRise: riseObstacle(state),
    reason: state.reason || own,
    ceilingUa: state.params.prescription.ceilingUa,
    feeling: state.comfort.feeling,
    feelingHoldsMs: feelingHoldsMs(state),
    clearable: telemetry?.state === 'FAULT' && !isServiceFault(telemetry.fault),
    outcome: state.outcome,
  };
}

import type {
  Acknowledgement,
  SessionCommand,
  SessionCommandKind,
  SessionPhase,
  StimulationTelemetry,
} from '../../../protocol/session.ts';
import type { DevicePrescription } from '../prescription/prescription.ts';

/** What one stimulation needs to know; fixed for its course. */
export interface CourseParams {
  readonly prescription: DevicePrescription;
  /** First eight bytes of the SHA-256 of canonicalPrescription. */
  readonly prescriptionHash: Uint8Array;
  readonly levelUa: number;
}

export type CourseWish =
  /** UTC seconds go with ARM, so that the band can judge expiry. */
  | { readonly kind: 'start'; readonly nowS: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'set'; readonly currentUa: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'acknowledge-fault' };

/** `atMs`: the host's monotonic clock. 'time' must come at least every 200 ms, or leases lapse. */
export type CourseInput =
  | { readonly kind: 'time'; readonly atMs: number }
  | { readonly kind: 'telemetry'; readonly atMs: number; readonly telemetry: StimulationTelemetry }
  | { readonly kind: 'acknowledgement'; readonly atMs: number; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'wish'; readonly atMs: number; readonly wish: CourseWish };

export type CoursePhase = 'idle' | 'arming' | 'confirming' | 'starting' | 'running' | 'stopping';

/** 'unknown' until the band has answered or its counter has passed the command: only then is the result certain. */
export interface CommandOutcome {
  readonly kind: SessionCommandKind;
  readonly counter: number;
  readonly result: 'done' | 'failed' | 'unknown';
  readonly reason: string;
}

export interface PendingCommand {
  readonly command: SessionCommand;
  readonly sentAtMs: number;
  readonly attempts: number;
  /** What was asked for before this command; holds again if it fails. */
  readonly askedBeforeUa: number;
}

/** A plain object; whoever keeps it must store it before sending the commands that came with it. */
export interface CourseState {
  readonly params: CourseParams;
  readonly phase: CoursePhase;
  readonly atMs: number;
  readonly counter: number;
  /** Highest counter the band has answered: telemetry from before that answer says nothing about it. */
  readonly answeredCounter: number;
  readonly pending: PendingCommand | null;
  readonly outcome: CommandOutcome | null;
  readonly telemetry: StimulationTelemetry | null;
  readonly heardAtMs: number;
  readonly leasedAtMs: number;
  readonly stoppedAtMs: number;
  readonly raisedAtMs: number;
  readonly askedUa: number;
  readonly startAttempts: number;
  readonly disagrees: boolean;
  /** Why the last course ended or a wish was refused. */
  readonly reason: string;
}

export interface CourseView {
  /** The band's own word; 'UNKNOWN' when it is silent or disagrees with the host. Never guess "off". */
  readonly state: SessionPhase | 'UNKNOWN';
  /** As last reported: while UNKNOWN it may still flow. */
  readonly currentUa: number;
  readonly prescribedUa: number;
  readonly remainingMs: number;
  readonly awaitsButton: boolean;
  readonly reason: string;
  readonly outcome: CommandOutcome | null;
}

export interface CourseOutput {
  readonly commands: readonly SessionCommand[];
  readonly view: CourseView;
}

/** Before any clock began; finite, so that a state survives JSON. */
const LONG_AGO_MS = Number.MIN_SAFE_INTEGER;

/** A band not heard for this long is in an unknown state. */
export const SILENCE_MS = 2000;

export function initialCourse(params: CourseParams): CourseState {
  return {
    params,
    phase: 'idle',
    atMs: LONG_AGO_MS,
    counter: 0,
    answeredCounter: 0,
    pending: null,
    outcome: null,
    telemetry: null,
    heardAtMs: LONG_AGO_MS,
    leasedAtMs: LONG_AGO_MS,
    stoppedAtMs: LONG_AGO_MS,
    raisedAtMs: LONG_AGO_MS,
    askedUa: 0,
    startAttempts: 0,
    disagrees: false,
    reason: '',
  };
}

export function isSilent(state: Pick<CourseState, 'telemetry' | 'atMs' | 'heardAtMs'>): boolean {
  return state.telemetry === null || state.atMs - state.heardAtMs > SILENCE_MS;
}

export function courseView(state: CourseState): CourseView {
  const { telemetry } = state;
  const unknown = telemetry === null || isSilent(state) || state.disagrees;
  const own = telemetry?.fault || telemetry?.stopReason || '';
  return {
    state: unknown ? 'UNKNOWN' : telemetry.state,
    currentUa: telemetry?.currentUa ?? 0,
    prescribedUa: state.params.levelUa,
    remainingMs: telemetry?.remainingMs ?? 0,
    awaitsButton: state.phase === 'confirming' && telemetry?.confirmed !== true,
    reason: state.reason || own,
    outcome: state.outcome,
  };
}

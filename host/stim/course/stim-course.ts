import type {
  Acknowledgement,
  SessionCommand,
  SessionCommandKind,
  StimulationTelemetry,
} from '../../../protocol/session.ts';
import { type ComfortState, type Feeling, initialComfort } from '../person/comfort.ts';
import type { DevicePrescription } from '../prescription/device-prescription.ts';
import type { CourseMemory } from './course-memory.ts';
import type { FrameAge } from './frame-age.ts';
import { type ContactTrace, type HoldReason, initialContact } from './hold.ts';
import type { LeftLevel } from './read-back.ts';
import type { CourseView } from './stim-course-view.ts';

/** What one stimulation needs to know; fixed for its course. */
export interface CourseParams {
  readonly prescription: DevicePrescription;
  /** First eight bytes of the SHA-256 of canonicalPrescription. */
  readonly prescriptionHash: Uint8Array;
  readonly levelUa: number;
  /** For a band that has another prescription in force, or none; null: there is no seal, and the band decides without. */
  readonly seal: Uint8Array | null;
  /** Drawn anew by each host process, never 0. */
  readonly hostId: number;
}

export type CourseWish =
  /** UTC seconds go with ARM, so that the band can judge expiry. */
  | { readonly kind: 'start'; readonly nowS: number }
  | { readonly kind: 'stop' }
  /** A step up, at most 2 mA; 1 mA where nothing is said. */
  | { readonly kind: 'raise'; readonly stepUa?: number }
  | { readonly kind: 'lower'; readonly stepUa?: number }
  | { readonly kind: 'set'; readonly currentUa: number }
  | { readonly kind: 'comfort'; readonly feeling: Feeling }
  /** A sign of life and nothing else. */
  | { readonly kind: 'present' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'acknowledge-fault' };

/** What the host itself finds; nobody's wish, and no sign of life. */
export type CourseFinding =
  /** A fall or a blow was felt by a motion band. */
  | 'jolt'
  /** A later revision is known: this one is finished, but no longer raised. */
  | 'superseded'
  /** The prescription was taken out of force: it ends. */
  | 'withdrawn'
  /** What was said or recorded since stands against beginning now. */
  | 'not-permitted'
  /** What had to be kept before it was sent could not be. */
  | 'not-recorded';

/** `atMs`: the host's monotonic clock. 'time' must come at least every 200 ms, or leases lapse. */
export type CourseInput =
  /** `nowS`: UTC seconds, for expiry alone. */
  | { readonly kind: 'time'; readonly atMs: number; readonly nowS?: number }
  | { readonly kind: 'telemetry'; readonly atMs: number; readonly telemetry: StimulationTelemetry }
  | { readonly kind: 'acknowledgement'; readonly atMs: number; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'wish'; readonly atMs: number; readonly wish: CourseWish }
  | { readonly kind: 'finding'; readonly atMs: number; readonly finding: CourseFinding };

export type CoursePhase = 'idle' | 'prescribing' | 'arming' | 'confirming' | 'starting' | 'running' | 'stopping';

/** 'unknown' until the band has answered or its counter has passed the command: only then is the result certain. */
export interface CommandOutcome {
  readonly kind: SessionCommandKind;
  readonly counter: number;
  readonly result: 'done' | 'failed' | 'unknown';
  readonly reason: string;
  /** Who wanted it. */
  readonly by: 'patient' | 'gateway';
}

export interface PendingCommand {
  readonly command: SessionCommand;
  readonly sentAtMs: number;
  readonly attempts: number;
  /** What was asked for before this command; holds again if it fails. */
  readonly askedBeforeUa: number;
}

/** What the person is asked, and must answer before it goes on; empty: nothing. */
export type CoursePrompt = '' | 'PRESENCE' | Exclude<HoldReason, ''>;

/** A plain object; whoever runs it stores what a step gives to keep before sending the commands that came with it. */
export interface CourseState {
  readonly params: CourseParams;
  readonly phase: CoursePhase;
  readonly atMs: number;
  /** Latest time on the wall that was ever told, UTC seconds. */
  readonly latestNowS: number;
  readonly counter: number;
  /** Highest counter the band has answered: telemetry from before that answer says nothing about it. */
  readonly answeredCounter: number;
  readonly pending: PendingCommand | null;
  readonly outcome: CommandOutcome | null;
  /** What the host before this one kept of the band. */
  readonly memory: CourseMemory | null;
  /** What is kept now. */
  readonly kept: CourseMemory | null;
  /** What that one had under way is not settled by the band's account yet. */
  readonly leftOpen: boolean;
  /** This host has commanded the band: what it does is this host's affair. */
  readonly commandsBand: boolean;
  readonly telemetry: StimulationTelemetry | null;
  readonly frameAge: FrameAge | null;
  readonly heardAtMs: number;
  readonly leasedAtMs: number;
  readonly stoppedAtMs: number;
  readonly askedUa: number;
  readonly leftLevel: LeftLevel | null;
  /** Where a START begins: the prescribed level, or lower where the person once went lower. */
  readonly startUa: number;
  readonly startAttempts: number;
  readonly comfort: ComfortState;
  /** Why nothing may be raised any more, whatever the person says; empty: it may. */
  readonly noRise: string;
  readonly heldFor: HoldReason;
  readonly contact: ContactTrace;
  /** The person is asked whether they are there. */
  readonly asksPresence: boolean;
  readonly promptedAtMs: number;
  readonly interactedAtMs: number;
  /** Leases have ended, so that the band fades out by itself. */
  readonly lettingGo: boolean;
  readonly disagrees: boolean;
  /** Session time that the band had left when it was last heard running. */
  readonly leftMs: number;
  /** What an involuntary end left over, and until when it may be started anew. */
  readonly remainderMs: number;
  readonly remainderUntilMs: number;
  /** Why the last course ended or a wish was refused. */
  readonly reason: string;
}

export interface CourseOutput {
  readonly commands: readonly SessionCommand[];
  readonly view: CourseView;
  /** To be stored before any of the commands is sent; null: nothing new. */
  readonly keep: CourseMemory | null;
}

/** Before any clock began; finite, so that a state survives JSON. */
const LONG_AGO_MS = Number.MIN_SAFE_INTEGER;

const unsettled = ({ kind, counter }: NonNullable<CourseMemory['pending']>) =>
  ({ kind, counter, result: 'unknown', by: 'gateway' }) as const;

/**
 * @param memory what the host before this one kept of this band; null where there is none
 * @param sealedUpTo the highest number that this connection has used: neither memory nor band need know of a lease that was lost
 */
export function initialCourse(params: CourseParams, memory: CourseMemory | null = null, sealedUpTo = 0): CourseState {
  const pending = memory?.pending ?? null;
  return {
    params,
    phase: 'idle',
    atMs: LONG_AGO_MS,
    latestNowS: memory?.latestNowS ?? 0,
    counter: Math.max(memory?.counter ?? 0, sealedUpTo),
    answeredCounter: 0,
    pending: null,
    outcome: pending && { ...unsettled(pending), reason: 'HOST_RESTARTED' },
    memory,
    kept: memory,
    leftOpen: pending !== null,
    commandsBand: false,
    telemetry: null,
    frameAge: null,
    heardAtMs: LONG_AGO_MS,
    leasedAtMs: LONG_AGO_MS,
    stoppedAtMs: LONG_AGO_MS,
    askedUa: 0,
    leftLevel: null,
    startUa: params.levelUa,
    startAttempts: 0,
    comfort: initialComfort(),
    noRise: '',
    heldFor: '',
    contact: initialContact(),
    asksPresence: false,
    promptedAtMs: LONG_AGO_MS,
    interactedAtMs: LONG_AGO_MS,
    lettingGo: false,
    disagrees: false,
    leftMs: 0,
    remainderMs: 0,
    remainderUntilMs: LONG_AGO_MS,
    reason: '',
  };
}

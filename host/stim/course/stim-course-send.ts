import { limit } from '../../../protocol/limits.ts';
import type { SessionCommand, SessionCommandKind } from '../../../protocol/session.ts';
import { initialContact } from './hold.ts';
import type { CommandOutcome, CourseState } from './stim-course.ts';

/** A course while one input is being worked in: private to a step, then never written again. */
export type CourseDraft = { -readonly [Key in keyof CourseState]: CourseState[Key] } & {
  commands: SessionCommand[];
  /** On whose account this input is. */
  by: CommandOutcome['by'];
};

/** The life of a lease; four are sent in its time, so that three may get lost. */
const LEASE_TTL_MS = limit('leaseMs').hard;

type Fields = Partial<Omit<SessionCommand, 'kind' | 'counter' | 'boot' | 'host' | 'heardTicks'>>;

/** Numbers a command above all that this host or this band has seen, and says who commands and what was last heard. */
function numbered(draft: CourseDraft, kind: SessionCommandKind, fields: Fields): SessionCommand {
  const { telemetry, params } = draft;
  draft.counter = Math.max(draft.counter, telemetry?.lastCounter ?? 0) + 1;
  const from = { boot: telemetry?.boot ?? 0, host: params.hostId, heardTicks: telemetry?.ticks ?? 0 };
  const command = { kind, counter: draft.counter, ...from, ...fields };
  draft.commands.push(command);
  return command;
}

/** A command whose result matters: it stays pending until that is certain. */
export function ask(draft: CourseDraft, kind: SessionCommandKind, fields: Fields, attempts = 1): void {
  const command = numbered(draft, kind, fields);
  draft.pending = { command, sentAtMs: draft.atMs, attempts, askedBeforeUa: draft.askedUa };
  draft.commandsBand = true;
  const by = attempts > 1 && draft.outcome ? draft.outcome.by : draft.by;
  draft.outcome = { kind, counter: command.counter, result: 'unknown', reason: '', by };
}

/** The very same command once more: its counter lets the band execute it only once. */
export function askAgain(draft: CourseDraft): void {
  if (draft.pending === null) return;
  draft.commands.push(draft.pending.command);
  draft.pending = { ...draft.pending, sentAtMs: draft.atMs, attempts: draft.pending.attempts + 1 };
}

export function renewLease(draft: CourseDraft): void {
  numbered(draft, 'LEASE', { ttlMs: LEASE_TTL_MS });
  draft.leasedAtMs = draft.atMs;
}

export function sendStop(draft: CourseDraft): void {
  numbered(draft, 'STOP', {});
  draft.stoppedAtMs = draft.atMs;
}

/** The band opens the seal itself, and takes what is in it once the button was pressed. */
export function askPrescribe(draft: CourseDraft, sealed: Uint8Array): void {
  ask(draft, 'PRESCRIBE', { sealed });
  draft.phase = 'prescribing';
}

export function askArm(draft: CourseDraft): void {
  const { prescription, prescriptionHash } = draft.params;
  const { phaseUs, pattern, rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS } = prescription;
  ask(draft, 'ARM', {
    phaseUs,
    pattern,
    rateMillihertz,
    ceilingUa,
    sessionMs,
    dayMs,
    padAreaMm2,
    expiresAtS,
    nowS: draft.latestNowS,
    prescriptionHash,
  });
  draft.phase = 'arming';
  draft.startAttempts = 0;
}

/** Only ever called with the button's press on record; the lease goes first, because START is refused without one. */
export function askStart(draft: CourseDraft): void {
  draft.by = 'patient';
  renewLease(draft);
  ask(draft, 'START', { currentUa: draft.startUa });
  draft.askedUa = draft.startUa;
  draft.contact = initialContact();
  draft.comfort = { ...draft.comfort, feeling: null, raisedAtMs: draft.atMs };
  draft.interactedAtMs = draft.atMs;
  draft.startAttempts++;
  draft.phase = 'starting';
}

/** Leases end with it. Repeated until the band says that it is off. */
export function beginStop(draft: CourseDraft, reason: string): void {
  draft.phase = 'stopping';
  draft.pending = null;
  draft.reason = reason;
  sendStop(draft);
}

export function finish(draft: CourseDraft, reason: string): void {
  draft.phase = 'idle';
  draft.pending = null;
  draft.askedUa = 0;
  draft.disagrees = false;
  draft.lettingGo = false;
  draft.asksPresence = false;
  draft.heldFor = '';
  draft.leftLevel = null;
  draft.reason = reason;
}

export function settle(draft: CourseDraft, result: 'done' | 'failed', reason: string): void {
  if (draft.pending === null) return;
  const { command, askedBeforeUa } = draft.pending;
  const { by } = draft.outcome ?? draft;
  draft.outcome = { kind: command.kind, counter: command.counter, result, reason, by };
  if (command.kind === 'SET') holdTo(draft, result === 'done' ? (command.currentUa ?? 0) : askedBeforeUa);
  // The frame that tells of it is still on its way.
  if (command.kind === 'RESUME' && result === 'done') draft.heldFor = '';
  draft.pending = null;
}

/** What the band is to give from now on; a level above it is still read back for a moment. */
export function holdTo(draft: CourseDraft, levelUa: number): void {
  const fromUa = Math.max(draft.askedUa, draft.leftLevel?.fromUa ?? 0);
  if (levelUa < draft.askedUa) draft.leftLevel = { fromUa, sinceDeviceMs: null };
  draft.askedUa = levelUa;
}

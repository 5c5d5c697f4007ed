import type { SessionCommand, SessionCommandKind } from '../../../protocol/session.ts';
import type { CourseState } from './stim-course.ts';

/** A course while one input is being worked in: private to a step, then never written again. */
export type CourseDraft = { -readonly [Key in keyof CourseState]: CourseState[Key] } & { commands: SessionCommand[] };

/** The life of a lease, protocol/limits.ts row leaseMs; four are sent in its time, so that three may get lost. */
const LEASE_TTL_MS = 2000;

type Fields = Partial<Omit<SessionCommand, 'kind' | 'counter' | 'boot'>>;

/** Numbers a command above all that this host or this band has seen. */
function numbered(draft: CourseDraft, kind: SessionCommandKind, fields: Fields): SessionCommand {
  draft.counter = Math.max(draft.counter, draft.telemetry?.lastCounter ?? 0) + 1;
  const command = { kind, counter: draft.counter, boot: draft.telemetry?.boot ?? 0, ...fields };
  draft.commands.push(command);
  return command;
}

/** A command whose result matters: it stays pending until that is certain. */
export function ask(draft: CourseDraft, kind: SessionCommandKind, fields: Fields): void {
  const command = numbered(draft, kind, fields);
  draft.pending = { command, sentAtMs: draft.atMs, attempts: 1, askedBeforeUa: draft.askedUa };
  draft.outcome = { kind, counter: command.counter, result: 'unknown', reason: '' };
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

export function askArm(draft: CourseDraft, nowS: number): void {
  const { phaseUs, rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS } = draft.params.prescription;
  const { prescriptionHash } = draft.params;
  ask(draft, 'ARM', {
    phaseUs,
    rateMillihertz,
    ceilingUa,
    sessionMs,
    dayMs,
    padAreaMm2,
    expiresAtS,
    nowS,
    prescriptionHash,
  });
  draft.phase = 'arming';
  draft.startAttempts = 0;
}

/** Only ever called with the button's press on record; the lease goes first, because START is refused without one. */
export function askStart(draft: CourseDraft): void {
  renewLease(draft);
  ask(draft, 'START', { currentUa: draft.params.levelUa });
  draft.askedUa = draft.params.levelUa;
  draft.raisedAtMs = draft.atMs;
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
  draft.reason = reason;
}

export function settle(draft: CourseDraft, result: 'done' | 'failed', reason: string): void {
  if (draft.pending === null) return;
  const { command, askedBeforeUa } = draft.pending;
  draft.outcome = { kind: command.kind, counter: command.counter, result, reason };
  if (command.kind === 'SET') draft.askedUa = result === 'done' ? (command.currentUa ?? 0) : askedBeforeUa;
  draft.pending = null;
}

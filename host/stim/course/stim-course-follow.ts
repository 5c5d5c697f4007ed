import type { Acknowledgement, StimulationTelemetry } from '../../../protocol/session.ts';
import { prescriptionTagOf } from '../../../protocol/session.ts';
import { isRunningPhase } from './band-phase.ts';
import { mayHaveBegun, settledResult } from './course-memory.ts';
import { ageFrame, FRAME_OLD_MS } from './frame-age.ts';
import { noteHold } from './hold.ts';
import { isAbove, stillLeft } from './read-back.ts';
import { noteRemainder } from './remainder.ts';
import { notTaken } from './steering.ts';
import type { CourseDraft } from './stim-course-send.ts';
import { askArm, askStart, beginStop, finish, settle } from './stim-course-send.ts';

const START_ATTEMPTS = 3;

const isRunning = (telemetry: StimulationTelemetry): boolean => isRunningPhase(telemetry.state);

/** Host and band do not mean the same thing: shown as unknown, STOP until they agree again. */
function disagree(draft: CourseDraft, reason: string): void {
  draft.disagrees = true;
  beginStop(draft, reason);
}

const endOf = (telemetry: StimulationTelemetry): string => telemetry.fault || telemetry.stopReason || 'ENDED';

/** What the band does not know: why its leases ended, or why nobody went on. */
function ownEnd({ lettingGo, heldFor }: CourseDraft): string {
  if (lettingGo) return 'ABSENT';
  return heldFor === 'JOLT' ? heldFor : '';
}

const askedCounter = (draft: CourseDraft): number => draft.pending?.command.counter ?? Number.POSITIVE_INFINITY;

export const hasPrescription = ({ params }: CourseDraft, telemetry: StimulationTelemetry): boolean =>
  telemetry.prescriptionTag === prescriptionTagOf(params.prescriptionHash);

function followPrescribing(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const offered = telemetry.asks === 'NEW_PRESCRIPTION';
  if (isRunning(telemetry) || telemetry.state === 'ARMED') {
    disagree(draft, 'DISAGREEMENT');
  } else if (telemetry.state !== 'IDLE') {
    finish(draft, endOf(telemetry));
  } else if (hasPrescription(draft, telemetry)) {
    settle(draft, 'done', '');
    askArm(draft);
  } else if (draft.pending === null) {
    if (!offered) finish(draft, 'NOT_ACCEPTED');
  } else if (telemetry.lastCounter >= askedCounter(draft)) {
    settle(draft, offered ? 'done' : 'failed', '');
    if (!offered) finish(draft, 'NOT_ACCEPTED');
  }
}

function followArming(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  if (isRunning(telemetry)) {
    disagree(draft, 'DISAGREEMENT');
  } else if (telemetry.lastCounter < askedCounter(draft)) {
    return;
  } else if (telemetry.state === 'ARMED') {
    settle(draft, 'done', '');
    draft.phase = 'confirming';
  } else {
    settle(draft, 'failed', endOf(telemetry));
    finish(draft, endOf(telemetry));
  }
}

function followConfirming(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  if (isRunning(telemetry)) disagree(draft, 'DISAGREEMENT');
  else if (telemetry.state !== 'ARMED') finish(draft, endOf(telemetry));
  else if (telemetry.confirmed) askStart(draft);
}

/**
 * A START that was not answered: the band's counter decides. Past it and still ARMED means that it was refused or lost
 * and can never take effect any more; only then may another one follow.
 */
function followStarting(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const asked = draft.pending?.command.counter ?? 0;
  if (isRunning(telemetry)) {
    settle(draft, 'done', '');
    draft.phase = 'running';
  } else if (telemetry.state !== 'ARMED') {
    finish(draft, endOf(telemetry));
  } else if (telemetry.lastCounter >= asked) {
    settle(draft, 'failed', 'NOT_TAKEN');
    if (draft.startAttempts < START_ATTEMPTS) askStart(draft);
    else beginStop(draft, 'NO_ANSWER');
  }
}

function followRunning(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  if (isRunning(telemetry)) noteHold(draft, telemetry);
  if (telemetry.state === 'ARMED') disagree(draft, 'DISAGREEMENT');
  else if (!isRunning(telemetry)) finish(draft, ownEnd(draft) || endOf(telemetry));
  else if (isAbove(telemetry.currentUa, mostUa(draft))) disagree(draft, 'OVER_CURRENT');
  else if (telemetry.lastCounter > askedCounter(draft)) notTaken(draft, 'NOT_TAKEN');
}

function mostUa(draft: CourseDraft): number {
  draft.leftLevel = stillLeft(draft.leftLevel, draft.frameAge?.deviceMs ?? 0, draft.params.prescription);
  return Math.max(draft.askedUa, draft.leftLevel?.fromUa ?? 0);
}

/**
 * Nothing is under way here, and the band does something: what this host or the one before it began is stopped. Another host's is
 * left to that one; here it is unknown, and STOP works.
 */
function followIdle(draft: CourseDraft, telemetry: StimulationTelemetry, active: boolean): void {
  const { memory, commandsBand } = draft;
  const own = commandsBand || (memory !== null && mayHaveBegun(memory, telemetry));
  if (active && own) {
    disagree(draft, 'DISAGREEMENT');
  } else if (active !== draft.disagrees) {
    draft.disagrees = active;
    draft.reason = active ? 'OTHER_HOST' : '';
  }
}

function follow(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const active = isRunning(telemetry) || telemetry.state === 'ARMED';
  if (draft.phase === 'idle') followIdle(draft, telemetry, active);
  else if (draft.phase === 'prescribing') followPrescribing(draft, telemetry);
  else if (draft.phase === 'arming') followArming(draft, telemetry);
  else if (draft.phase === 'confirming') followConfirming(draft, telemetry);
  else if (draft.phase === 'starting') followStarting(draft, telemetry);
  else if (draft.phase === 'running') followRunning(draft, telemetry);
  else if (draft.phase === 'stopping' && !active) finish(draft, draft.reason);
}

/** Late, out of order or twice: no sign of life. */
function isFresh(draft: CourseDraft, telemetry: StimulationTelemetry): boolean {
  const before = draft.telemetry;
  if (before !== null && telemetry.boot < before.boot) return false;
  const restarted = before === null || telemetry.boot > before.boot;
  if (!restarted && telemetry.sequence <= before.sequence) return false;
  const [frameAge, ageMs] = ageFrame(restarted ? null : draft.frameAge, telemetry.ticks, draft.atMs);
  draft.frameAge = frameAge;
  return ageMs <= FRAME_OLD_MS;
}

/** What the host before this one left open: by the band's account done, failed, or never to be known. */
function settleLeftOpen(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  if (!draft.leftOpen || draft.memory === null) return;
  const result = settledResult(draft.memory, telemetry);
  if (result === null) return;
  draft.leftOpen = false;
  if (draft.outcome?.reason === 'HOST_RESTARTED') draft.outcome = { ...draft.outcome, result };
}

/** Frames that are no sign of life change nothing. */
export function hear(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  if (!isFresh(draft, telemetry)) return;
  const before = draft.telemetry;
  noteRemainder(draft, telemetry);
  settleLeftOpen(draft, telemetry);
  draft.telemetry = telemetry;
  draft.heardAtMs = draft.atMs;
  if (before !== null && telemetry.boot > before.boot && draft.phase !== 'idle') {
    draft.answeredCounter = 0;
    beginStop(draft, 'REBOOT');
  }
  if (telemetry.lastCounter >= draft.answeredCounter) follow(draft, telemetry);
}

/** Only the answer to the pending command settles it; a duplicate repeats what was answered first. */
export function takeAnswer(draft: CourseDraft, answer: Acknowledgement): void {
  const { pending, phase } = draft;
  if (pending === null || answer.counter !== pending.command.counter) return;
  const capped = answer.reason === 'STEP_CAPPED';
  const done = answer.result === 'DONE' || (answer.result === 'DUPLICATE' && (answer.reason === '' || capped));
  draft.answeredCounter = Math.max(draft.answeredCounter, answer.counter);
  if (!done && answer.reason === 'STALE' && phase === 'running') {
    notTaken(draft, answer.reason);
    return;
  }
  settle(draft, done ? 'done' : 'failed', answer.reason);
  if (phase === 'prescribing' || phase === 'arming') {
    if (!done) draft.phase = 'idle';
    else if (phase === 'arming') draft.phase = 'confirming';
    draft.reason = answer.reason;
  } else if (phase === 'starting') {
    if (done) draft.phase = 'running';
    else beginStop(draft, answer.reason);
  } else if (!done) {
    draft.reason = answer.reason;
  }
}

import type { Acknowledgement, StimulationTelemetry } from '../../../protocol/session.ts';
import type { CourseDraft } from './stim-course-send.ts';
import { askStart, beginStop, finish, settle } from './stim-course-send.ts';

const START_ATTEMPTS = 3;

const isRunning = (telemetry: StimulationTelemetry): boolean =>
  ['RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'].includes(telemetry.state);

/** What the read-back may differ from what was asked: 1 mA or 15 %, whichever is more. */
const toleranceUa = (askedUa: number): number => Math.max(1000, Math.ceil((askedUa * 15) / 100));

/** Host and band do not mean the same thing: shown as unknown, STOP until they agree again. */
function disagree(draft: CourseDraft, reason: string): void {
  draft.disagrees = true;
  beginStop(draft, reason);
}

const endOf = (telemetry: StimulationTelemetry): string => telemetry.fault || telemetry.stopReason || 'ENDED';

function followArming(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const asked = draft.pending?.command.counter ?? Number.POSITIVE_INFINITY;
  if (isRunning(telemetry)) disagree(draft, 'DISAGREEMENT');
  else if (telemetry.lastCounter < asked) return;
  else if (telemetry.state === 'ARMED') {
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
  const { pending } = draft;
  if (telemetry.state === 'ARMED') disagree(draft, 'DISAGREEMENT');
  else if (!isRunning(telemetry)) finish(draft, endOf(telemetry));
  else if (telemetry.currentUa > draft.askedUa + toleranceUa(draft.askedUa)) disagree(draft, 'OVER_CURRENT');
  else if (pending !== null && telemetry.lastCounter > pending.command.counter) settle(draft, 'failed', 'NOT_TAKEN');
}

function follow(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const active = isRunning(telemetry) || telemetry.state === 'ARMED';
  if (draft.phase === 'idle' && active) disagree(draft, 'DISAGREEMENT');
  else if (draft.phase === 'arming') followArming(draft, telemetry);
  else if (draft.phase === 'confirming') followConfirming(draft, telemetry);
  else if (draft.phase === 'starting') followStarting(draft, telemetry);
  else if (draft.phase === 'running') followRunning(draft, telemetry);
  else if (draft.phase === 'stopping' && !active) finish(draft, draft.reason);
}

/** Frames that arrive late, out of order or twice are no sign of life and change nothing. */
export function hear(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  const before = draft.telemetry;
  if (before !== null && telemetry.boot < before.boot) return;
  if (before !== null && telemetry.boot === before.boot && telemetry.sequence <= before.sequence) return;
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
  const { pending } = draft;
  if (pending === null || answer.counter !== pending.command.counter) return;
  const capped = answer.reason === 'STEP_CAPPED';
  const done = answer.result === 'DONE' || (answer.result === 'DUPLICATE' && (answer.reason === '' || capped));
  draft.answeredCounter = Math.max(draft.answeredCounter, answer.counter);
  settle(draft, done ? 'done' : 'failed', answer.reason);
  if (draft.phase === 'arming') {
    draft.phase = done ? 'confirming' : 'idle';
    draft.reason = answer.reason;
  } else if (draft.phase === 'starting') {
    if (done) draft.phase = 'running';
    else beginStop(draft, answer.reason);
  }
}

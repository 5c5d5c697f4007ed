import { limit } from '../../../protocol/limits.ts';
import type { CourseInput, CourseOutput, CourseState, CourseWish } from './stim-course.ts';
import { courseView, isSilent } from './stim-course.ts';
import { hear, takeAnswer } from './stim-course-follow.ts';
import type { CourseDraft } from './stim-course-send.ts';
import { ask, askAgain, askArm, beginStop, renewLease, sendStop } from './stim-course-send.ts';

const LEASE_EVERY_MS = 500;
const STOP_EVERY_MS = 200;
const ANSWER_MS = 1000;
const ARM_ATTEMPTS = 3;

/** Why a course cannot begin now; empty when it can. */
function startObstacle(draft: CourseDraft): string {
  const { telemetry, phase } = draft;
  if (telemetry === null || isSilent(draft)) return 'DEVICE_SILENT';
  if (phase !== 'idle') return 'BUSY';
  if (telemetry.state === 'LOCKOUT') return 'RESTING';
  if (telemetry.state === 'FAULT') return telemetry.fault;
  return telemetry.state === 'IDLE' ? '' : 'DISAGREEMENT';
}

/** Down always; up by a step, not before the last one was felt, never above what is prescribed. */
function setObstacle(draft: CourseDraft, currentUa: number): string {
  if (!Number.isSafeInteger(currentUa) || currentUa < 0) return 'MALFORMED';
  if (currentUa > draft.params.prescription.ceilingUa) return 'ABOVE_CEILING';
  if (currentUa <= draft.askedUa) return '';
  if (currentUa - draft.askedUa > limit('stepUa').hard) return 'STEP_TOO_LARGE';
  return draft.atMs - draft.raisedAtMs < limit('stepDwellMs').hard ? 'TOO_SOON' : '';
}

function trySet(draft: CourseDraft, currentUa: number): void {
  draft.reason = draft.phase === 'running' ? setObstacle(draft, currentUa) : 'NOT_RUNNING';
  if (draft.reason !== '') return;
  ask(draft, 'SET', { currentUa });
  if (currentUa > draft.askedUa) draft.raisedAtMs = draft.atMs;
  draft.askedUa = Math.max(draft.askedUa, currentUa);
}

function wish(draft: CourseDraft, asked: CourseWish): void {
  if (asked.kind === 'stop') {
    beginStop(draft, 'STOP');
  } else if (asked.kind === 'start') {
    draft.reason = startObstacle(draft);
    if (draft.reason === '') askArm(draft, asked.nowS);
  } else if (asked.kind === 'set') {
    trySet(draft, asked.currentUa);
  } else if (asked.kind === 'acknowledge-fault') {
    if (draft.telemetry?.state === 'FAULT') ask(draft, 'ACK_FAULT', { fault: draft.telemetry.fault });
  } else if (draft.phase === 'running') {
    if (asked.kind === 'pause') ask(draft, 'PAUSE', {});
    else ask(draft, 'RESUME', { currentUa: draft.askedUa });
  }
}

/** What time alone brings about: leases, repetitions, and STOP when the band is not heard. */
function watch(draft: CourseDraft): void {
  const { phase, pending, atMs } = draft;
  const leasing = phase === 'confirming' || phase === 'starting' || phase === 'running';
  if (phase !== 'idle' && phase !== 'stopping' && isSilent(draft)) {
    beginStop(draft, 'DEVICE_SILENT');
  } else if (phase === 'stopping') {
    if (atMs - draft.stoppedAtMs >= STOP_EVERY_MS) sendStop(draft);
  } else if (phase === 'arming' && pending !== null && atMs - pending.sentAtMs >= ANSWER_MS) {
    if (pending.attempts < ARM_ATTEMPTS) askAgain(draft);
    else beginStop(draft, 'NO_ANSWER');
  } else if (leasing && atMs - draft.leasedAtMs >= LEASE_EVERY_MS) {
    renewLease(draft);
  }
}

/**
 * The host's half of a session: ARM, wait for the button as the band reports it, START, then a lease every 500 ms for as
 * long as the band is heard and says what the host believes. Anything else ends in STOP.
 */
export function stepCourse(state: CourseState, input: CourseInput): [CourseState, CourseOutput] {
  const draft: CourseDraft = { ...state, atMs: Math.max(state.atMs, input.atMs), commands: [] };
  if (input.kind === 'telemetry') hear(draft, input.telemetry);
  else if (input.kind === 'acknowledgement') takeAnswer(draft, input.acknowledgement);
  else if (input.kind === 'wish') wish(draft, input.wish);
  watch(draft);
  const { commands, ...next } = draft;
  return [next, { commands, view: courseView(next) }];
}

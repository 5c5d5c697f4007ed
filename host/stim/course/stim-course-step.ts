import { type CourseMemory, memoryOf, timeToKeep } from './course-memory.ts';
import { noteInteraction, noteJolt, watchPresence } from './presence.ts';
import { feel, lowerBy, lowerTo, raiseBy, setTo } from './steering.ts';
import type { CourseFinding, CourseInput, CourseOutput, CourseState, CourseWish } from './stim-course.ts';
import { hasPrescription, hear, takeAnswer } from './stim-course-follow.ts';
import type { CourseDraft } from './stim-course-send.ts';
import { ask, askAgain, askArm, askPrescribe, beginStop, renewLease, sendStop } from './stim-course-send.ts';
import { courseView, isSilent, SILENCE_MS } from './stim-course-view.ts';

const LEASE_EVERY_MS = 500;
const STOP_EVERY_MS = 200;
const ANSWER_MS = 1000;
const ASK_ATTEMPTS = 3;
/** A band that waits for a prescription to be accepted has no output and reports once a second. */
const PRESCRIBING_SILENCE_MS = 3 * SILENCE_MS;

/** Why a course cannot begin now; empty when it can. */
function startObstacle(draft: CourseDraft): string {
  const { telemetry, phase } = draft;
  if (telemetry === null || isSilent(draft)) return 'DEVICE_SILENT';
  if (phase !== 'idle') return 'BUSY';
  if (telemetry.state === 'LOCKOUT') return 'RESTING';
  if (telemetry.state === 'FAULT') return telemetry.fault;
  if (draft.noRise !== '') return draft.noRise;
  return telemetry.state === 'IDLE' ? '' : 'OTHER_HOST';
}

/** Where the band has another prescription in force, or none, this one goes first. */
function start(draft: CourseDraft, nowS: number): void {
  noteTime(draft, nowS);
  draft.reason = startObstacle(draft);
  if (draft.reason !== '' || draft.telemetry === null) return;
  const { seal } = draft.params;
  if (seal !== null && !hasPrescription(draft, draft.telemetry)) askPrescribe(draft, seal);
  else askArm(draft);
}

function acknowledgeFault(draft: CourseDraft): void {
  if (draft.telemetry?.state === 'FAULT') ask(draft, 'ACK_FAULT', { fault: draft.telemetry.fault });
}

function pause(draft: CourseDraft): void {
  if (draft.phase !== 'running') return;
  if (draft.heldFor === '') draft.heldFor = 'PAUSED';
  ask(draft, 'PAUSE', {});
}

function resume(draft: CourseDraft): void {
  if (draft.phase === 'running') ask(draft, 'RESUME', { currentUa: draft.askedUa });
}

function wish(draft: CourseDraft, asked: CourseWish): void {
  noteInteraction(draft);
  if (asked.kind === 'stop') beginStop(draft, 'STOP');
  else if (asked.kind === 'start') start(draft, asked.nowS);
  else if (asked.kind === 'raise') raiseBy(draft, asked.stepUa);
  else if (asked.kind === 'lower') lowerBy(draft, asked.stepUa);
  else if (asked.kind === 'set') setTo(draft, asked.currentUa);
  else if (asked.kind === 'comfort') feel(draft, asked.feeling);
  else if (asked.kind === 'pause') pause(draft);
  else if (asked.kind === 'resume') resume(draft);
  else if (asked.kind === 'acknowledge-fault') acknowledgeFault(draft);
}

/** Not raised any more; a ramp that is still rising ends where it is (fault F12). */
function freeze(draft: CourseDraft, reason: string): void {
  if (draft.noRise !== '') return;
  draft.noRise = reason;
  const { telemetry, phase } = draft;
  if (phase === 'running' && telemetry?.state === 'RAMPING_UP') lowerTo(draft, telemetry.currentUa);
  draft.reason = reason;
}

/** What another host does with the band is none of this one's. */
function end(draft: CourseDraft, reason: string): void {
  if (draft.phase === 'idle') draft.reason = reason;
  else beginStop(draft, reason);
}

function take(draft: CourseDraft, finding: CourseFinding): void {
  if (finding === 'jolt') noteJolt(draft);
  else if (finding === 'superseded') freeze(draft, 'SUPERSEDED');
  else if (finding === 'not-permitted') draft.reason = 'NOT_PERMITTED';
  else end(draft, finding === 'withdrawn' ? 'WITHDRAWN' : 'NOT_RECORDED');
}

/** A clock that was put back makes no prescription valid again. */
function noteTime(draft: CourseDraft, nowS: number): void {
  draft.latestNowS = Math.max(draft.latestNowS, nowS);
  if (draft.latestNowS >= draft.params.prescription.expiresAtS) freeze(draft, 'EXPIRED');
}

/** What time alone brings about: leases, repetitions, and STOP when the band is not heard. */
function watch(draft: CourseDraft): void {
  const { phase, pending, atMs } = draft;
  const leasing = phase === 'confirming' || phase === 'starting' || phase === 'running';
  const silentMs = phase === 'prescribing' ? PRESCRIBING_SILENCE_MS : SILENCE_MS;
  if (phase !== 'idle' && phase !== 'stopping' && atMs - draft.heardAtMs > silentMs) {
    beginStop(draft, 'DEVICE_SILENT');
  } else if (phase === 'stopping') {
    if (atMs - draft.stoppedAtMs >= STOP_EVERY_MS) sendStop(draft);
  } else if ((phase === 'prescribing' || phase === 'arming') && pending !== null) {
    if (atMs - pending.sentAtMs < ANSWER_MS) return;
    if (pending.attempts < ASK_ATTEMPTS) askAgain(draft);
    else beginStop(draft, 'NO_ANSWER');
  } else if (leasing && !draft.lettingGo && atMs - draft.leasedAtMs >= LEASE_EVERY_MS) {
    renewLease(draft);
  }
}

function toKeep(before: CourseState, after: CourseState): CourseMemory | null {
  return after.pending?.command === before.pending?.command ? timeToKeep(after) : memoryOf(after);
}

/**
 * The host's half of a session: the prescription where the band lacks it, ARM, the button as the band reports it, START, then a lease
 * every 500 ms for as long as the band is heard and says what the host believes. Anything else ends in STOP.
 */
export function stepCourse(state: CourseState, input: CourseInput): [CourseState, CourseOutput] {
  const by = input.kind === 'wish' ? 'patient' : 'gateway';
  const draft: CourseDraft = { ...state, atMs: Math.max(state.atMs, input.atMs), commands: [], by };
  if (input.kind === 'telemetry') hear(draft, input.telemetry);
  else if (input.kind === 'acknowledgement') takeAnswer(draft, input.acknowledgement);
  else if (input.kind === 'wish') wish(draft, input.wish);
  else if (input.kind === 'finding') take(draft, input.finding);
  else if (input.nowS !== undefined) noteTime(draft, input.nowS);
  watchPresence(draft);
  watch(draft);
  const { commands, by: _by, ...next } = draft;
  const keep = toKeep(state, next);
  return [keep === null ? next : { ...next, kept: keep }, { commands, view: courseView(next), keep }];
}

import { limit } from '../../../protocol/limits.ts';
import type { Feeling } from '../person/comfort.ts';
import { noteRaise, raiseRefusal, stepComfort } from '../person/comfort.ts';
import type { CourseDraft } from './stim-course-send.ts';
import { ask, beginStop, holdTo, settle } from './stim-course-send.ts';
import { aimedUa } from './stim-course-view.ts';

/** The person leads: up by small steps while it is known to be comfortable, down at once; nothing here rises by itself. */

const STEP_UA = 1000;
const LOWERING_ATTEMPTS = 3;
/** Of the level that hurt: whatever begins again in this course begins no higher. An engineering choice. */
const AFTER_PAIN_PERMILLE = 500;

const isStep = (ua: number): boolean => Number.isSafeInteger(ua) && ua >= 0;

export function raiseBy(draft: CourseDraft, stepUa = STEP_UA): void {
  const fromUa = aimedUa(draft);
  const { ceilingUa } = draft.params.prescription;
  if (!isStep(stepUa)) draft.reason = 'MALFORMED';
  else if (fromUa >= ceilingUa) draft.reason = 'ABOVE_CEILING';
  else raiseTo(draft, Math.min(ceilingUa, fromUa + stepUa));
}

export function lowerBy(draft: CourseDraft, stepUa = STEP_UA): void {
  if (isStep(stepUa)) lowerTo(draft, Math.max(0, aimedUa(draft) - stepUa));
  else draft.reason = 'MALFORMED';
}

export function setTo(draft: CourseDraft, currentUa: number): void {
  if (!isStep(currentUa)) draft.reason = 'MALFORMED';
  else if (currentUa <= aimedUa(draft)) lowerTo(draft, currentUa);
  else if (currentUa > draft.params.prescription.ceilingUa) draft.reason = 'ABOVE_CEILING';
  else raiseTo(draft, currentUa);
}

/** A step that is too large is cut to the largest one, counted, and told (fault F23). */
function raiseTo(draft: CourseDraft, wantedUa: number): void {
  const { comfort, atMs, noRise } = draft;
  const fromUa = aimedUa(draft);
  const mostUa = limit('stepUa').hard;
  const rising = draft.telemetry?.state === 'ACTIVE' || draft.telemetry?.state === 'RAMPING_UP';
  draft.reason = draft.phase !== 'running' || !rising || draft.lettingGo ? 'NOT_RUNNING' : noRise;
  if (draft.pending !== null) draft.reason = 'BUSY';
  if (draft.reason !== '') return;
  const refusal = raiseRefusal(comfort, Math.min(mostUa, wantedUa - fromUa), atMs);
  const oversized = refusal === '' && wantedUa - fromUa > mostUa;
  draft.comfort = noteRaise(comfort, refusal, atMs);
  if (oversized) draft.comfort = noteRaise(draft.comfort, 'STEP_TOO_LARGE', atMs);
  draft.reason = oversized ? 'STEP_CAPPED' : refusal;
  if (refusal !== '') return;
  const toUa = Math.min(wantedUa, fromUa + mostUa);
  ask(draft, 'SET', { currentUa: toUa });
  draft.askedUa = toUa;
}

/** Free at any time. While nothing flows it only bounds what follows. */
export function lowerTo(draft: CourseDraft, toUa: number): void {
  draft.reason = '';
  draft.startUa = Math.min(draft.startUa, toUa);
  if (draft.phase === 'starting') beginStop(draft, 'STOP');
  if (draft.phase !== 'running') return;
  if (draft.telemetry?.state === 'PAUSED') holdTo(draft, Math.min(draft.askedUa, toUa));
  else ask(draft, 'SET', { currentUa: toUa });
}

export function feel(draft: CourseDraft, feeling: Feeling): void {
  const flowingUa = draft.telemetry?.currentUa ?? 0;
  const levelUa = flowingUa > 0 ? Math.min(aimedUa(draft), flowingUa) : aimedUa(draft);
  const [comfort, act] = stepComfort(draft.comfort, { feeling, atMs: draft.atMs, levelUa });
  draft.comfort = comfort;
  draft.reason = '';
  if (act.kind === 'stop') {
    // Said after the end, it speaks of the level that would come again.
    const hurtUa = Math.min(draft.startUa, levelUa > 0 ? levelUa : draft.startUa);
    draft.startUa = Math.floor((hurtUa * AFTER_PAIN_PERMILLE) / 1000);
    beginStop(draft, 'PAIN');
  }
  if (act.kind === 'lower') lowerTo(draft, act.toUa);
}

/** What must not get lost: asked for again under a new number until the band has done it, then STOP. */
export function notTaken(draft: CourseDraft, reason: string): void {
  const { pending } = draft;
  if (pending === null) return;
  const { command, askedBeforeUa, attempts } = pending;
  const lowers = command.kind === 'PAUSE' || (command.kind === 'SET' && (command.currentUa ?? 0) < askedBeforeUa);
  settle(draft, 'failed', reason);
  if (!lowers) return;
  if (attempts >= LOWERING_ATTEMPTS) beginStop(draft, 'NO_ANSWER');
  else if (command.kind === 'PAUSE') ask(draft, 'PAUSE', {}, attempts + 1);
  else ask(draft, 'SET', { currentUa: command.currentUa ?? 0 }, attempts + 1);
}

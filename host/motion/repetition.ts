import {
  type AngleTrace,
  DISTAL_SPEED,
  INTERPOLATED,
  PROXIMAL_SPEED,
  ROUGHNESS,
  SENSE_OF,
  SPEED,
  TRAIT,
} from './joint-angle.ts';
import type { Rep } from './rep.ts';
import { judgeRep, leastRomDeg } from './rep-judgement.ts';
import type { RepetitionState } from './repetition-state.ts';

/** A repetition and the time of the sample that completed it. */
export interface CompletedRep {
  readonly rep: Rep;
  readonly emittedAtMs: number;
}

type Draft = { -readonly [Key in keyof RepetitionState]: RepetitionState[Key] };

const SHAKE_TAU_S = 0.5;
const SPEED_TAU_S = 0.06;
/** Slower drift is rest. */
const QUIET_DPS = 6;
const BASE_TAU_S = 0.5;
/** Weight of the latest repetition in what is usual. */
const USUAL_SHARE = 0.3;
const REST_TAU_S = 1;
const POSTURE_TAU_S = 4;
/** Faster and farther than this is the beginning of a movement, seen in retrospect. */
const ONSET_DPS = 2;
const ONSET_NOISE_DEG = 0.5;
const ONSET_SHARE = 0.35;
/** Shares of the range of motion. */
const TURNED_BACK = 0.3;
const NEARLY_BACK = 0.25;
const HALF_BACK = 0.5;
/** Shares of the fastest speed of the phase. */
const MOVING = 0.05;
const SLOWED = 0.08;
const STOPPED = 0.1;
const STOPPED_MS = 200;
const GAINED = 0.01;
/** A small movement that stops for so long was a change of posture. */
const POSTURE_MS = 800;

/**
 * Finds repetitions in an angle as it arrives, without a template: away from the resting level (out), near the turning
 * point (hold), back again. All thresholds scale with the movement itself; only the least range of motion comes from
 * the exercise. A repetition ends when the way back has been made and the movement slows, and is reported at that
 * sample, so its end is never more than a quarter of a second old.
 */
export function stepRepetition(state: RepetitionState, trace: AngleTrace): [RepetitionState, CompletedRep[]] {
  const draft: Draft = { ...state };
  const completed: CompletedRep[] = [];
  for (let i = 0; i < trace.count; i++) {
    const endMs = follow(draft, trace, i);
    if (endMs === undefined) continue;
    const rep = judgeRep(draft, endMs, trace.confidence);
    if (rep) {
      completed.push({ rep, emittedAtMs: draft.lastMs });
      countRep(draft, rep);
    }
    goToRest(draft);
  }
  return [draft, completed];
}

/** The repetition that was on its way back when the recording ended, if it had made most of it. */
export function finishRepetition(state: RepetitionState, confidence: number): CompletedRep | undefined {
  if (state.phase !== 'back' || remaining(state) > HALF_BACK) return undefined;
  const rep = judgeRep(state, state.lastMs, confidence);
  return rep && { rep, emittedAtMs: state.lastMs };
}

/** One sample; returns the end of the movement when it is complete. */
function follow(draft: Draft, trace: AngleTrace, i: number): number | undefined {
  const { traits } = trace;
  const at = i * TRAIT;
  const tMs = trace.tMs[i]!;
  const angleDeg = trace.angleDeg[i]!;
  const sense = traits[at + SENSE_OF]!;
  if (sense === 0 || Number.isNaN(draft.lastMs)) startAnew(draft, angleDeg, tMs);
  else if (sense !== draft.sense) turnRound(draft, sense);
  const elapsedS = (tMs - draft.lastMs) / 1000;
  draft.speedDps += ((traits[at + SPEED]! - draft.speedDps) * elapsedS) / (SPEED_TAU_S + elapsedS);
  draft.shakeMs2 += ((traits[at + ROUGHNESS]! - draft.shakeMs2) * elapsedS) / (SHAKE_TAU_S + elapsedS);
  draft.lastMs = tMs;
  draft.lastDeg = angleDeg;
  if (draft.phase === 'rest') {
    rest(draft, elapsedS);
    return undefined;
  }
  observe(draft, traits, at, elapsedS);
  if (draft.phase === 'back') return comeBack(draft);
  goOut(draft);
  return undefined;
}

/** What the judgement will want to know about the movement as a whole. */
function observe(draft: Draft, traits: Float64Array, at: number, elapsedS: number): void {
  draft.distalDeg += traits[at + DISTAL_SPEED]! * elapsedS;
  draft.proximalDeg += traits[at + PROXIMAL_SPEED]! * elapsedS;
  draft.roughestMs2 = Math.max(draft.roughestMs2, draft.shakeMs2);
  draft.samples++;
  draft.filled += traits[at + INTERPOLATED]!;
  draft.lowestDeg = Math.min(draft.lowestDeg, draft.lastDeg);
}

/** The joint stage found out which direction is positive: what was remembered had the other sign. */
function turnRound(draft: Draft, sense: number): void {
  draft.sense = sense;
  draft.lastDeg *= -1;
  draft.speedDps *= -1;
  draft.baseDeg = Math.min(0, draft.lastDeg);
  draft.restDeg *= -1;
  draft.phase = 'rest';
}

/** Nothing that was under way can be compared with what comes. */
function startAnew(draft: Draft, angleDeg: number, tMs: number): void {
  const restDeg = Math.min(draft.restDeg, angleDeg);
  Object.assign(draft, { phase: 'rest', lastMs: tMs, lastDeg: angleDeg, baseMs: tMs, baseDeg: angleDeg, restDeg });
}

function rest(draft: Draft, elapsedS: number): void {
  const { lastDeg, lastMs } = draft;
  const isQuiet = Math.abs(draft.speedDps) < QUIET_DPS;
  const aside = lastDeg - draft.restDeg;
  const tauS = Math.abs(aside) > leastRomDeg(draft) / 2 ? POSTURE_TAU_S : REST_TAU_S;
  if (isQuiet) draft.restDeg += aside * Math.min(1, elapsedS / tauS);
  if (lastDeg < draft.baseDeg) draft.baseDeg = lastDeg;
  else if (isQuiet) draft.baseDeg += (lastDeg - draft.baseDeg) * Math.min(1, elapsedS / BASE_TAU_S);
  const onsetDeg = ONSET_SHARE * leastRomDeg(draft);
  if (lastDeg - draft.baseDeg < ONSET_NOISE_DEG || draft.speedDps < ONSET_DPS) draft.baseMs = lastMs;
  if (lastDeg - draft.baseDeg > onsetDeg) depart(draft);
}

function depart(draft: Draft): void {
  const { lastDeg, lastMs } = draft;
  Object.assign(draft, {
    phase: 'out',
    startMs: draft.baseMs,
    lowestDeg: draft.baseDeg,
    peakDeg: lastDeg,
    arrivedMs: lastMs,
  });
  Object.assign(draft, { arrivedDeg: lastDeg, leftMs: lastMs, fastestOutDps: draft.speedDps, fastestBackDps: 0 });
  Object.assign(draft, { stillSinceMs: lastMs, distalDeg: 0, proximalDeg: 0, roughestMs2: 0, samples: 0, filled: 0 });
}

function countRep(draft: Draft, rep: Rep): void {
  draft.usualRomDeg += (rep.romDeg - draft.usualRomDeg) * (draft.reps === 0 ? 1 : USUAL_SHARE);
  draft.reps++;
}

function goToRest(draft: Draft): void {
  draft.phase = 'rest';
  draft.baseDeg = draft.lastDeg;
  draft.baseMs = draft.lastMs;
}

const range = (state: RepetitionState): number => state.peakDeg - state.baseDeg;
const remaining = (state: RepetitionState): number => (state.lastDeg - state.baseDeg) / range(state);

function goOut(draft: Draft): void {
  const { lastDeg, lastMs, speedDps } = draft;
  draft.peakDeg = Math.max(draft.peakDeg, lastDeg);
  draft.fastestOutDps = Math.max(draft.fastestOutDps, speedDps);
  const moving = MOVING * draft.fastestOutDps;
  if (speedDps > moving && lastDeg > draft.arrivedDeg + GAINED * range(draft)) {
    draft.arrivedMs = lastMs;
    draft.arrivedDeg = lastDeg;
  }
  if (speedDps > -moving) draft.leftMs = lastMs;
  if (Math.abs(speedDps) > QUIET_DPS) draft.stillSinceMs = lastMs;
  const small = range(draft) < leastRomDeg(draft);
  const turnedBack = remaining(draft) < 1 - TURNED_BACK;
  const abandoned = small && (turnedBack || lastMs - draft.stillSinceMs > POSTURE_MS);
  if (abandoned || lastMs - draft.startMs > draft.params.longestS * 1000) goToRest(draft);
  else if (turnedBack) {
    draft.phase = 'back';
    draft.fastestBackDps = -speedDps;
  }
}

function comeBack(draft: Draft): number | undefined {
  const { lastMs, speedDps } = draft;
  draft.fastestBackDps = Math.max(draft.fastestBackDps, -speedDps);
  const left = remaining(draft);
  if (left > 1 - TURNED_BACK / 2) {
    draft.phase = 'out';
    return undefined;
  }
  if (Math.abs(speedDps) > STOPPED * draft.fastestBackDps) draft.stillSinceMs = lastMs;
  if (left < NEARLY_BACK && -speedDps < SLOWED * draft.fastestBackDps) return lastMs;
  const stopped = lastMs - draft.stillSinceMs > STOPPED_MS;
  return left < HALF_BACK && stopped ? draft.stillSinceMs : undefined;
}

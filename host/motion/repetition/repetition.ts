import { type AngleTrace, TRAIT } from '../joint/angle-trace.ts';
import { extendTrail, TRAIL, turnTrail, type Uprights } from '../metrics/trail.ts';
import type { Rep } from './rep.ts';
import { judgeRep, leastRomDeg } from './rep-judgement.ts';
import { type CompletedRep, NONE, release } from './rep-release.ts';
import { goToRest, type RepetitionState } from './repetition-state.ts';

const { VALUES, SPEED, PROXIMAL_SPEED, DISTAL_SPEED, ROUGHNESS, INTERPOLATED, SENSE_OF } = TRAIT;
const { TIME, ANGLE, SPEED: RATE, FILLED, UP, TURN } = TRAIL;

const SHAKE_TAU_S = 0.5;
const SPEED_TAU_S = 0.06;
/** Slower drift is rest. */
const QUIET_DPS = 6;
const BASE_TAU_S = 0.5;
const REST_TAU_S = 1;
const POSTURE_TAU_S = 4;
/** Quiet for longer is rest. */
const SETTLED_S = 0.4;
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
 * the exercise. A repetition is judged when the way back has been made and the movement slows, and told where it ends by
 * that, a quarter of a second later at the most, or as soon as the next one begins.
 */
export function stepRepetition(
  state: RepetitionState,
  trace: AngleTrace,
  uprights?: Uprights,
): readonly CompletedRep[] {
  let completed = NONE;
  for (let i = 0; i < trace.count; i++) {
    const endMs = follow(state, trace, i);
    remember(state, trace, i, uprights);
    if (endMs !== undefined) conclude(state, endMs, trace.confidence[i]!);
    if (state.pending && isOver(state, state.pending)) completed = [...completed, ...release(state, state.pending)];
  }
  return completed;
}

/** The way back is as good as made: judged now, told when it is over. */
function conclude(state: RepetitionState, endMs: number, confidence: number): void {
  state.pending = judgeRep(state, endMs, confidence);
  if (state.pending) state.phase = 'ending';
  else goToRest(state);
}

/** At its end, or when the next movement begins, or something happens that nothing can be compared with. */
const isOver = ({ phase, lastMs, speedDps }: RepetitionState, { endMs }: Rep): boolean =>
  phase !== 'ending' || lastMs >= endMs || speedDps > QUIET_DPS;

/** The repetition that was on its way back when the recording ended, if it had made most of it. */
export function finishRepetition(state: RepetitionState, confidence: number): readonly CompletedRep[] {
  if (!state.pending && state.phase === 'back' && remaining(state) <= HALF_BACK)
    conclude(state, state.lastMs, confidence);
  return state.pending ? release(state, state.pending) : NONE;
}

/** One sample; returns the end of the movement when it is complete. */
function follow(state: RepetitionState, trace: AngleTrace, i: number): number | undefined {
  const { traits } = trace;
  const at = i * VALUES;
  const tMs = trace.tMs[i]!;
  const angleDeg = trace.angleDeg[i]!;
  const sense = traits[at + SENSE_OF]!;
  if (sense === 0 || Number.isNaN(state.lastMs)) startAnew(state, angleDeg, tMs);
  else if (sense !== state.sense) turnRound(state, sense);
  const elapsedS = (tMs - state.lastMs) / 1000;
  state.speedDps += ((traits[at + SPEED]! - state.speedDps) * elapsedS) / (SPEED_TAU_S + elapsedS);
  state.shakeMs2 += ((traits[at + ROUGHNESS]! - state.shakeMs2) * elapsedS) / (SHAKE_TAU_S + elapsedS);
  state.lastMs = tMs;
  state.lastDeg = angleDeg;
  if (state.phase === 'rest') {
    rest(state, elapsedS);
    return undefined;
  }
  if (state.phase === 'ending') return undefined;
  observe(state, traits, at, elapsedS);
  if (state.phase === 'back') return comeBack(state);
  goOut(state);
  return undefined;
}

function remember({ trail }: RepetitionState, trace: AngleTrace, i: number, uprights: Uprights | undefined): void {
  const to = extendTrail(trail);
  if (to < 0) return;
  const { traits } = trace;
  const { rows } = trail;
  const at = i * VALUES;
  rows[to + TIME] = trace.tMs[i]!;
  rows[to + ANGLE] = trace.angleDeg[i]!;
  rows[to + RATE] = traits[at + SPEED]!;
  rows[to + FILLED] = traits[at + INTERPOLATED]!;
  rows[to + TURN] = traits[at + DISTAL_SPEED]! - traits[at + PROXIMAL_SPEED]!;
  if (!uprights) return;
  const { values, from, stride } = uprights;
  const up = from + i * stride;
  for (let k = 0; k < 3; k++) rows[to + UP + k] = values[up + k]!;
}

/** What the judgement will want to know about the movement as a whole. */
function observe(state: RepetitionState, traits: Float64Array, at: number, elapsedS: number): void {
  state.distalDeg += traits[at + DISTAL_SPEED]! * elapsedS;
  state.proximalDeg += traits[at + PROXIMAL_SPEED]! * elapsedS;
  state.roughestMs2 = Math.max(state.roughestMs2, state.shakeMs2);
  state.samples++;
  state.filled += traits[at + INTERPOLATED]!;
  state.lowestDeg = Math.min(state.lowestDeg, state.lastDeg);
}

/** The joint stage found out which direction is positive: what was remembered had the other sign. */
function turnRound(state: RepetitionState, sense: number): void {
  turnTrail(state.trail);
  state.sense = sense;
  state.lastDeg *= -1;
  state.speedDps *= -1;
  state.baseDeg = Math.min(0, state.lastDeg);
  state.restDeg *= -1;
  state.phase = 'rest';
}

/** Nothing that was under way can be compared with what comes. */
function startAnew(state: RepetitionState, angleDeg: number, tMs: number): void {
  state.phase = 'rest';
  state.lastMs = tMs;
  state.lastDeg = angleDeg;
  state.baseMs = tMs;
  state.restedMs = tMs;
  state.baseDeg = angleDeg;
  state.restDeg = Math.min(state.restDeg, angleDeg);
}

function rest(state: RepetitionState, elapsedS: number): void {
  const { lastDeg, lastMs } = state;
  const isQuiet = Math.abs(state.speedDps) < QUIET_DPS;
  const aside = lastDeg - state.restDeg;
  const tauS = Math.abs(aside) > leastRomDeg(state) / 2 ? POSTURE_TAU_S : REST_TAU_S;
  state.quietS = isQuiet ? state.quietS + elapsedS : 0;
  // Who fidgets is quiet for a moment at either side, and rests at neither.
  if (state.quietS > SETTLED_S) state.restDeg += aside * Math.min(1, elapsedS / tauS);
  if (lastDeg < state.baseDeg) state.baseDeg = lastDeg;
  else if (isQuiet) state.baseDeg += (lastDeg - state.baseDeg) * Math.min(1, elapsedS / BASE_TAU_S);
  const onsetDeg = ONSET_SHARE * leastRomDeg(state);
  if (lastDeg - state.baseDeg < ONSET_NOISE_DEG || state.speedDps < ONSET_DPS) state.baseMs = lastMs;
  if (lastDeg - state.baseDeg > onsetDeg) depart(state);
}

function depart(state: RepetitionState): void {
  const { lastDeg, lastMs } = state;
  Object.assign(state, {
    phase: 'out',
    startMs: state.baseMs,
    lowestDeg: state.baseDeg,
    peakDeg: lastDeg,
    arrivedMs: lastMs,
  });
  Object.assign(state, { arrivedDeg: lastDeg, leftMs: lastMs, fastestOutDps: state.speedDps, fastestBackDps: 0 });
  Object.assign(state, { stillSinceMs: lastMs, distalDeg: 0, proximalDeg: 0, roughestMs2: 0, samples: 0, filled: 0 });
}

const range = (state: RepetitionState): number => state.peakDeg - state.baseDeg;
const remaining = (state: RepetitionState): number => (state.lastDeg - state.baseDeg) / range(state);

function goOut(state: RepetitionState): void {
  const { lastDeg, lastMs, speedDps } = state;
  state.peakDeg = Math.max(state.peakDeg, lastDeg);
  state.fastestOutDps = Math.max(state.fastestOutDps, speedDps);
  const moving = MOVING * state.fastestOutDps;
  if (speedDps > moving && lastDeg > state.arrivedDeg + GAINED * range(state)) {
    state.arrivedMs = lastMs;
    state.arrivedDeg = lastDeg;
  }
  if (speedDps > -moving) state.leftMs = lastMs;
  if (Math.abs(speedDps) > QUIET_DPS) state.stillSinceMs = lastMs;
  const small = range(state) < leastRomDeg(state);
  const turnedBack = remaining(state) < 1 - TURNED_BACK;
  const abandoned = small && (turnedBack || lastMs - state.stillSinceMs > POSTURE_MS);
  if (abandoned || lastMs - state.startMs > state.params.longestS * 1000) goToRest(state);
  else if (turnedBack) {
    state.phase = 'back';
    state.fastestBackDps = -speedDps;
  }
}

function comeBack(state: RepetitionState): number | undefined {
  const { lastMs, speedDps } = state;
  state.fastestBackDps = Math.max(state.fastestBackDps, -speedDps);
  const left = remaining(state);
  if (left > 1 - TURNED_BACK / 2) {
    state.phase = 'out';
    return undefined;
  }
  if (Math.abs(speedDps) > STOPPED * state.fastestBackDps) state.stillSinceMs = lastMs;
  if (left < NEARLY_BACK && -speedDps < SLOWED * state.fastestBackDps) return lastMs;
  const stopped = lastMs - state.stillSinceMs > STOPPED_MS;
  return left < HALF_BACK && stopped ? state.stillSinceMs : undefined;
}

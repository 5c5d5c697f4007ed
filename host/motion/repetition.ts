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

/**
 * Finds repetitions in an angle as it arrives, without a template: away from the resting level (out), near the turning
 * point (hold), back again. All thresholds scale with the movement itself; only the least range of motion comes from
 * the exercise. A repetition ends when the way back has been made and the movement slows, and is reported at that
 * sample, so its end is never more than a quarter of a second old.
 */
export interface RepetitionParams {
  /** A smaller movement is no repetition, degrees. */
  readonly leastRomDeg: number;
  /** A movement that lasts longer is a change of posture, seconds. */
  readonly longestS: number;
  /** How much the proximal segment may turn for each degree the distal one turns; walking turns both. */
  readonly mostProximalShare: number;
}

export interface RepetitionState {
  readonly params: RepetitionParams;
  readonly reps: number;
  /** Range of motion of the latest repetitions, degrees; 0 before the first. */
  readonly usualRomDeg: number;
  /** Where the joint is when it is quiet between movements. */
  readonly restDeg: number;
  readonly phase: 'rest' | 'out' | 'back';
  readonly lastMs: number;
  readonly lastDeg: number;
  readonly speedDps: number;
  /** Distance of the specific force from gravity, low-passed. */
  readonly shakeMs2: number;
  readonly sense: number;
  /** Resting level and when it was last seen. */
  readonly baseDeg: number;
  readonly baseMs: number;
  readonly startMs: number;
  readonly lowestDeg: number;
  readonly peakDeg: number;
  /** Latest outward movement that gained ground: the hold begins. */
  readonly arrivedMs: number;
  readonly arrivedDeg: number;
  /** Latest moment the movement turned back: the hold ends. */
  readonly leftMs: number;
  readonly fastestOutDps: number;
  readonly fastestBackDps: number;
  readonly stillSinceMs: number;
  readonly distalDeg: number;
  readonly proximalDeg: number;
  readonly roughestMs2: number;
  readonly samples: number;
  readonly filled: number;
}

/** A repetition and the time of the sample that completed it. */
export interface CompletedRep {
  readonly rep: Rep;
  readonly emittedAtMs: number;
}

type Draft = { -readonly [Key in keyof RepetitionState]: RepetitionState[Key] };

/** Deliberate exercise takes longer than a step: a walking cycle bends a knee for 0.6 s. */
const SHORTEST_S = 1.2;
/** Exercise is moved smoothly: under 1.1 m/s^2 off gravity over half a second; steps reach 3.5 and more. */
const ROUGHEST_MS2 = 2.5;
const SHAKE_TAU_S = 0.5;
const SPEED_TAU_S = 0.06;
/** Slower drift is rest. */
const QUIET_DPS = 6;
const BASE_TAU_S = 0.5;
const REST_TAU_S = 1;
const POSTURE_TAU_S = 4;
/** A movement much smaller than the repetitions before it is none. */
const LEAST_OF_USUAL = 0.35;
const USUAL_SHARE = 0.3;
/** Exercise begins at rest; who swings to both sides of it fidgets. Share of the range of motion. */
const BELOW_REST = 0.35;
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

export function initialRepetition(params: RepetitionParams): RepetitionState {
  const at = { lastMs: Number.NaN, lastDeg: 0, speedDps: 0, shakeMs2: 0, sense: 1, baseDeg: 0, baseMs: 0 };
  const rep = { startMs: 0, lowestDeg: 0, peakDeg: 0, arrivedMs: 0, arrivedDeg: 0, leftMs: 0, fastestOutDps: 0 };
  const rest = {
    fastestBackDps: 0,
    stillSinceMs: 0,
    distalDeg: 0,
    proximalDeg: 0,
    roughestMs2: 0,
    samples: 0,
    filled: 0,
  };
  return { params, reps: 0, usualRomDeg: 0, restDeg: 0, phase: 'rest', ...at, ...rep, ...rest };
}

export function stepRepetition(state: RepetitionState, trace: AngleTrace): [RepetitionState, CompletedRep[]] {
  const draft: Draft = { ...state };
  const completed: CompletedRep[] = [];
  for (let i = 0; i < trace.count; i++) {
    const endMs = follow(draft, trace, i);
    if (endMs === undefined) continue;
    const rep = judge(draft, endMs, trace.confidence);
    if (rep) completed.push({ rep, emittedAtMs: draft.lastMs });
    goToRest(draft);
  }
  return [draft, completed];
}

/** The repetition that was on its way back when the recording ended, if it had made most of it. */
export function finishRepetition(state: RepetitionState, confidence: number): CompletedRep | undefined {
  if (state.phase !== 'back' || remaining(state) > HALF_BACK) return undefined;
  const rep = judge({ ...state }, state.lastMs, confidence);
  return rep && { rep, emittedAtMs: state.lastMs };
}

/** One sample; returns the end of the movement when it is complete. */
function follow(draft: Draft, trace: AngleTrace, i: number): number | undefined {
  const { traits } = trace;
  const at = i * TRAIT;
  const tMs = trace.tMs[i]!;
  const angleDeg = trace.angleDeg[i]!;
  if (Number.isNaN(draft.lastMs)) {
    Object.assign(draft, {
      lastMs: tMs,
      lastDeg: angleDeg,
      sense: traits[at + SENSE_OF]!,
      baseDeg: angleDeg,
      baseMs: tMs,
    });
    return undefined;
  }
  const sense = traits[at + SENSE_OF]!;
  if (sense === 0) startAnew(draft, angleDeg, tMs);
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
  draft.distalDeg += traits[at + DISTAL_SPEED]! * elapsedS;
  draft.proximalDeg += traits[at + PROXIMAL_SPEED]! * elapsedS;
  draft.roughestMs2 = Math.max(draft.roughestMs2, draft.shakeMs2);
  draft.samples++;
  draft.filled += traits[at + INTERPOLATED]!;
  draft.lowestDeg = Math.min(draft.lowestDeg, angleDeg);
  if (draft.phase === 'out') goOut(draft);
  return (draft.phase as string) === 'back' ? comeBack(draft) : undefined;
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

/** A new starting posture: nothing that was under way can be compared with what comes. */
function startAnew(draft: Draft, angleDeg: number, tMs: number): void {
  draft.phase = 'rest';
  draft.lastDeg = angleDeg;
  draft.baseDeg = angleDeg;
  draft.restDeg = Math.min(draft.restDeg, angleDeg);
  draft.baseMs = tMs;
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

function goToRest(draft: Draft): void {
  draft.phase = 'rest';
  draft.baseDeg = draft.lastDeg;
  draft.baseMs = draft.lastMs;
}

const leastRomDeg = ({ params, usualRomDeg }: RepetitionState): number =>
  Math.max(params.leastRomDeg, LEAST_OF_USUAL * usualRomDeg);
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

/** The repetition, or nothing where the movement was too small, too quick, or not the joint's own. */
function judge(draft: Draft, endMs: number, confidence: number): Rep | undefined {
  const romDeg = draft.peakDeg - draft.lowestDeg;
  const { params } = draft;
  if (romDeg < leastRomDeg(draft) || endMs - draft.startMs < SHORTEST_S * 1000) return undefined;
  if (draft.roughestMs2 > ROUGHEST_MS2) return undefined;
  if (draft.proximalDeg > params.mostProximalShare * draft.distalDeg) return undefined;
  if (draft.restDeg - draft.baseDeg > BELOW_REST * romDeg) return undefined;
  draft.reps++;
  draft.usualRomDeg += (romDeg - draft.usualRomDeg) * (draft.reps === 1 ? 1 : USUAL_SHARE);
  const tempoS = {
    outS: (draft.arrivedMs - draft.startMs) / 1000,
    holdS: Math.max(0, draft.leftMs - draft.arrivedMs) / 1000,
    backS: (endMs - Math.max(draft.leftMs, draft.arrivedMs)) / 1000,
  };
  const measured = 1 - draft.filled / Math.max(1, draft.samples);
  return {
    index: draft.reps,
    startMs: draft.startMs,
    peakMs: draft.arrivedMs,
    endMs,
    romDeg,
    peakDeg: draft.peakDeg,
    tempoS,
    confidence: confidence * measured,
  };
}

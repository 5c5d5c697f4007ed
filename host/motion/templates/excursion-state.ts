import { type Expectation, likelyAt } from './expectation.ts';
import { POSTURE_VALUES } from './posture.ts';

export interface ExcursionState {
  readonly rateHz: number;
  readonly expectations: readonly Expectation[];
  /** A repetition ends this long after it came near rest: whoever enrolled the exemplars let it. */
  readonly endsAfterS: number;
  /** Samples so far. */
  samples: number;
  phase: 'rest' | 'out' | 'back';
  /** Positions in `expectations` of the exercises that may be going on, and how much each value of a posture counts for them. */
  likely: readonly number[];
  readonly weights: Float64Array;
  /** Posture between movements, where the movement under way began. */
  readonly rest: Float64Array;
  readonly latest: Float64Array;
  /** Farthest posture of the movement under way, the unit vector that leads there, and how far it is. */
  readonly farthest: Float64Array;
  readonly outward: Float64Array;
  size: number;
  /** Latest place along the movement's line, its speed there (low-passed, per second), and the fastest on the way back. */
  out: number;
  outSpeed: number;
  fastestBack: number;
  /** How long it has been slow on the way back. */
  slowS: number;
  /** How long it has been near rest on the way back. */
  nearS: number;
  /** Where the way back has come to: how far out, the posture, and since when. */
  lowest: number;
  readonly lowestPosture: Float64Array;
  lowestAt: number;
  /** When the latest repetition was told. */
  toldAt: number;
  startAt: number;
  farthestAt: number;
  /** Latest sample at which nothing moved away from rest. */
  quietAt: number;
  stillS: number;
  /** Size of the latest repetitions; 0 before the first. */
  usualSize: number;
}

export function initialExcursion(
  expectations: readonly Expectation[],
  sensors: number,
  rateHz: number,
  endsAfterS: number,
): ExcursionState {
  const posture = (): Float64Array => new Float64Array(sensors * POSTURE_VALUES);
  const line = { out: 0, outSpeed: 0, fastestBack: 0, slowS: 0, nearS: 0 };
  const movement = {
    size: 0,
    lowest: 0,
    lowestAt: 0,
    toldAt: Number.NEGATIVE_INFINITY,
    startAt: 0,
    farthestAt: 0,
    quietAt: 0,
    stillS: 0,
    usualSize: 0,
  };
  const postures = { rest: posture(), latest: posture(), farthest: posture(), outward: posture() };
  const state: ExcursionState = {
    rateHz,
    expectations,
    endsAfterS,
    samples: 0,
    phase: 'rest',
    likely: expectations.map((_, i) => i),
    weights: posture(),
    lowestPosture: posture(),
    ...postures,
    ...line,
    ...movement,
  };
  weigh(state);
  return state;
}

export const likelyOf = ({ expectations, likely }: ExcursionState): Expectation[] =>
  likely.map((at) => expectations[at]!);

/** Between movements, what may come next is read from the posture. */
export function lookAround(state: ExcursionState): void {
  const { expectations } = state;
  if (expectations.length === 1) return;
  const likely = likelyAt(expectations, state.latest);
  const isSame = likely.length === state.likely.length && likely.every((at, i) => at === state.likely[i]);
  if (isSame) return;
  state.likely = likely;
  weigh(state);
}

function weigh(state: ExcursionState): void {
  state.weights.fill(0);
  for (const { weights } of likelyOf(state)) {
    for (let k = 0; k < state.weights.length; k++) {
      state.weights[k] = Math.max(state.weights[k]!, weights[Math.floor(k / POSTURE_VALUES)]!);
    }
  }
}

/** The smallest movement that counts: by the exemplars, and by what this person has been doing. */
export function leastSize(state: ExcursionState, of: readonly Expectation[]): number {
  const least = of.reduce((smallest, { leastSize }) => Math.min(smallest, leastSize), Number.POSITIVE_INFINITY);
  return Math.max(least, LEAST_OF_USUAL * state.usualSize);
}

/** Low-amplitude repetitions reach a third of full ones. */
const LEAST_OF_USUAL = 0.25;

export function weightedDistance({ weights }: ExcursionState, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += (weights[k]! * (a[k]! - b[k]!)) ** 2;
  return Math.sqrt(sum);
}

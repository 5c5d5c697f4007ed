import type { Exemplar } from './exemplar.ts';
import { POSTURE_VALUES, TURNED } from './posture.ts';

/** What the exemplars of one exercise let us expect of a repetition of it. */
export interface Expectation {
  readonly exercise: string;
  readonly exemplars: readonly Exemplar[];
  /** Of each sensor, 0 to 1: the one that moves most has 1. How far a sensor turns is alike in all people, which way is not. */
  readonly weights: readonly number[];
  /** A smaller way is no repetition. */
  readonly leastSize: number;
  readonly shortestS: number;
  /** Longest exemplar. */
  readonly longestS: number;
}

/** A sensor that stands still in the exemplars may still say something. */
const LEAST_WEIGHT = 0.15;
/** Nobody exercises by less, radians; breathing moves a band on the trunk by two degrees. */
const LEAST_SIZE = 0.06;
/** Shares of the smallest and of the shortest exemplar: people differ more from each other than from themselves. */
const OWN_LEAST = 0.5;
const FOREIGN_LEAST = 0.25;
const OWN_SHORTEST = 0.5;
const FOREIGN_SHORTEST = 0.4;
/** Shares of the largest and of the longest: where only good repetitions were enrolled, poor ones are still repetitions. */
const LEAST_OF_LARGEST = 0.3;
const SHORTEST_OF_LONGEST = 0.2;

/** One for each exercise, in the order of the exemplars. */
export function expectationsOf(exemplars: readonly Exemplar[]): Expectation[] {
  const exercises = [...new Set(exemplars.map(({ rep }) => rep.exercise))];
  return exercises.map((exercise) =>
    expect(
      exercise,
      exemplars.filter(({ rep }) => rep.exercise === exercise),
    ),
  );
}

function expect(exercise: string, exemplars: readonly Exemplar[]): Expectation {
  const isOwn = exemplars.some(({ rep }) => rep.isOwn);
  const sizes = exemplars.map(({ traits }) => traits.size);
  const durationsS = exemplars.map(({ durationS }) => durationS);
  const [largest, longestS] = [Math.max(...sizes), Math.max(...durationsS)];
  const least = Math.min((isOwn ? OWN_LEAST : FOREIGN_LEAST) * Math.min(...sizes), LEAST_OF_LARGEST * largest);
  const shortestS = (isOwn ? OWN_SHORTEST : FOREIGN_SHORTEST) * Math.min(...durationsS);
  return {
    exercise,
    exemplars,
    weights: weightsOf(exemplars),
    leastSize: Math.max(LEAST_SIZE, least),
    shortestS: Math.min(shortestS, SHORTEST_OF_LONGEST * longestS),
    longestS,
  };
}

function weightsOf(exemplars: readonly Exemplar[]): number[] {
  const shares = exemplars[0]!.traits.sensorSizes.map((_, s) =>
    exemplars.reduce((sum, { traits }) => sum + traits.sensorSizes[s]! / (traits.size || 1), 0),
  );
  const most = Math.max(...shares) || 1;
  return shares.map((share) => Math.max(LEAST_WEIGHT, share / most));
}

/** Positions of the exercises whose exemplars pass near a posture: the nearest, and those not clearly farther away. */
export function likelyAt(expectations: readonly Expectation[], posture: Float64Array): number[] {
  const distances = expectations.map(({ exemplars }) =>
    exemplars.reduce((least, { traits }) => {
      const near = Math.min(distanceBetween(posture, traits.rest), distanceBetween(posture, traits.reach));
      return Math.min(least, near);
    }, Number.POSITIVE_INFINITY),
  );
  const nearest = Math.min(...distances);
  return distances.flatMap((distance, i) => (distance <= LIKELY_FACTOR * nearest + LIKELY_MARGIN ? [i] : []));
}

const LIKELY_FACTOR = 1.5;
/** About 20 degrees. */
const LIKELY_MARGIN = 0.35;

/** How differently up stands in the sensors; turns about it count from anywhere. */
function distanceBetween(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) if (k % POSTURE_VALUES !== TURNED) sum += (a[k]! - b[k]!) ** 2;
  return Math.sqrt(sum);
}

/** How differently the sensors turn about up on the way from a to b and on the way from c to d. */
function turnDifference(a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): number {
  let sum = 0;
  for (let k = TURNED; k < a.length; k += POSTURE_VALUES) sum += (b[k]! - a[k]! - (d[k]! - c[k]!)) ** 2;
  return Math.sqrt(sum);
}

/** The exercise whose exemplars lead from rest to reach, in either direction, most nearly as these two postures do. */
export function nearestWay(expectations: readonly Expectation[], a: Float64Array, b: Float64Array): Expectation {
  let nearest = expectations[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const expectation of expectations) {
    for (const { traits } of expectation.exemplars) {
      const there = wayDifference(a, b, traits.rest, traits.reach);
      const back = wayDifference(a, b, traits.reach, traits.rest);
      if (Math.min(there, back) >= least) continue;
      least = Math.min(there, back);
      nearest = expectation;
    }
  }
  return nearest;
}

const wayDifference = (a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): number =>
  Math.hypot(distanceBetween(a, c), distanceBetween(b, d), turnDifference(a, b, c, d));

/** Whether a way leads outwards in an exercise: cosine with its exemplars' ways, on average; -1 is the way back. */
export function outwardness({ exemplars, weights }: Expectation, from: Float64Array, to: Float64Array): number {
  const sum = exemplars.reduce((total, { traits }) => {
    let [along, way, theirs] = [0, 0, 0];
    for (let k = 0; k < from.length; k++) {
      const weight = weights[Math.floor(k / POSTURE_VALUES)]! ** 2;
      const step = to[k]! - from[k]!;
      const out = traits.reach[k]! - traits.rest[k]!;
      along += weight * step * out;
      way += weight * step * step;
      theirs += weight * out * out;
    }
    return total + along / (Math.sqrt(way * theirs) || 1);
  }, 0);
  return sum / exemplars.length;
}

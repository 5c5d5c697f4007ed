import { dtw, type Series, seriesOf } from './dtw.ts';
import type { Exemplar } from './exemplar.ts';
import type { RepTraits } from './rep-traits.ts';
import type { RepKind } from './track.ts';

/** What the repetitions of one kind have been like: at first one exemplar, then drawn towards what was recognised as it. */
export interface KindMemory {
  readonly exercise: string;
  readonly execution: string;
  /** Logarithm of the time beyond half of the way. */
  logBeyondHalf: number;
  /** From rest to reach. */
  readonly way: Float64Array;
  /** Postures of the exemplar, counted from rest, and its size. */
  readonly path: Series;
  readonly size: number;
}

/** A repetition as far as its kind is concerned. */
export interface Performed {
  readonly traits: RepTraits;
  /** One row a sample. */
  readonly postures: Float64Array;
}

/** Weight of the latest repetition in what its kind is like: nobody's tenth repetition is quite the enrolled one. */
const DRIFT_SHARE = 0.1;
/** A way, a path that is no nearer than this is another one; how much another must not outweigh the time. */
const MOST_ELSEWHERE = 0.8;
const LEAST_BEYOND_HALF_S = 0.1;
/** Squared distance at which a repetition is hardly that of any exemplar. */
const STRANGE = 2;

export const memoryOf = ({ rep, traits, postures }: Exemplar): KindMemory => ({
  exercise: rep.exercise,
  execution: rep.execution,
  logBeyondHalf: logOf(traits),
  way: traits.reach.map((value, k) => value - traits.rest[k]!),
  path: pathFromRest({ traits, postures }),
  size: traits.size,
});

/**
 * Tells how a repetition was done, given the person's own enrolled repetitions of the exercise: the nearest in how long
 * it stayed out (logarithm of the ratio), how far and where it went (difference of the ways over their size), and which
 * way it took (dynamic time warping of the postures over their size). Pure numbers, about 0.2 between two repetitions
 * alike, and each counts the same. Undefined where none of the exercise is the person's own.
 */
export function kindByOwn(
  memories: readonly KindMemory[],
  exercise: string,
  performed: Performed,
): RepKind | undefined {
  const path = pathFromRest(performed);
  const ranked = memories
    .filter((memory) => memory.exercise === exercise)
    .map((memory) => ({ memory, squared: distanceSquared(memory, performed.traits, path) }))
    .sort((a, b) => a.squared - b.squared);
  if (!ranked[0]) return undefined;
  const { memory, squared } = ranked[0];
  const other = ranked.find((one) => one.memory.execution !== memory.execution)?.squared ?? Number.POSITIVE_INFINITY;
  drift(memory, performed.traits);
  return { exercise, execution: memory.execution, confidence: confidenceOf(squared, other) };
}

function pathFromRest({ traits, postures }: Performed): Series {
  const { rest } = traits;
  return seriesOf(
    postures.map((value, i) => value - rest[i % rest.length]!),
    rest.length,
  );
}

function distanceSquared(memory: KindMemory, traits: RepTraits, path: Series): number {
  const scale = memory.size * traits.size || 1;
  const time = (logOf(traits) - memory.logBeyondHalf) ** 2;
  const shape = dtw(path, memory.path) ** 2 / (path.count + memory.path.count) / scale;
  return time + Math.min(MOST_ELSEWHERE, wayDistance(memory.way, traits)) + Math.min(MOST_ELSEWHERE, shape);
}

/** Squared difference of two ways over the product of their lengths. */
function wayDistance(way: Float64Array, { rest, reach }: RepTraits): number {
  let [difference, ours, theirs] = [0, 0, 0];
  for (let k = 0; k < way.length; k++) {
    const step = reach[k]! - rest[k]!;
    difference += (step - way[k]!) ** 2;
    ours += step * step;
    theirs += way[k]! * way[k]!;
  }
  return difference / (Math.sqrt(ours * theirs) || 1);
}

function drift(memory: KindMemory, traits: RepTraits): void {
  memory.logBeyondHalf += DRIFT_SHARE * (logOf(traits) - memory.logBeyondHalf);
  for (let k = 0; k < memory.way.length; k++) {
    memory.way[k]! += DRIFT_SHARE * (traits.reach[k]! - traits.rest[k]! - memory.way[k]!);
  }
}

/** 1 where it is as enrolled, a half where two kinds fit alike, towards 0 where none does. */
const confidenceOf = (squared: number, other: number): number =>
  Math.exp(-squared / STRANGE) * (Number.isFinite(other) ? other / (squared + other || 1) : 1);

const logOf = ({ beyondHalfS }: RepTraits): number => Math.log(Math.max(LEAST_BEYOND_HALF_S, beyondHalfS));

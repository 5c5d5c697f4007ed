import { type RepShape, shapeOf } from '../recognition/rep-shape.ts';
import { type Passage, type StrapSlip, slipBetween } from '../sanity/slip.ts';
import type { CompletedTemplatedRep } from './templated-rep.ts';
import { TRACK_VALUES, type Track } from './track.ts';

/** A strap that moved, and the first sample after it. */
export interface Slip extends StrapSlip {
  readonly at: number;
  /** First sample of the movement that shows it. */
  readonly next: number;
}

/** Repetitions on either side that are compared; a slip lasts. */
const COMPARED = 3;
const LEAST_AFTER = 2;
/** The movement in which a strap slips, and the next, may be none at all. */
const MOST_BETWEEN = 2;
/** A sensor that turns by so much shows its axis, rad. */
const SHOWN_RAD = 0.5;
/** Beyond this distance a movement is hardly that of the exemplar. */
const DOUBTFUL = 1;

/**
 * The first strap that moved for good between two repetitions of an exercise, one of the bands only.
 * @param movements in order of time, those that are like nothing enrolled among them
 * @param fromSample what movements up to it show is known
 */
export function slipAmong(
  track: Track,
  movements: readonly CompletedTemplatedRep[],
  fromSample: number,
): Slip | undefined {
  const passages = movements.map(({ rep }) => passagesOf(shapeOf(track, rep.segment)));
  for (let next = 1; next + LEAST_AFTER <= movements.length; next++) {
    if (movements[next]!.rep.segment.from <= fromSample) continue;
    const after = passages.slice(next, next + COMPARED);
    for (let behind = next; behind > 0 && behind >= next - MOST_BETWEEN; behind--) {
      const slip = couldBeSame(movements, behind, next)
        ? slipBetween(passages.slice(firstLike(movements, behind), behind), after)
        : undefined;
      const [from, to] = [movements[behind - 1]!.rep.segment.to, movements[next]!.rep.segment.from];
      if (slip)
        return { ...slip, next: movements[next]!.rep.segment.from, at: changeAt(track.values[slip.sensor]!, from, to) };
    }
  }
  return undefined;
}

/** Of the movements that end there, the first that are compared: all of one exercise. */
function firstLike(movements: readonly CompletedTemplatedRep[], behind: number): number {
  const { exercise } = movements[behind - 1]!.rep;
  let first = behind - 1;
  while (first > 0 && behind - first < COMPARED && movements[first - 1]!.rep.exercise === exercise) first--;
  return first;
}

/** What comes after is the same exercise, or like nothing that was enrolled. */
function couldBeSame(movements: readonly CompletedTemplatedRep[], behind: number, next: number): boolean {
  const { rep, distance } = movements[behind - 1]!;
  const after = movements.slice(next, next + COMPARED);
  return distance < DOUBTFUL && after.every((one) => one.rep.exercise === rep.exercise || one.distance > DOUBTFUL);
}

const passagesOf = (shape: RepShape): Passage[] =>
  Array.from({ length: shape.restUp.length / 3 }, (_, sensor) => passageOf(shape, sensor));

function passageOf({ restUp, farUp, turnRad }: RepShape, sensor: number): Passage {
  const [from, to] = [3 * sensor, 3 * sensor + 3];
  const turn = turnRad.subarray(from, to);
  const scale = 1 / Math.max(SHOWN_RAD, Math.hypot(...turn));
  return Float64Array.of(...restUp.subarray(from, to), ...farUp.subarray(from, to), ...turn.map((rad) => rad * scale));
}

/** Where between two samples the accelerometer changes most: the squares about the mean on either side are least. */
export function changeAt(values: Float64Array, from: number, to: number): number {
  let [least, best] = [Number.POSITIVE_INFINITY, to];
  for (let at = from + 1; at < to; at++) {
    const squares = spread(values, from, at) + spread(values, at, to);
    if (squares < least) [least, best] = [squares, at];
  }
  return best;
}

function spread(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let axis = 3; axis < TRACK_VALUES; axis++) {
    let [sum, squares] = [0, 0];
    for (let i = from; i < to; i++) {
      const value = values[i * TRACK_VALUES + axis]!;
      sum += value;
      squares += value * value;
    }
    total += squares - (sum * sum) / (to - from);
  }
  return total;
}

import { type RepShape, shapeOf } from '../recognition/rep-shape.ts';
import { PASSAGE_VALUES, type Passage, type StrapSlip, slipBetween } from '../sanity/slip.ts';
import type { CompletedTemplatedRep } from './templated-rep.ts';
import { TRACK_VALUES, type Track } from './track.ts';

/** A strap that moved, and the first sample after it. */
export interface Slip extends StrapSlip {
  readonly at: number;
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
 * @param fromSample slips before it are known
 */
export function slipAmong(
  track: Track,
  movements: readonly CompletedTemplatedRep[],
  fromSample: number,
): Slip | undefined {
  const shapes = movements.map(({ rep }) => shapeOf(track, rep.segment));
  for (let behind = 1; behind < movements.length; behind++) {
    const first = firstLike(movements, behind);
    for (let next = behind; next <= behind + MOST_BETWEEN; next++) {
      if (movements.length - next < LEAST_AFTER) break;
      if (!couldBeSame(movements, behind, next)) continue;
      const slip = slipBetween(
        passages(shapes.slice(first, behind)),
        passages(shapes.slice(next, next + COMPARED)),
      );
      const [from, to] = [movements[behind - 1]!.rep.segment.to, movements[next]!.rep.segment.from];
      if (slip && from > fromSample) return { ...slip, at: changeAt(track.values[slip.sensor]!, from, to) };
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

/** The mean of each sensor's passages. */
function passages(shapes: readonly RepShape[]): Passage[] {
  const sensors = shapes[0]!.restUp.length / 3;
  return Array.from({ length: sensors }, (_, s) => {
    const all = shapes.map((shape) => passageOf(shape, s));
    return new Float64Array(PASSAGE_VALUES).map((_, k) => all.reduce((sum, one) => sum + one[k]!, 0) / all.length);
  });
}

function passageOf({ restUp, farUp, turnRad }: RepShape, sensor: number): number[] {
  const [from, to] = [3 * sensor, 3 * sensor + 3];
  const turn = [...turnRad.subarray(from, to)];
  const scale = 1 / Math.max(SHOWN_RAD, Math.hypot(...turn));
  return [...restUp.subarray(from, to), ...farUp.subarray(from, to), ...turn.map((value) => value * scale)];
}

/** Where between two samples the accelerometer changes most: the squares about the mean on either side are least. */
function changeAt(values: Float64Array, from: number, to: number): number {
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

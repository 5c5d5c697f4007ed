import { ROW } from '../orientation/oriented-row.ts';
import { dropBefore, firstFrom, type RowQueue } from './row-queue.ts';

/**
 * The orientations of two bands at common times: those of the distal one, between whose samples the proximal one's
 * orientation is turned evenly. Each band may have its own rate.
 */
export interface OrientedPairs {
  readonly count: number;
  /** A stretch of `PAIRED.VALUES` a pair; written anew in the next step. */
  readonly values: Float64Array;
}

/** Where the values of a pair stand; taken apart by those who use it, as `ROW` is. */
export const PAIRED = {
  VALUES: 12,
  /** Time, ms. */
  TIME: 0,
  /** w x y z from the sensor's frame to its own earth frame: z is shared, heading is not. */
  PROXIMAL: 1,
  DISTAL: 5,
  /** How fast either turns, rad/s, about whatever axis. */
  PROXIMAL_SPEED: 9,
  DISTAL_SPEED: 10,
  /** Time between the proximal samples the orientation was taken from, s. */
  SPAN: 11,
} as const;

const { COLUMNS, TIME, QUATERNION, RATE } = ROW;
const { VALUES, PROXIMAL, DISTAL, PROXIMAL_SPEED, DISTAL_SPEED, SPAN } = PAIRED;

/** Joins the rows in the queues as far as both bands have come. */
export function stepOrientedPair(proximal: RowQueue, distal: RowQueue): OrientedPairs {
  if (proximal.from === proximal.to) return { count: 0, values: new Float64Array(0) };
  const latestMs = proximal.rows[proximal.to - COLUMNS + TIME]!;
  const { rows, to } = distal;
  let at = firstFrom(distal, proximal.rows[proximal.from + TIME]!);
  const values = new Float64Array(((to - at) / COLUMNS) * VALUES);
  let count = 0;
  for (; at < to && rows[at + TIME]! <= latestMs; at += COLUMNS) {
    dropBefore(proximal, rows[at + TIME]!);
    join(values, count * VALUES, proximal, rows, at);
    count++;
  }
  distal.from = at;
  return { count, values };
}

function join(pair: Float64Array, at: number, queue: RowQueue, distal: Float64Array, row: number): void {
  const { rows, from } = queue;
  const next = from + COLUMNS < queue.to ? from + COLUMNS : from;
  const spanMs = rows[next + TIME]! - rows[from + TIME]!;
  const share = spanMs > 0 ? (distal[row + TIME]! - rows[from + TIME]!) / spanMs : 0;

  pair[at + PAIRED.TIME] = distal[row + TIME]!;
  turnBetween(pair, at + PROXIMAL, rows, from + QUATERNION, next + QUATERNION, share);
  for (let k = 0; k < 4; k++) pair[at + DISTAL + k] = distal[row + QUATERNION + k]!;
  pair[at + PROXIMAL_SPEED] = (1 - share) * speed(rows, from + RATE) + share * speed(rows, next + RATE);
  pair[at + DISTAL_SPEED] = speed(distal, row + RATE);
  pair[at + SPAN] = share === 0 ? 0 : spanMs / 1000;
}

const speed = (v: Float64Array, at: number): number => Math.hypot(v[at]!, v[at + 1]!, v[at + 2]!);

/** The orientation part of the way from one to the next: close ones, so the chord serves for the arc. */
function turnBetween(to: Float64Array, at: number, rows: Float64Array, a: number, b: number, share: number): void {
  const dot =
    rows[a]! * rows[b]! + rows[a + 1]! * rows[b + 1]! + rows[a + 2]! * rows[b + 2]! + rows[a + 3]! * rows[b + 3]!;
  const [p, q] = [1 - share, dot < 0 ? -share : share];
  let square = 0;
  for (let k = 0; k < 4; k++) {
    const value = p * rows[a + k]! + q * rows[b + k]!;
    to[at + k] = value;
    square += value * value;
  }
  const scale = 1 / Math.sqrt(square);
  for (let k = 0; k < 4; k++) to[at + k]! *= scale;
}

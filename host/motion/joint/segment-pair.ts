import { ROW } from '../orientation/oriented-row.ts';
import { dropBefore, firstFrom, initialQueue, type RowQueue } from './row-queue.ts';

/**
 * Brings the samples of two bands to common times. Each band has its own clock, so the proximal one is interpolated at
 * the times of the distal one; the result does not depend on how the samples were cut into blocks or interleaved.
 */
export interface PairState {
  /** Rows that may still be needed, and those that still lack a partner. */
  readonly proximal: RowQueue;
  readonly distal: RowQueue;
}

/** The pairs that became complete in a step, a stretch of `values` each; `values` is written anew in the next step. */
export interface Pairs {
  readonly count: number;
  readonly values: Float64Array;
}

const { COLUMNS, TIME, RATE, RESTING_FLAG } = ROW;
/** What a pair takes of a row: from the rate to the flag of rest. */
const SEGMENT = RESTING_FLAG + 1 - RATE;

/** Where the values of a pair stand; taken apart by those who use it, as `ROW` is. */
export const PAIR = {
  VALUES: 1 + 2 * SEGMENT,
  /** Time, ms. */
  TIME: 0,
  /** The values of either segment, in the order that follows. */
  PROXIMAL: 1,
  DISTAL: 1 + SEGMENT,
  /** x y z of the rate and of up. */
  RATE: 0,
  UP: ROW.UPWARDS - RATE,
  DRIFT: ROW.BIAS_SIGMA - RATE,
  SHAKE: ROW.ROUGH - RATE,
  FILLED: ROW.FILLED_FLAG - RATE,
  RESTING: RESTING_FLAG - RATE,
} as const;
const { VALUES, PROXIMAL, DISTAL } = PAIR;

// Overwritten at every step; nothing in here outlives it.
let values = new Float64Array(32 * VALUES);

export const initialPair = (): PairState => ({ proximal: initialQueue(), distal: initialQueue() });

/** Joins the rows in the queues as far as both bands have come. */
export function stepPair({ proximal, distal }: PairState): Pairs {
  if (proximal.from === proximal.to) return { count: 0, values };
  const latestMs = proximal.rows[proximal.to - COLUMNS + TIME]!;
  const { rows, to } = distal;
  let at = firstFrom(distal, proximal.rows[proximal.from + TIME]!);
  const room = ((to - at) / COLUMNS) * VALUES;
  if (values.length < room) values = new Float64Array(2 * room);
  let count = 0;
  for (; at < to && rows[at + TIME]! <= latestMs; at += COLUMNS) {
    dropBefore(proximal, rows[at + TIME]!);
    join(values, count * VALUES, proximal, rows, at);
    count++;
  }
  distal.from = at;
  return { count, values };
}

function join(pair: Float64Array, to: number, proximal: RowQueue, distal: Float64Array, at: number): void {
  const { rows, from } = proximal;
  const next = from + COLUMNS < proximal.to ? from + COLUMNS : from;
  const span = rows[next + TIME]! - rows[from + TIME]!;
  const share = span > 0 ? (distal[at + TIME]! - rows[from + TIME]!) / span : 0;
  pair[to + PAIR.TIME] = distal[at + TIME]!;
  for (let k = 0; k < SEGMENT; k++) {
    const before = rows[from + RATE + k]!;
    pair[to + PROXIMAL + k] = before + share * (rows[next + RATE + k]! - before);
    pair[to + DISTAL + k] = distal[at + RATE + k]!;
  }
}

import { ORIENTED as COLUMNS, ROW } from './oriented-row.ts';
import { initialQueue, type RowQueue } from './row-queue.ts';

/**
 * Brings the samples of two bands to common times. Each band has its own clock, so the proximal one is interpolated at
 * the times of the distal one; the result does not depend on how the samples were cut into blocks or interleaved.
 */
export interface PairState {
  /** Rows that may still be needed, and those that still lack a partner. */
  readonly proximal: RowQueue;
  readonly distal: RowQueue;
  /** The pairs that became complete in the latest step, `PAIR` values each; written anew in the next. */
  pairs: Float64Array;
}

const { RATE, RESTING_FLAG } = ROW;
const ORIENTED = COLUMNS;
/** What a pair takes of a row: rate x y z, up x y z, drift, shake, filled, resting. */
const SEGMENT = RESTING_FLAG + 1 - RATE;
/** Values a pair: time ms, then those of the proximal segment, then those of the distal one. */
export const PAIR = 1 + 2 * SEGMENT;
const VALUES = PAIR;

export const COLUMN = {
  PROXIMAL: 1,
  DISTAL: 1 + SEGMENT,
  /** Beside the rate, within the values of either segment. */
  UP: 3,
  DRIFT: 6,
  SHAKE: 7,
  FILLED: 8,
  RESTING: 9,
} as const;
const { PROXIMAL, DISTAL } = COLUMN;

export const initialPair = (): PairState => ({
  proximal: initialQueue(),
  distal: initialQueue(),
  pairs: new Float64Array(0),
});

/** Joins the rows in the queues as far as both bands have come; returns the number of pairs. */
export function stepPair(state: PairState): number {
  const { proximal, distal } = state;
  if (proximal.from === proximal.to) return 0;
  const latestMs = proximal.rows[proximal.to - ORIENTED]!;
  const firstMs = proximal.rows[proximal.from]!;
  const { rows, to } = distal;
  let at = distal.from;
  // Distal samples older than the first proximal one have no partner.
  while (at < to && rows[at]! < firstMs) at += ORIENTED;
  const room = ((to - at) / ORIENTED) * VALUES;
  if (state.pairs.length < room) state.pairs = new Float64Array(2 * room);
  let filled = 0;
  for (; at < to && rows[at]! <= latestMs; at += ORIENTED, filled += VALUES) {
    seek(proximal, rows[at]!);
    join(state.pairs, filled, proximal, rows, at);
  }
  distal.from = at;
  return filled / VALUES;
}

/** Drops rows until the next but one is no longer older. */
function seek(queue: RowQueue, tMs: number): void {
  const { rows, to } = queue;
  let { from } = queue;
  while (from + 2 * ORIENTED < to && rows[from + ORIENTED]! < tMs) from += ORIENTED;
  queue.from = from;
}

function join(pairs: Float64Array, to: number, proximal: RowQueue, distal: Float64Array, at: number): void {
  const { rows, from } = proximal;
  const next = from + ORIENTED < proximal.to ? from + ORIENTED : from;
  const span = rows[next]! - rows[from]!;
  const share = span > 0 ? (distal[at]! - rows[from]!) / span : 0;
  pairs[to] = distal[at]!;
  for (let k = 0; k < SEGMENT; k++) {
    const before = rows[from + RATE + k]!;
    pairs[to + PROXIMAL + k] = before + share * (rows[next + RATE + k]! - before);
    pairs[to + DISTAL + k] = distal[at + RATE + k]!;
  }
}

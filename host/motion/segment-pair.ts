import { ORIENTED, type OrientedBlock, RATE } from './orientation.ts';

/**
 * Brings the samples of two bands to common times. Each band has its own clock, so the proximal one is interpolated at
 * the times of the distal one; the result does not depend on how the samples were cut into blocks or interleaved.
 */
export interface PairState {
  /** Rows of oriented blocks that may still be needed, and those that still lack a partner. */
  readonly proximal: Float64Array;
  readonly distal: Float64Array;
}

/** What a pair takes of an oriented row: rate x y z, up x y z, drift, shake, filled, resting. */
const SEGMENT = ORIENTED - RATE;
/** Values a pair: time ms, then those of the proximal segment, then those of the distal one. */
export const PAIR = 1 + 2 * SEGMENT;
export const PROXIMAL = 1;
export const DISTAL = PROXIMAL + SEGMENT;
export const UP = 3;
export const DRIFT = 6;
export const SHAKE = 7;
export const FILLED = 8;
export const RESTING = 9;

/** When one band falls silent the other one's samples are not kept for longer than this: 8 s at 104 Hz. */
const LONGEST_QUEUE = 832 * ORIENTED;
const NOTHING = new Float64Array(0);

export const initialPair = (): PairState => ({ proximal: NOTHING, distal: NOTHING });

/** Returns the pairs that became complete, `PAIR` values each. */
export function stepPair(state: PairState, block: OrientedBlock, isDistal: boolean): [PairState, Float64Array] {
  const proximal = isDistal ? state.proximal : append(state.proximal, block.rows);
  const distal = isDistal ? append(state.distal, block.rows) : state.distal;
  const latestMs = proximal.length > 0 ? proximal[proximal.length - ORIENTED]! : Number.NEGATIVE_INFINITY;
  let ready = 0;
  while (ready < distal.length && distal[ready]! <= latestMs) ready += ORIENTED;
  // Distal samples older than the first proximal one have no partner.
  let first = 0;
  while (first < ready && distal[first]! < proximal[0]!) first += ORIENTED;
  if (ready === 0) return [{ proximal, distal }, NOTHING];
  const pairs = new Float64Array(((ready - first) / ORIENTED) * PAIR);
  let from = 0;
  for (let at = first, to = 0; at < ready; at += ORIENTED, to += PAIR) {
    while (from + 2 * ORIENTED < proximal.length && proximal[from + ORIENTED]! < distal[at]!) from += ORIENTED;
    join(pairs, to, proximal, from, distal, at);
  }
  const kept = from > 0 ? proximal.slice(from) : proximal;
  return [{ proximal: kept, distal: ready === distal.length ? NOTHING : distal.slice(ready) }, pairs];
}

function join(
  pairs: Float64Array,
  to: number,
  proximal: Float64Array,
  from: number,
  distal: Float64Array,
  at: number,
): void {
  const next = from + ORIENTED < proximal.length ? from + ORIENTED : from;
  const span = proximal[next]! - proximal[from]!;
  const share = span > 0 ? (distal[at]! - proximal[from]!) / span : 0;
  pairs[to] = distal[at]!;
  for (let k = 0; k < SEGMENT; k++) {
    const before = proximal[from + RATE + k]!;
    pairs[to + PROXIMAL + k] = before + share * (proximal[next + RATE + k]! - before);
    pairs[to + DISTAL + k] = distal[at + RATE + k]!;
  }
}

function append(queue: Float64Array, rows: Float64Array): Float64Array {
  if (queue.length === 0) return rows;
  const kept = Math.min(queue.length, Math.max(0, LONGEST_QUEUE - rows.length));
  const grown = new Float64Array(kept + rows.length);
  grown.set(kept === queue.length ? queue : queue.subarray(queue.length - kept));
  grown.set(rows, kept);
  return grown;
}

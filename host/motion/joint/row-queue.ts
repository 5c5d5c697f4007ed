import { ROW } from '../orientation/oriented-row.ts';

/** Rows of oriented samples that wait for something: those between `from` and `to` of an array that is used again. */
export interface RowQueue {
  rows: Float64Array;
  from: number;
  to: number;
}

const { COLUMNS, TIME } = ROW;
/** Room for the rows of a few frames; more is made where it is needed. */
const USUAL_ROWS = 32;
/** When nobody takes them out, rows are not kept for longer than this: 8 s at 104 Hz. */
const MOST_ROWS = 832;

export const initialQueue = (): RowQueue => ({ rows: new Float64Array(USUAL_ROWS * COLUMNS), from: 0, to: 0 });

/** Makes room for rows at the end, which the caller has to fill; returns where they begin. */
export function appendRows(queue: RowQueue, count: number): number {
  const added = count * COLUMNS;
  const waiting = queue.to - queue.from;
  const kept = Math.min(waiting, Math.max(0, MOST_ROWS * COLUMNS - added));
  queue.from = queue.to - kept;
  if (queue.to + added > queue.rows.length) moveToFront(queue, kept + added);
  const at = queue.to;
  queue.to += added;
  return at;
}

function moveToFront(queue: RowQueue, needed: number): void {
  const { rows, from, to } = queue;
  if (needed > rows.length) {
    queue.rows = new Float64Array(2 * needed);
    queue.rows.set(rows.subarray(from, to));
  } else {
    rows.copyWithin(0, from, to);
  }
  queue.from = 0;
  queue.to = to - from;
}

/** Keeps the latest row before that time, and what comes after it. */
export function dropBefore(queue: RowQueue, tMs: number): void {
  const { rows, to } = queue;
  let { from } = queue;
  while (from + 2 * COLUMNS < to && rows[from + COLUMNS + TIME]! < tMs) from += COLUMNS;
  queue.from = from;
}

/** Where the first row stands that is not older than that time: one before has no partner in another queue. */
export function firstFrom({ rows, from, to }: RowQueue, tMs: number): number {
  let at = from;
  while (at < to && rows[at + TIME]! < tMs) at += COLUMNS;
  return at;
}

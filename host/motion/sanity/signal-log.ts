import { ROW } from '../orientation/oriented-row.ts';
import type { SampleBlock } from '../samples.ts';

/**
 * What one sensor's samples were like over the last half minute, in spans of a quarter of a second: how many came, how
 * many were interpolated, stuck or at the end of the range, how the sensor turned and where up was. Of fixed size: a
 * repetition is judged by it once it is over.
 */
export interface SignalLog {
  readonly spans: Float64Array;
  readonly cells: Float64Array;
}

export const SPAN_MS = 250;
const SPANS = 160;

/** Where the values of a span stand. */
export const SPAN = {
  COLUMNS: 11,
  START_MS: 0,
  SAMPLES: 1,
  /** Interpolated by intake. */
  LOST: 2,
  SATURATED: 3,
  /** How the sensor turned, rad, sensor frame: x y z. */
  TURN: 4,
  /** Sum of the up vectors looked at, sensor frame: x y z. */
  UP: 7,
  /** The same six values again and again. */
  STUCK: 10,
} as const;
const { COLUMNS, START_MS, SAMPLES, LOST, SATURATED, TURN, UP, STUCK } = SPAN;

// Among the cells: samples since the latest look, time of the latest look, the sample before (g x y z, a x y z) and since when each of
// its values, and all of them together, have been the same.
const SEEN = 0;
const LOOKED_MS = 1;
const BEFORE = 2;
const SAME = 8;
const ALL_SAME_MS = 14;
/** Largest value of each axis so far, without its sign. */
const LARGEST = 15;
/** Time of the latest sample; steps between samples without a hole: how many, and how long together. */
const LATEST_MS = 21;
const STEPS = 22;
const STEPS_MS = 23;
const CELLS = 24;
/** A longer step between samples is a hole. */
const LONGEST_STEP_MS = 100;
/** A recording may hold fewer samples than its commonest step says, down to this share: every fifth left out by its logger. */
const LEAST_OF_RATE = 0.25;

/** Turn and up change slowly: every fourth sample tells enough. */
const EVERY = 4;
/** A longer step between looks is a hole: nothing is known about the turn in it. */
const LONGEST_LOOK_MS = 500;
/**
 * A noisy signal far from zero does not stand still: two equal values happen by chance, the third is the end of the
 * range, where nothing larger has been seen.
 */
const REPEATS = 2;
const FAST_RAD_S = (20 * Math.PI) / 180;
const HARD_MS2 = 12;
/** Six axes equal for so long: the sensor repeats itself. Recordings upsampled by holding each value stay below. */
const STUCK_MS = 200;

const { COLUMNS: ROW_COLUMNS, RATE, UPWARDS } = ROW;

export const initialSignalLog = (): SignalLog => ({
  spans: new Float64Array(SPANS * COLUMNS).fill(Number.NaN),
  cells: new Float64Array(CELLS)
    .fill(Number.NaN)
    .fill(0, SEEN, SEEN + 1)
    .fill(0, SAME, ALL_SAME_MS)
    .fill(0, LARGEST)
    .fill(Number.NaN, LATEST_MS, LATEST_MS + 1),
});

/**
 * Takes note of a block and of what orientation made of it, whose rows begin at `from`; without rows, of the samples
 * alone.
 */
export function noteSignal(log: SignalLog, block: SampleBlock, rows?: Float64Array, from = 0): void {
  const { spans, cells } = log;
  let span = 0;
  let spanEndMs = Number.NEGATIVE_INFINITY;
  let saturated = 0;
  for (let n = 0, at = from; n < block.count; n++, at += ROW_COLUMNS) {
    const tMs = block.tMs[n]!;
    if (tMs >= spanEndMs) {
      span = spanAt(spans, tMs);
      spanEndMs = spans[span + START_MS]! + SPAN_MS;
    }
    spans[span + SAMPLES]!++;
    noteStep(cells, tMs);
    if (block.filled[n] === 1) spans[span + LOST]!++;
    else if (checkValues(log, block, n, span)) saturated++;
    if (rows && cells[SEEN] === 0) look(log, rows, at, tMs, span);
    cells[SEEN] = cells[SEEN]! + 1 < EVERY ? cells[SEEN]! + 1 : 0;
  }
  // Counts at the end of the range are seen one by one, also where a calibration has moved the values.
  spans[span + SATURATED]! += Math.max(0, (block.railed ?? 0) - saturated);
}

/** In the ring; recordings may begin before time zero. */
const placeOf = (number: number): number => (((number % SPANS) + SPANS) % SPANS) * COLUMNS;

function noteStep(cells: Float64Array, tMs: number): void {
  const stepMs = tMs - cells[LATEST_MS]!;
  cells[LATEST_MS] = tMs;
  if (!(stepMs < LONGEST_STEP_MS)) return;
  cells[STEPS]!++;
  cells[STEPS_MS]! += stepMs;
}

/** Samples a second while they flow; near the nominal rate. */
export function usualRateHz({ cells }: SignalLog, nominalHz: number): number {
  const flowingHz = (1000 * cells[STEPS]!) / cells[STEPS_MS]!;
  return Math.max(LEAST_OF_RATE * nominalHz, Math.min(nominalHz, flowingHz || nominalHz));
}

/** Where the span of that time stands; begun anew where the ring still holds an older one. */
function spanAt(spans: Float64Array, tMs: number): number {
  const number = Math.floor(tMs / SPAN_MS);
  const at = placeOf(number);
  if (spans[at + START_MS] !== number * SPAN_MS) {
    spans.fill(0, at, at + COLUMNS);
    spans[at + START_MS] = number * SPAN_MS;
  }
  return at;
}

function checkValues(
  { spans, cells }: SignalLog,
  { tMs, gyroRadS, accMs2 }: SampleBlock,
  n: number,
  span: number,
): boolean {
  const at = 3 * n;
  let isLargest = false;
  for (let axis = 0; axis < 3; axis++) {
    const w = Math.abs(gyroRadS[at + axis]!);
    const a = Math.abs(accMs2[at + axis]!);
    if (w >= cells[LARGEST + axis]! || a >= cells[LARGEST + 3 + axis]!) isLargest = true;
  }
  const isSaturated = isLargest && isAtEnd(cells, gyroRadS, accMs2, at);
  // One value that changed says that the sensor is alive.
  const isStuck = gyroRadS[at] === cells[BEFORE] && isSame(cells, gyroRadS, accMs2, at);
  for (let axis = 0; axis < 3; axis++) {
    cells[BEFORE + axis] = gyroRadS[at + axis]!;
    cells[BEFORE + 3 + axis] = accMs2[at + axis]!;
  }
  if (!isStuck) cells[ALL_SAME_MS] = tMs[n]!;
  else if (tMs[n]! - cells[ALL_SAME_MS]! > STUCK_MS) spans[span + STUCK]!++;
  if (isSaturated) spans[span + SATURATED]!++;
  return isSaturated;
}

function isSame(cells: Float64Array, gyroRadS: Float64Array, accMs2: Float64Array, at: number): boolean {
  for (let axis = 0; axis < 3; axis++)
    if (gyroRadS[at + axis] !== cells[BEFORE + axis] || accMs2[at + axis] !== cells[BEFORE + 3 + axis]) return false;
  return true;
}

/** Repeats are counted of the largest values only: no other can be at the end of the range. */
function isAtEnd(cells: Float64Array, gyroRadS: Float64Array, accMs2: Float64Array, at: number): boolean {
  let isSaturated = false;
  for (let axis = 0; axis < 6; axis++) {
    const value = axis < 3 ? gyroRadS[at + axis]! : accMs2[at + axis - 3]!;
    const size = Math.abs(value);
    if (size < cells[LARGEST + axis]!) continue;
    cells[LARGEST + axis] = size;
    cells[SAME + axis] = value === cells[BEFORE + axis] ? cells[SAME + axis]! + 1 : 0;
    const isFar = size > (axis < 3 ? FAST_RAD_S : HARD_MS2);
    if (isFar && cells[SAME + axis]! >= REPEATS) isSaturated = true;
  }
  return isSaturated;
}

function look({ spans, cells }: SignalLog, rows: Float64Array, at: number, tMs: number, span: number): void {
  const sinceMs = tMs - cells[LOOKED_MS]!;
  const elapsedS = sinceMs < LONGEST_LOOK_MS ? sinceMs / 1000 : 0;
  cells[LOOKED_MS] = tMs;
  for (let axis = 0; axis < 3; axis++) {
    spans[span + TURN + axis]! += rows[at + RATE + axis]! * elapsedS;
    spans[span + UP + axis]! += rows[at + UPWARDS + axis]!;
  }
}

/** The spans that begin between two times and are still there, each as an offset into `spans`, in order of time. */
export function* spansBetween({ spans }: SignalLog, fromMs: number, toMs: number): Generator<number> {
  const last = Math.floor(toMs / SPAN_MS);
  for (let number = Math.max(Math.floor(fromMs / SPAN_MS), last - SPANS + 1); number <= last; number++) {
    const at = placeOf(number);
    if (spans[at + START_MS] === number * SPAN_MS) yield at;
  }
}

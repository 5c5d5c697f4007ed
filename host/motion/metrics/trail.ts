/**
 * The latest samples of a joint's movement, as many as the longest repetition has: what a repetition is measured on once
 * it is over. A ring of fixed size, so that following a movement costs the same however long the session lasts.
 */
export interface Trail {
  /** `TRAIL.COLUMNS` values a sample. */
  readonly rows: Float64Array;
  readonly capacity: number;
  /** One of so many samples is kept. */
  readonly stride: number;
  /** Samples to leave out before the next one is kept. */
  wait: number;
  /** Samples kept since the beginning; the latest stands in row `(written - 1) % capacity`. */
  written: number;
}

export const TRAIL = {
  COLUMNS: 8,
  /** Time, ms. */
  TIME: 0,
  ANGLE: 1,
  /** How fast the angle grows, deg/s. */
  SPEED: 2,
  /** 1 where intake interpolated over a gap, between 0 and 1 where half of a pair was. */
  FILLED: 3,
  /** Up in the frame of the sensor nearer to the trunk, x y z; zero where no such sensor is worn. */
  UP: 4,
  /** How much faster the far segment turns than the near one, about whatever axis, deg/s. */
  TURN: 7,
} as const;
const { COLUMNS, TIME, ANGLE, SPEED, FILLED, UP, TURN } = TRAIL;

/** Where the up vectors of the samples being added stand: those of the sensor nearer to the trunk, one a stretch. */
export interface Uprights {
  readonly values: Float64Array;
  readonly from: number;
  readonly stride: number;
}

/** Movement of people is over at 10 Hz: more than so many samples a second tell nothing more. */
const ENOUGH_HZ = 50;

export function initialTrail(rateHz: number, lengthS: number): Trail {
  const stride = Math.max(1, Math.floor(rateHz / ENOUGH_HZ));
  const capacity = Math.ceil((lengthS * rateHz) / stride);
  return { rows: new Float64Array(capacity * COLUMNS), capacity, stride, wait: 0, written: 0 };
}

/** Makes room for a sample, which the caller has to fill; returns where it begins, or -1 where it is not kept. */
export function extendTrail(trail: Trail): number {
  if (trail.wait > 0) {
    trail.wait--;
    return -1;
  }
  trail.wait = trail.stride - 1;
  return (trail.written++ % trail.capacity) * COLUMNS;
}

/** The joint stage found out which direction is positive: what was remembered had the other sign. */
export function turnTrail({ rows }: Trail): void {
  for (let at = 0; at < rows.length; at += COLUMNS) {
    rows[at + ANGLE]! *= -1;
    rows[at + SPEED]! *= -1;
  }
}

/** A stretch of the movement in order of time. */
export interface Stretch {
  readonly count: number;
  readonly tS: Float64Array;
  readonly angleDeg: Float64Array;
  readonly speedDps: Float64Array;
  readonly filled: Float64Array;
  /** Up in the frame of the sensor nearer to the trunk, x y z; zero where no such sensor is worn. Length 3 * count. */
  readonly up: Float64Array;
}

/** The samples from one time to another that are still there, both ends included, ms. */
export function stretchOf(trail: Trail, fromMs: number, toMs: number): Stretch {
  const { rows, capacity, written } = trail;
  const oldest = Math.max(0, written - capacity);
  const timeAt = (row: number): number => rows[(row % capacity) * COLUMNS + TIME]!;
  let to = written;
  while (to > oldest && timeAt(to - 1) > toMs) to--;
  let from = to;
  while (from > oldest && timeAt(from - 1) >= fromMs) from--;
  return unroll(trail, from, to - from);
}

function unroll({ rows, capacity }: Trail, from: number, count: number): Stretch {
  const tS = new Float64Array(count);
  const angleDeg = new Float64Array(count);
  const speedDps = new Float64Array(count);
  const filled = new Float64Array(count);
  const up = new Float64Array(3 * count);
  const turnDps = new Float64Array(count);
  for (let i = 0, at = (from % capacity) * COLUMNS; i < count; i++, at += COLUMNS) {
    if (at === rows.length) at = 0;
    tS[i] = rows[at + TIME]! / 1000;
    angleDeg[i] = rows[at + ANGLE]!;
    speedDps[i] = rows[at + SPEED]!;
    filled[i] = rows[at + FILLED]!;
    up[3 * i] = rows[at + UP]!;
    up[3 * i + 1] = rows[at + UP + 1]!;
    up[3 * i + 2] = rows[at + UP + 2]!;
    turnDps[i] = rows[at + TURN]!;
  }
  const stretch = { count, tS, angleDeg, speedDps, filled, up };
  revise(stretch, turnDps);
  return stretch;
}

/**
 * The first movement of a session begins before its axis is known, and stands there as no movement at all. Afterwards it
 * can be told: until then the joint turned as much as the far segment turned faster than the near one.
 */
function revise({ count, tS, angleDeg, speedDps }: Stretch, turnDps: Float64Array): void {
  let known = 0;
  while (known < count && speedDps[known] === 0) known++;
  if (known === count) return;
  for (let i = known - 1; i >= 0; i--) {
    speedDps[i] = Math.max(0, turnDps[i]!);
    angleDeg[i] = angleDeg[i + 1]! - ((speedDps[i]! + speedDps[i + 1]!) / 2) * (tS[i + 1]! - tS[i]!);
  }
}

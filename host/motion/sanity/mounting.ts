import { type SignalLog, SPAN, SPAN_MS, spansBetween } from './signal-log.ts';

/**
 * How a sensor sits on its limb, as far as one repetition shows: where up was in the starting posture, and about which
 * axis it turned on the way out, both unit vectors in the sensor's frame.
 */
export interface Mounting {
  readonly up: Vector;
  /** Undefined where the limb hardly turned. */
  readonly axis: Vector | undefined;
  /** How far it turned on the way out, degrees. */
  readonly turnDeg: number;
}

export type Vector = readonly [number, number, number];

/** A limb that turned less does not show its axis. */
const LEAST_TURN_DEG = 20;
/** The starting posture: the last half second before it is left. */
const START_MS = 500;
const { TURN, UP } = SPAN;
const DEG = 180 / Math.PI;

/** The mounting that a repetition's way out shows; undefined where no samples are left of it. */
export function mountingDuring(log: SignalLog, startMs: number, peakMs: number): Mounting | undefined {
  const up = sum(log, startMs - START_MS, startMs, UP);
  const turn = sum(log, startMs, peakMs, TURN);
  const upLength = length(up);
  const turnRad = length(turn);
  if (upLength === 0) return undefined;
  const turnDeg = turnRad * DEG;
  return {
    up: scaled(up, 1 / upLength),
    axis: turnDeg >= LEAST_TURN_DEG ? scaled(turn, 1 / turnRad) : undefined,
    turnDeg,
  };
}

function sum(log: SignalLog, fromMs: number, toMs: number, column: number): Vector {
  let [x, y, z] = [0, 0, 0];
  for (const at of spansBetween(log, fromMs, toMs - SPAN_MS / 2)) {
    x += log.spans[at + column]!;
    y += log.spans[at + column + 1]!;
    z += log.spans[at + column + 2]!;
  }
  return [x, y, z];
}

export const angleDeg = (a: Vector, b: Vector): number =>
  Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]))) * DEG;

const length = ([x, y, z]: Vector): number => Math.sqrt(x * x + y * y + z * z);
const scaled = ([x, y, z]: Vector, by: number): Vector => [x * by, y * by, z * by];

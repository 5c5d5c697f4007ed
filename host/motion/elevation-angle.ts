import { radToDeg } from '../../protocol/units.ts';
import {
  type AngleTrace,
  emptyTrace,
  INTERPOLATED,
  LONGEST_STEP_MS,
  ROUGHNESS,
  SENSE_OF,
  SPEED,
  TRAIT,
} from './joint-angle.ts';
import { ORIENTED, type OrientedBlock, RATE } from './orientation.ts';
import { FILLED, RESTING, SHAKE, UP } from './segment-pair.ts';

/**
 * Elevation of a limb: the angle between its present direction and the one it had in the starting posture, seen from
 * gravity alone, 0 to 180 degrees, never negative. With the arm hanging at rest it is the arm's elevation whichever
 * plane it is raised in, wherever the band sits and however the person turns; no axis and no heading are needed.
 */
export interface ElevationState {
  readonly newStartAfterS: number;
  /** Up in the sensor's frame in the starting posture. */
  readonly start: Vector;
  /** Samples averaged into the starting posture while nothing had moved yet; 0 once something has. */
  readonly averaged: number;
  readonly lastMs: number;
  readonly restMs: number;
}

type Vector = readonly [number, number, number];

/** Faster than this the starting posture is over. */
const STILL_RAD_S = (10 * Math.PI) / 180;
/** In the starting posture the direction of a movement is undefined: its speed fades there (6 degrees). */
const LEAST_SINE = 0.1;
const LONGEST_START_SAMPLES = 312;

export function initialElevation(newStartAfterS: number): ElevationState {
  return { newStartAfterS, start: [0, 0, 0], averaged: 0, lastMs: Number.NaN, restMs: 0 };
}

export function stepElevation(state: ElevationState, block: OrientedBlock): [ElevationState, AngleTrace] {
  const { rows } = block;
  const trace = emptyTrace(block.count);
  let next = state;
  for (let i = 0; i < block.count; i++) {
    const at = i * ORIENTED;
    const isHole = rows[at]! - next.lastMs > LONGEST_STEP_MS;
    const rate = vectorAt(rows, at + RATE);
    const up = vectorAt(rows, at + RATE + UP);
    next = followStart(next, rows[at]!, up, Math.hypot(...rate), rows[at + RATE + RESTING] === 1);
    trace.tMs[i] = rows[at]!;
    trace.angleDeg[i] = radToDeg(angleBetween(next.start, up));
    const to = i * TRAIT;
    trace.traits[to + SPEED] = radToDeg(elevationRate(next.start, up, rate));
    trace.traits[to + ROUGHNESS] = rows[at + RATE + SHAKE]!;
    trace.traits[to + INTERPOLATED] = rows[at + RATE + FILLED]!;
    trace.traits[to + SENSE_OF] = isHole || isNewStart(next) ? 0 : 1;
  }
  return [next, { ...trace, confidence: 1 }];
}

const vectorAt = (v: Float64Array, at: number): Vector => [v[at]!, v[at + 1]!, v[at + 2]!];
const isNewStart = (state: ElevationState): boolean => state.restMs > state.newStartAfterS * 1000;

function followStart(
  state: ElevationState,
  lastMs: number,
  up: Vector,
  speed: number,
  resting: boolean,
): ElevationState {
  const elapsedMs = lastMs - state.lastMs;
  if (Number.isNaN(elapsedMs)) return { ...state, lastMs, start: up, averaged: 1 };
  const next = { ...state, lastMs, restMs: resting ? state.restMs + elapsedMs : 0 };
  if (isNewStart(next)) return { ...next, start: up, averaged: 0 };
  if (state.averaged === 0) return next;
  if (speed >= STILL_RAD_S || state.averaged >= LONGEST_START_SAMPLES) return { ...next, averaged: 0 };
  const averaged = state.averaged + 1;
  const [x, y, z] = state.start;
  const start: Vector = [x + (up[0] - x) / averaged, y + (up[1] - y) / averaged, z + (up[2] - z) / averaged];
  return { ...next, start, averaged };
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function angleBetween(a: Vector, b: Vector): number {
  return Math.atan2(Math.hypot(...cross(a, b)), dot(a, b));
}

/** d/dt of the angle between start and up; up turns with u x w in the sensor's frame. */
function elevationRate(start: Vector, up: Vector, rate: Vector): number {
  return -dot(start, cross(up, rate)) / Math.max(Math.hypot(...cross(start, up)), LEAST_SINE);
}

import { radToDeg } from '../../../protocol/units.ts';
import { ROW } from '../orientation/oriented-row.ts';
import { carve } from '../slab.ts';
import { type AngleTrace, LONGEST_STEP_MS, roomForTraits, TRAIT } from './angle-trace.ts';

/**
 * How far a segment has been turned about the vertical, to whichever side, 0 to 180 degrees: the angular rate along up,
 * integrated. Nothing observes the heading without a magnetometer, so the integral is only trusted over a repetition or
 * two: whenever the segment is still near the starting posture it is drawn back to 0, and a rest longer than a hold begins
 * anew. A head turned left and then right is two repetitions.
 */
export interface TurnState {
  readonly newStartAfterS: number;
  turnedRad: number;
  lastMs: number;
  restMs: number;
}

const { SPEED, ROUGHNESS, INTERPOLATED, SENSE_OF } = TRAIT;
const { COLUMNS, TIME, RATE, UPWARDS, ROUGH, FILLED_FLAG, RESTING_FLAG } = ROW;
/** Slower than this, and nearer to the starting posture than that, somebody has come back and waits. */
const STILL_RAD_S = (3 * Math.PI) / 180;
const BACK_RAD = (8 * Math.PI) / 180;
const TAU_RETURN_S = 0.7;

export function initialTurn(newStartAfterS: number): TurnState {
  return { newStartAfterS, turnedRad: 0, lastMs: Number.NaN, restMs: 0 };
}

/** `count` rows of oriented samples at `from` and after. */
export function stepTurn(state: TurnState, rows: Float64Array, from: number, count: number): AngleTrace {
  const tMs = carve(count);
  const angleDeg = carve(count);
  const traits = roomForTraits(count).fill(0);
  for (let i = 0, at = from; i < count; i++, at += COLUMNS) {
    const rate = rateAboutVertical(rows, at);
    const isNew = turn(state, rows, at, rate);
    tMs[i] = rows[at + TIME]!;
    angleDeg[i] = radToDeg(Math.abs(state.turnedRad));
    const to = i * TRAIT.VALUES;
    traits[to + SPEED] = radToDeg(state.turnedRad < 0 ? -rate : rate);
    traits[to + ROUGHNESS] = rows[at + ROUGH]!;
    traits[to + INTERPOLATED] = rows[at + FILLED_FLAG]!;
    traits[to + SENSE_OF] = isNew ? 0 : 1;
  }
  return { count, tMs, angleDeg, traits, confidence: carve(count).fill(1) };
}

/** Moves on by a sample; true where what was before cannot be compared with what comes. */
function turn(state: TurnState, rows: Float64Array, at: number, rate: number): boolean {
  const elapsedMs = rows[at + TIME]! - state.lastMs;
  state.lastMs = rows[at + TIME]!;
  const isHole = !(elapsedMs <= LONGEST_STEP_MS);
  state.restMs = rows[at + RESTING_FLAG] === 1 && !isHole ? state.restMs + elapsedMs : 0;
  if (isHole || state.restMs > state.newStartAfterS * 1000) {
    state.turnedRad = 0;
    return true;
  }
  state.turnedRad += (rate * elapsedMs) / 1000;
  const isBack = Math.abs(rate) < STILL_RAD_S && Math.abs(state.turnedRad) < BACK_RAD;
  if (isBack) state.turnedRad *= 1 - Math.min(1, elapsedMs / 1000 / TAU_RETURN_S);
  return false;
}

const rateAboutVertical = (rows: Float64Array, at: number): number =>
  rows[at + RATE]! * rows[at + UPWARDS]! +
  rows[at + RATE + 1]! * rows[at + UPWARDS + 1]! +
  rows[at + RATE + 2]! * rows[at + UPWARDS + 2]!;

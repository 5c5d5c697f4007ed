import { degToRad, radToDeg } from '../../../protocol/units.ts';
import { carve } from '../slab.ts';
import { type AngleTrace, LONGEST_STEP_MS, roomForTraits, TRAIT } from './angle-trace.ts';
import { lever, turnBetween } from './gravity-angle.ts';
import { axisConfidence, type HingeAxis, initialHingeAxis, learnAxis } from './hinge-axis.ts';
import { PAIR, type Pairs } from './segment-pair.ts';

/** What a joint angle needs to know beforehand. */
export interface JointParams {
  readonly rateHz: number;
  /** Travel that as good as settles which direction is positive, degrees: more than fidgeting makes. */
  readonly decisiveDeg: number;
  /** A rest longer than this is a starting posture, seconds: longer than any hold. */
  readonly newStartAfterS: number;
  /** Hinge axis in the proximal and the distal sensor's frame, where the alignment is known; six numbers. */
  readonly axes?: readonly number[];
}

export interface HingeState {
  readonly params: JointParams;
  readonly axis: HingeAxis;
  readonly cells: Float64Array;
}

const { VALUES, TIME, PROXIMAL, DISTAL, UP, DRIFT, SHAKE, FILLED, RESTING } = PAIR;
const { VALUES: TRAITS, SPEED, PROXIMAL_SPEED, DISTAL_SPEED, ROUGHNESS, INTERPOLATED, SENSE_OF } = TRAIT;

// Integral of the rate x y z of each side (rad), correction (rad), up of each side in the starting posture, the rest.
const TURNED = 0;
const CORRECTION = 6;
const START = 7;
const AVERAGED = 13;
const LAST_MS = 14;
const REST_MS = 15;
const SENSE = 16;
const LARGEST = 17;
// What one sample makes known to the steps that follow.
const ELAPSED_S = 18;
const PROXIMAL_RAD_S = 19;
const DISTAL_RAD_S = 20;
const ANGLE = 21;
/** Time since gravity was looked at. */
const SINCE_S = 22;
const CELLS = 23;

/** Faster than this the starting posture is over. */
const STILL_RAD_S = (10 * Math.PI) / 180;
const LONGEST_START_SAMPLES = 312;
/** Near the starting posture the accelerometer's offset cancels, elsewhere it does not: trust gravity accordingly. */
const NEAR_RAD = (15 * Math.PI) / 180;
const TAU_NEAR_S = 5;
/** What an accelerometer out of the box may be off in another posture; against what the gyroscope drifts meanwhile. */
const GRAVITY_ERROR_RAD = (1 * Math.PI) / 180;
/** Gravity tells nothing about rotation around the vertical. */
const LEAST_LEVER = 0.1;
/** Corrections take seconds: gravity is looked at 25 times a second. */
const CORRECT_EVERY_S = 0.04 - 1e-3;
/** So long rotations are kept apart from the axis: a better axis corrects the recent past. */
const TAU_REVISION_S = 4;
/** No hinge turns further: half a turn and some. */
const MOST_RAD = 1.1 * Math.PI;
const FIRST_SENSE_RAD = (5 * Math.PI) / 180;
const REVERSAL = 1.3;

const TURN = 2 * Math.PI;
/** Degrees a radian. */
const DEG = radToDeg(1);

export function initialHinge(params: JointParams): HingeState {
  const cells = new Float64Array(CELLS);
  cells[LAST_MS] = Number.NaN;
  cells[SENSE] = 1;
  return { params, axis: initialHingeAxis(params.rateHz, params.axes), cells };
}

/**
 * Hinge joint between two bands strapped on in any orientation. The gyroscopes carry the angle: the joint's rate is
 * w2 . j2 - w1 . j1, whatever else the segments do together, so no heading is needed. Gravity, projected across the
 * axis, slowly removes drift (compare Seel, Raisch, Schauer, Sensors 14, 2014, section 3.3).
 */
export function stepHinge(state: HingeState, { count, values: pairs }: Pairs): AngleTrace {
  const { axis, cells, params } = state;
  const tMs = carve(count);
  const angleDeg = carve(count);
  const confidence = carve(count);
  const traits = roomForTraits(count);
  for (let i = 0, at = 0, to = 0; i < count; i++, at += VALUES, to += TRAITS) {
    advance(cells, pairs, at, params);
    learnAxis(axis, pairs, at);
    followHinge(cells, axis.axes, pairs, at);
    if (!params.axes) decideSense(cells, params);
    tMs[i] = pairs[at + TIME]!;
    confidence[i] = axisConfidence(axis);
    angleDeg[i] = cells[ANGLE]! * cells[SENSE]! * DEG;
    describe(traits, to, cells, axis.axes, pairs, at, params);
  }
  return { count, tMs, angleDeg, traits, confidence };
}

function describe(
  traits: Float64Array,
  to: number,
  cells: Float64Array,
  axes: Float64Array,
  pairs: Float64Array,
  at: number,
  params: JointParams,
): void {
  const sense = cells[SENSE]!;
  const rate = along(pairs, at + DISTAL, axes, 3) - along(pairs, at + PROXIMAL, axes, 0);
  traits[to + SPEED] = rate * sense * DEG;
  traits[to + PROXIMAL_SPEED] = cells[PROXIMAL_RAD_S]! * DEG;
  traits[to + DISTAL_SPEED] = cells[DISTAL_RAD_S]! * DEG;
  traits[to + ROUGHNESS] = pairs[at + PROXIMAL + SHAKE]!;
  traits[to + INTERPOLATED] = Math.max(pairs[at + PROXIMAL + FILLED]!, pairs[at + DISTAL + FILLED]!);
  const isNew = isHole(cells) || cells[REST_MS]! > params.newStartAfterS * 1000;
  traits[to + SENSE_OF] = isNew ? 0 : sense;
}

const isHole = (cells: Float64Array): boolean => cells[ELAPSED_S]! > LONGEST_STEP_MS / 1000;

const along = (v: Float64Array, at: number, j: Float64Array, side: number): number =>
  v[at]! * j[side]! + v[at + 1]! * j[side + 1]! + v[at + 2]! * j[side + 2]!;

const speed = (v: Float64Array, at: number): number =>
  Math.sqrt(v[at]! * v[at]! + v[at + 1]! * v[at + 1]! + v[at + 2]! * v[at + 2]!);

/** Integrates both rates and looks after the starting posture. */
function advance(cells: Float64Array, pairs: Float64Array, at: number, params: JointParams): void {
  const elapsedMs = pairs[at + TIME]! - cells[LAST_MS]!;
  const elapsedS = elapsedMs >= 0 ? elapsedMs / 1000 : 0;
  cells[LAST_MS] = pairs[at + TIME]!;
  cells[ELAPSED_S] = elapsedS;
  cells[PROXIMAL_RAD_S] = speed(pairs, at + PROXIMAL);
  cells[DISTAL_RAD_S] = speed(pairs, at + DISTAL);
  if (!(elapsedMs >= 0)) {
    takeStart(cells, pairs, at, 1);
    return;
  }
  if (elapsedMs > LONGEST_STEP_MS) return;
  for (let k = 0; k < 3; k++) {
    cells[TURNED + k]! += pairs[at + PROXIMAL + k]! * elapsedS;
    cells[TURNED + 3 + k]! += pairs[at + DISTAL + k]! * elapsedS;
  }
  const resting = pairs[at + PROXIMAL + RESTING] === 1 && pairs[at + DISTAL + RESTING] === 1;
  cells[REST_MS] = resting ? cells[REST_MS]! + elapsedMs : 0;
  if (cells[REST_MS]! > params.newStartAfterS * 1000) startHere(cells, pairs, at, params);
  else if (cells[AVERAGED]! > 0) settleStart(cells, pairs, at);
}

/** While nothing has moved yet the starting posture is the mean so far. */
function settleStart(cells: Float64Array, pairs: Float64Array, at: number): void {
  const still = cells[PROXIMAL_RAD_S]! < STILL_RAD_S && cells[DISTAL_RAD_S]! < STILL_RAD_S;
  if (still && cells[AVERAGED]! < LONGEST_START_SAMPLES) takeStart(cells, pairs, at, cells[AVERAGED]! + 1);
  else cells[AVERAGED] = 0;
}

function takeStart(cells: Float64Array, pairs: Float64Array, at: number, averaged: number): void {
  cells[AVERAGED] = averaged;
  for (let k = 0; k < 3; k++) {
    cells[START + k]! += (pairs[at + PROXIMAL + UP + k]! - cells[START + k]!) / averaged;
    cells[START + 3 + k]! += (pairs[at + DISTAL + UP + k]! - cells[START + 3 + k]!) / averaged;
  }
}

/** A band may have been taken off and put back the other way round: what was largest before counts for less. */
function startHere(cells: Float64Array, pairs: Float64Array, at: number, { decisiveDeg }: JointParams): void {
  cells.fill(0, TURNED, CORRECTION + 1);
  cells[LARGEST] = Math.min(cells[LARGEST]!, degToRad(decisiveDeg) / 2);
  takeStart(cells, pairs, at, 1);
  cells[AVERAGED] = 0;
}

/** Angle by gyroscopes, drawn towards the angle by gravity; rad, positive in the sense of the axes. */
function followHinge(cells: Float64Array, axes: Float64Array, pairs: Float64Array, at: number): void {
  const recent = along(cells, TURNED + 3, axes, 3) - along(cells, TURNED, axes, 0);
  const angle = recent + cells[CORRECTION]!;
  cells[ANGLE] = angle;
  cells[SINCE_S] = cells[SINCE_S]! + cells[ELAPSED_S]!;
  if (cells[SINCE_S]! < CORRECT_EVERY_S) return;
  settle(cells, recent, angle);
  correct(cells, axes, pairs, at, angle);
  cells[SINCE_S] = 0;
}

function correct(cells: Float64Array, axes: Float64Array, pairs: Float64Array, at: number, angle: number): void {
  const proximalUp = at + PROXIMAL + UP;
  const distalUp = at + DISTAL + UP;
  const trust = Math.min(lever(axes, 0, pairs, proximalUp), lever(axes, 3, pairs, distalUp));
  if (trust < LEAST_LEVER) return;
  const byGravity = turnBetween(axes, cells, START, pairs, proximalUp, distalUp);
  const drift = Math.max(pairs[at + PROXIMAL + DRIFT]!, pairs[at + DISTAL + DRIFT]!) / GRAVITY_ERROR_RAD;
  const gain = Math.max(nearness(byGravity, drift * TAU_NEAR_S) / TAU_NEAR_S, drift);
  const error = byGravity - angle;
  // After a hole in the data gravity is all there is.
  const weight = isHole(cells) ? 1 : cells[SINCE_S]! * gain * trust;
  const step = weight * (Math.abs(error) < Math.PI ? error : error - TURN * Math.round(error / TURN));
  cells[CORRECTION]! += step;
  cells[ANGLE]! += step;
}

/** What has been turned long enough ago stays as it is; an angle beyond half a turn was a mistake. */
function settle(cells: Float64Array, recent: number, angle: number): void {
  const share = Math.min(1, cells[SINCE_S]! / TAU_REVISION_S);
  for (let k = TURNED; k < CORRECTION; k++) cells[k]! *= 1 - share;
  cells[CORRECTION]! += recent * share;
  if (Math.abs(angle) > MOST_RAD) cells[CORRECTION]! -= TURN * Math.sign(angle);
}

/** exp(-x^2), with x the angle over `NEAR_RAD`; or 0, where it is certainly less than `least` and need not be known. */
function nearness(angle: number, least: number): number {
  const square = (angle / NEAR_RAD) ** 2;
  return least * (1 + square + (square * square) / 2) > 1 ? 0 : Math.exp(-square);
}

/**
 * The larger excursion so far is the positive one; beyond `decisiveDeg` larger does not count for more, so that one wild
 * movement does not settle it for ever.
 */
function decideSense(cells: Float64Array, params: JointParams): void {
  const outwards = cells[ANGLE]! * cells[SENSE]!;
  const largest = cells[LARGEST]!;
  const limit = largest === 0 ? FIRST_SENSE_RAD : FIRST_SENSE_RAD + REVERSAL * largest;
  if (outwards < -limit) cells[SENSE]! *= -1;
  else if (outwards < FIRST_SENSE_RAD) return;
  cells[LARGEST] = Math.min(degToRad(params.decisiveDeg), Math.max(largest, Math.abs(outwards)));
}

import { degToRad, radToDeg } from '../../../protocol/units.ts';
import { carve } from '../slab.ts';
import type { HingeAngles } from './corrected-hinge.ts';
import { HEADING, initialHeading, predictHeading } from './heading-offset.ts';
import { axisInEarth, product } from './hinge-twist.ts';
import { type OrientedPairs, PAIRED } from './oriented-pair.ts';

/**
 * A joint that turns every way (shoulder, hip) has no axis to align headings by; what it has is a range of motion. No
 * limb turns about its own length by more than so much: whenever the heading between the earth frames says it did, the
 * heading is moved by the least that puts it back (compare Lehmann, Laidig, Deimel, Seel, "Magnetometer-free inertial
 * motion tracking of arbitrary joints with range of motion constraints", IFAC-PapersOnLine 53, 2020). While the trunk is
 * upright and the limb keeps to its range, this never moves the heading away from the truth.
 *
 * The angle is the limb's elevation against the segment nearer to the trunk, 0 to 180 degrees away from the posture at
 * the beginning, in which the limb hangs.
 */
export interface BallJoint {
  readonly mostTwistRad: number;
  /** `HEADING` cells: how far the heading has moved since the beginning, and how sure that is. */
  readonly heading: Float64Array;
  lastMs: number;
  /** Distal sensor to proximal one at the beginning, w x y z. */
  start: Float64Array;
  /** Up in the proximal sensor's frame at the beginning, x y z: the length of the hanging limb. */
  readonly length: Float64Array;
  hasMoved: boolean;
}

const { VALUES, TIME, PROXIMAL, DISTAL, PROXIMAL_SPEED, DISTAL_SPEED } = PAIRED;
const STILL_RAD_S = (10 * Math.PI) / 180;
/** Higher than this a turn about the length means nothing. */
const MOST_ELEVATION_RAD = (120 * Math.PI) / 180;
const STEP_RAD = (0.5 * Math.PI) / 180;
const LEAST_ERROR_RAD2 = (1 * Math.PI) ** 2 / 180 ** 2;
const HALF_RAD2 = (5 * Math.PI) ** 2 / 180 ** 2;

const earth = new Float64Array(3);

/** @param mostTwistDeg how far the limb turns about its own length, to either side of the posture at the beginning */
export function initialBall(mostTwistDeg: number): BallJoint {
  const heading = initialHeading();
  heading[HEADING.VARIANCE] = 0;
  const start = Float64Array.of(1, 0, 0, 0);
  const length = new Float64Array(3);
  return { mostTwistRad: degToRad(mostTwistDeg), heading, lastMs: Number.NaN, start, length, hasMoved: false };
}

/** The state passed in is used up: it is moved on in place and handed back. */
export function stepBall(state: BallJoint, { count, values }: OrientedPairs): [BallJoint, HingeAngles] {
  const tMs = carve(count);
  const angleDeg = carve(count);
  const confidence = carve(count);
  for (let i = 0, at = 0; i < count; i++, at += VALUES) {
    tMs[i] = values[at + TIME]!;
    passTime(state, values, at);
    keepInRange(state, values, at);
    angleDeg[i] = radToDeg(turnOf(state, values, at, state.heading[HEADING.OFFSET]!).elevationRad);
    confidence[i] = trust(state, values, at);
  }
  return [state, { count, tMs, angleDeg, confidence }];
}

function passTime(state: BallJoint, values: Float64Array, at: number): void {
  const { heading, mostTwistRad } = state;
  const elapsedS = (values[at + TIME]! - state.lastMs) / 1000;
  const isFirst = Number.isNaN(state.lastMs);
  state.lastMs = values[at + TIME]!;
  if (Math.max(values[at + PROXIMAL_SPEED]!, values[at + DISTAL_SPEED]!) > STILL_RAD_S) state.hasMoved = true;
  if (isFirst || !state.hasMoved) begin(state, values, at);
  else predictHeading(heading, elapsedS);
  // The range bounds what can have been lost: an even spread over it.
  heading[HEADING.VARIANCE] = Math.min(heading[HEADING.VARIANCE]!, mostTwistRad ** 2 / 3);
}

/** The posture that is zero: the last one in which nothing had moved. */
function begin(state: BallJoint, values: Float64Array, at: number): void {
  state.start = relative(values, at, 0);
  const [w, x, y, z] = values.subarray(at + PROXIMAL, at + PROXIMAL + 4) as unknown as [number, number, number, number];
  state.length.set([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)]);
}

/** Distal sensor to proximal one for a heading. */
function relative(values: Float64Array, at: number, headingRad: number): Float64Array {
  const [w, x, y, z] = values.subarray(at + PROXIMAL, at + PROXIMAL + 4) as unknown as [number, number, number, number];
  const turned = [Math.cos(headingRad / 2), 0, 0, Math.sin(headingRad / 2)];
  return product(product([w, -x, -y, -z], turned), values.subarray(at + DISTAL, at + DISTAL + 4));
}

interface Turn {
  readonly elevationRad: number;
  /** About the limb's own length, -pi to pi. */
  readonly twistRad: number;
}

/** How the limb has turned since the beginning, seen from the proximal sensor. */
function turnOf({ start, length }: BallJoint, values: Float64Array, at: number, headingRad: number): Turn {
  const q = product(relative(values, at, headingRad), [start[0]!, -start[1]!, -start[2]!, -start[3]!]);
  const along = q[1]! * length[0]! + q[2]! * length[1]! + q[3]! * length[2]!;
  const kept = Math.hypot(q[0]!, along);
  const twist = 2 * Math.atan2(along, q[0]!);
  const twistRad = twist - 2 * Math.PI * Math.round(twist / (2 * Math.PI));
  return { elevationRad: 2 * Math.acos(Math.min(1, kept)), twistRad };
}

function keepInRange(state: BallJoint, values: Float64Array, at: number): void {
  const { heading, mostTwistRad } = state;
  const fits = (offsetRad: number): boolean => {
    const { elevationRad, twistRad } = turnOf(state, values, at, offsetRad);
    return elevationRad > MOST_ELEVATION_RAD || Math.abs(twistRad) <= mostTwistRad;
  };
  const offset = heading[HEADING.OFFSET]!;
  for (let moved = 0; moved <= Math.PI; moved += STEP_RAD) {
    const found = [offset + moved, offset - moved].find(fits);
    if (found === undefined) continue;
    heading[HEADING.OFFSET] = found;
    return;
  }
}

/** 1 / (1 + e^2 / (5 deg)^2), where of the heading's error the elevation gets what the trunk is tilted. */
function trust({ heading, length }: BallJoint, values: Float64Array, at: number): number {
  axisInEarth(earth, values, at + PROXIMAL, length, 0);
  const tilted = 1 - Math.min(1, earth[2]! ** 2);
  return 1 / (1 + (LEAST_ERROR_RAD2 + tilted * heading[HEADING.VARIANCE]!) / HALF_RAD2);
}

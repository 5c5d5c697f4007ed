import type { Random } from '../random.ts';
import { inertialTruth } from './imu.ts';
import type { Pose } from './leg.ts';
import { aboutAxis, multiply, type Quaternion, rotate, type Vector } from './rotation.ts';

/**
 * What lies between a sensor and the bone: the sensor is a small box on a damped spring, in translation and in rotation,
 * moved by its own weight and by the accelerations of the segment under it. Around the limb (x is along it) the spring is
 * softest. The numbers are those of foam-mounted sensors measured against rigidly mounted ones on the same segments
 * (recordings of Bachhuber et al., "Recurrent Inertial Graph-based Estimator (RING)", TMLR 2024): the gyroscopes differ
 * by 0.8 to 1.4 rad/s rms around the limb, by 0.1 to 0.45 about the other axes, most of it at 9 to 12 Hz; the
 * inclinations by 2 to 3 degrees, of which 1.3 to 1.7 are slow.
 */
export interface SoftTissue {
  /** Of turning around the limb, Hz. */
  readonly resonanceHz: number;
  /** Share of critical damping. */
  readonly damping: number;
  /** How far the centre of mass stands off the skin against the square of its radius of gyration, 1/m: how it leans. */
  readonly leanPerM: number;
  /** Which way is off the skin, segment's frame, unit vector. */
  readonly outwards: Vector;
}

/** How much faster the other ways of swaying are. */
const STIFFER = [1, 1.3, 1.6] as const;
const STEP_S = 1e-3;
const BEFORE_S = 0.5;

export function drawSoftTissue(outwards: Vector, random: Random): SoftTissue {
  return {
    resonanceHz: random.uniform(9, 12),
    damping: random.uniform(0.06, 0.12),
    leanPerM: random.uniform(26, 36),
    outwards,
  };
}

/**
 * Pose of a sensor on soft tissue above a segment that moves as `pose` says, from 0 to `durationS`. Exact on whole
 * milliseconds, which is where it may be asked.
 */
export function onSoftTissue(pose: (tS: number) => Pose, durationS: number, tissue: SoftTissue): (tS: number) => Pose {
  const springs = STIFFER.map((ratio) => springOf(ratio * tissue.resonanceHz, tissue.damping));
  const lever = tissue.outwards.map((part) => part * tissue.leanPerM) as unknown as Vector;
  const [lean, shift] = [atRest(), atRest()];
  const count = Math.round((durationS + 2 * BEFORE_S) / STEP_S);
  const poses: Pose[] = [];
  let before: Vector | undefined;
  for (let i = 0; i < count; i++) {
    const tS = i * STEP_S - BEFORE_S;
    const { rate, force } = inertialTruth(pose, tS);
    const turning = difference(rate, before ?? rate);
    before = rate;
    const torque = cross(lever, force);
    // In the segment's frame a mass feels the specific force the other way round, and lags behind when the segment turns.
    swing(lean, springs, [-torque[0] - turning[0], -torque[1] - turning[1], -torque[2] - turning[2]]);
    swing(shift, springs, [-force[0], -force[1], -force[2]]);
    poses.push(moved(pose(tS), lean.at, shift.at));
  }
  return (tS) => poses[Math.round((tS + BEFORE_S) / STEP_S)]!;
}

/** Stiffness and friction over inertia, 1/s^2 and 1/s. */
interface Spring {
  readonly stiffness: number;
  readonly friction: number;
}

function springOf(resonanceHz: number, damping: number): Spring {
  const omega = 2 * Math.PI * resonanceHz;
  return { stiffness: omega ** 2, friction: 2 * damping * omega };
}

interface Swinging {
  readonly at: [number, number, number];
  readonly speed: [number, number, number];
}

const atRest = (): Swinging => ({ at: [0, 0, 0], speed: [0, 0, 0] });

/** One step of damped springs, speed first (symplectic Euler: it neither gains nor loses energy by itself). */
function swing({ at, speed }: Swinging, springs: readonly Spring[], push: Vector): void {
  for (const axis of [0, 1, 2] as const) {
    const { stiffness, friction } = springs[axis]!;
    speed[axis] += STEP_S * (push[axis] - stiffness * at[axis] - friction * speed[axis]);
    at[axis] += STEP_S * speed[axis];
  }
}

function moved({ worldFromSegment, position }: Pose, lean: Vector, shift: Vector): Pose {
  const [x, y, z] = rotate(worldFromSegment, shift);
  return {
    worldFromSegment: multiply(worldFromSegment, fromRotationVector(lean)),
    position: [position[0] + x, position[1] + y, position[2] + z],
  };
}

const fromRotationVector = (v: Vector): Quaternion => {
  const angle = Math.hypot(...v);
  return angle < 1e-12 ? [1, 0, 0, 0] : aboutAxis(v, angle);
};

/** Change in a step, per second. */
const difference = (a: Vector, b: Vector): Vector => [
  (a[0] - b[0]) / STEP_S,
  (a[1] - b[1]) / STEP_S,
  (a[2] - b[2]) / STEP_S,
];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

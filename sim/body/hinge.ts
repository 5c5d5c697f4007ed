import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { degToRad, radToDeg } from '../../protocol/units.ts';
import { type Random, seededRandom } from '../random.ts';
import { drawImuErrors, strappedImu } from './imu.ts';
import type { Pose } from './leg.ts';
import { minimumJerk } from './movement.ts';
import { aboutAxis, conjugate, multiply, type Quaternion, rotate, type Vector } from './rotation.ts';
import { drawSoftTissue, onSoftTissue, type SoftTissue } from './soft-tissue.ts';

/**
 * Two segments with a hinge between them, carried about and turned in every direction: as lively as the chain of the
 * RING recordings (angular rates of 2 rad/s, the hinge over some 120 degrees, a little roughness above 4 Hz). The
 * sensors sit on soft tissue, have the errors of real ones, and are strapped on anyhow.
 */
export interface HingeTrial {
  readonly seed: number;
  readonly count: number;
  readonly tS: Float64Array;
  /** True angle, right-handed turn of the distal segment against the proximal one about the axis; 0 is the start. */
  readonly angleDeg: Float64Array;
  readonly proximal: SensorSamples;
  readonly distal: SensorSamples;
  /** The hinge's axis in the proximal and in the distal sensor's frame, as they sit on tissue at rest without weight. */
  readonly axes: readonly number[];
}

/** x y z a sample, rad/s and m/s^2. */
export interface SensorSamples {
  readonly gyroRadS: Float64Array;
  readonly accMs2: Float64Array;
}

export interface HingeOptions {
  readonly durationS?: number;
  readonly rateHz?: number;
  /** Without soft tissue the sensors sit on bone. */
  readonly isRigid?: boolean;
}

type Curve = (tS: number) => number;

const X: Vector = [1, 0, 0];
const Y: Vector = [0, 1, 0];
const Z: Vector = [0, 0, 1];
/** Too short for a gyroscope to learn its bias at rest; then movement grows within two seconds. */
const STILL_S = 1;
/** Bias at rest of one sensor, sigma per axis: the largest between trials of BROAD's. */
const BIAS_RAD_S = degToRad(0.26);
/** Of parts as they are sold. */
const GAIN_ERROR = 0.01;
/** rad and m at 1 Hz. */
const TREMBLE = 0.12;
const SHAKE = 0.006;
/** From the joint to the proximal and to the distal sensor, m, in the segment's frame: x is along the limb. */
const SENSOR_M: readonly Vector[] = [
  [-0.1, 0.02, 0.035],
  [0.1, 0.02, 0.035],
];

/** @param options rateHz a divisor of 1000: sensors are read on whole milliseconds */
export function simulateHinge(seed: number, options: HingeOptions = {}): HingeTrial {
  const { durationS = 66, rateHz = 100, isRigid = false } = options;
  const random = seededRandom(seed);
  const axis = drawAxis(seed, random);
  const angle = hingeCurve(random.fork('hinge'));
  const joint = carriedJoint(random.fork('carried'));
  // Both segments give way alike, as thigh and shank do in a squat.
  const segment =
    (share: number) =>
    (tS: number): Pose => {
      const { worldFromSegment, position } = joint(tS);
      return { worldFromSegment: multiply(worldFromSegment, aboutAxis(axis, share * angle(tS))), position };
    };
  const tS = Float64Array.from({ length: Math.floor(durationS * rateHz) }, (_, i) => i / rateHz);
  // Both bands have their sensor on the same side of the limb.
  const outwards = rotate(aboutAxis(X, random.uniform(-Math.PI, Math.PI)), Z);
  const sides = [-0.5, 0.5].map((share, side) => {
    const own = random.fork(`sensor ${side}`);
    const tissue = drawSoftTissue(outwards, own);
    const pose = fromJoint(segment(share), SENSOR_M[side]!);
    return sense(pose, tS, isRigid ? undefined : tissue, own);
  });
  const axes = sides.flatMap(({ segmentFromSensor }) => [...rotate(conjugate(segmentFromSensor), axis)]);
  const angleDeg = tS.map((t) => radToDeg(angle(t) - angle(0)));
  return { seed, count: tS.length, tS, angleDeg, proximal: sides[0]!.samples, distal: sides[1]!.samples, axes };
}

const fromJoint =
  (pose: (tS: number) => Pose, place: Vector) =>
  (tS: number): Pose => {
    const { worldFromSegment, position } = pose(tS);
    const [x, y, z] = rotate(worldFromSegment, place);
    return { worldFromSegment, position: [position[0] + x, position[1] + y, position[2] + z] };
  };

/** Along the limb, across it, or out of it, as in the chain's three hinges; give or take 10 degrees. */
function drawAxis(seed: number, random: Random): Vector {
  const tilt = aboutAxis(three(0, 1, random), degToRad(random.uniform(0, 10)));
  return rotate(tilt, [X, Y, Z][seed % 3]!);
}

/** A few sines of random frequency and phase: smooth, aperiodic. Root mean square about `size`. */
function wander(size: number, fromHz: number, toHz: number, random: Random): Curve {
  const waves = Array.from({ length: 5 }, () => ({
    size: size * Math.sqrt(2 / 5) * random.uniform(0.7, 1.3),
    hz: random.uniform(fromHz, toHz),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  return (tS) => waves.reduce((sum, { size: s, hz, phase }) => sum + s * Math.sin(2 * Math.PI * hz * tS + phase), 0);
}

/** Hands are never quite smooth: waves from 2 to 12 Hz, each of about the same acceleration. */
function tremble(size: number, random: Random): Curve {
  const waves = Array.from({ length: 8 }, (_, i) => {
    const hz = random.uniform(2 + 1.25 * i, 3.25 + 1.25 * i);
    return { size: (size * random.uniform(0.7, 1.3)) / (hz * hz), hz, phase: random.uniform(0, 2 * Math.PI) };
  });
  return (tS) => waves.reduce((sum, { size: s, hz, phase }) => sum + s * Math.sin(2 * Math.PI * hz * tS + phase), 0);
}

/** Nothing, then all of it. */
const begun = (tS: number): number => minimumJerk((tS - STILL_S) / 2);

/** Seconds walked, gently begun. */
const laps = (tS: number): number => {
  const into = Math.min(2, Math.max(0, tS - STILL_S));
  return (into * into) / 4 + Math.max(0, tS - STILL_S - 2);
};

function hingeCurve(random: Random): Curve {
  const [large, rough] = [wander(0.55, 0.1, 0.9, random), tremble(TREMBLE, random)];
  const middle = degToRad(random.uniform(-20, 20));
  return (tS) => middle + begun(tS) * (large(tS) + rough(tS));
}

/** The joint, in the middle posture of its segments: somebody walks about with it and lets it point everywhere. */
function carriedJoint(random: Random): (tS: number) => Pose {
  const angles = [wander(1.2, 0.02, 0.12, random), wander(0.4, 0.1, 0.8, random), wander(0.4, 0.1, 0.8, random)];
  const rough = [0, 1, 2].map(() => tremble(TREMBLE, random));
  const turn = wander(0.2, 0.3, 1, random);
  const heading = random.uniform(-Math.PI, Math.PI);
  const lapRadS = degToRad(random.uniform(20, 45)) * (random.next() < 0.5 ? -1 : 1);
  const [walk, sway] = [
    [0, 1].map(() => wander(0.6, 0.05, 0.2, random)),
    [0, 1, 2].map(() => wander(0.025, 0.5, 2, random)),
  ];
  const shake = [0, 1, 2].map(() => tremble(SHAKE, random));
  return (tS) => {
    const amount = begun(tS);
    const about = (axis: Vector, rad: number): Quaternion => aboutAxis(axis, amount * rad);
    const yaw = aboutAxis(Z, heading + lapRadS * laps(tS) + amount * (angles[0]!(tS) + turn(tS) + rough[0]!(tS)));
    const pitch = about(Y, angles[1]!(tS) + rough[1]!(tS));
    const roll = about(X, angles[2]!(tS) + rough[2]!(tS));
    const place = (k: number): number => amount * ((walk[k]?.(tS) ?? 0) + sway[k]!(tS) + shake[k]!(tS));
    return { worldFromSegment: multiply(multiply(yaw, pitch), roll), position: [place(0), place(1), place(2)] };
  };
}

function sense(pose: (tS: number) => Pose, tS: Float64Array, tissue: SoftTissue | undefined, random: Random) {
  const errors = {
    ...drawImuErrors(random),
    gyroBiasRadS: three(0, BIAS_RAD_S, random),
    gyroGain: three(1, GAIN_ERROR, random),
  };
  const configuration = { ...motionConfiguration(4)!, rateHz: 1 / (tS[1]! - tS[0]!) };
  const moving = tissue ? onSoftTissue(pose, tS.at(-1)!, tissue) : pose;
  const imu = strappedImu(moving, configuration, errors, random);
  const raw = new Int16Array(6);
  const samples = { gyroRadS: new Float64Array(3 * tS.length), accMs2: new Float64Array(3 * tS.length) };
  tS.forEach((t, i) => {
    imu.readRaw(t, raw);
    for (let k = 0; k < 3; k++) {
      samples.gyroRadS[3 * i + k] = raw[k]! * configuration.gyroRadSPerRaw;
      samples.accMs2[3 * i + k] = raw[3 + k]! * configuration.accMs2PerRaw;
    }
  });
  return { samples, segmentFromSensor: errors.segmentFromSensor };
}

const three = (mean: number, sigma: number, random: Random): Vector => [
  mean + sigma * random.gaussian(),
  mean + sigma * random.gaussian(),
  mean + sigma * random.gaussian(),
];

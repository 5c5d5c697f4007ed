import type { MotionConfiguration } from '../../protocol/motion-configuration.ts';
import { degToRad, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import type { Random } from '../random.ts';
import type { Pose } from './leg.ts';
import { aboutAxis, conjugate, multiply, type Quaternion, rotate, rotationVector, type Vector } from './rotation.ts';

/**
 * An inertial sensor strapped to a moving segment: true angular rate and specific force, turned by the way the strap sits,
 * with the errors measured on real sensors: rest bias 0.1 to 0.26 deg/s, gyroscope noise 0.008 deg/s and accelerometer noise
 * 0.0047 m/s^2 per root hertz (BROAD's sensor), gains off by a few tenths of a percent.
 */
export interface Imu {
  /** Writes gx, gy, gz, ax, ay, az in counts at time `tS`. Call with rising times: noise is drawn call by call. */
  readRaw(tS: number, into: Int16Array): void;
}

export interface ImuErrors {
  readonly gyroBiasRadS: Vector;
  readonly gyroGain: Vector;
  readonly accBiasMs2: Vector;
  readonly accGain: Vector;
  readonly segmentFromSensor: Quaternion;
  /** What an axis feels of the two others, alike both ways: xy, xz, yz, as a share. Absent: nothing. */
  readonly accCrossAxis?: Vector;
}

const GYRO_NOISE_DEG_S_RTHZ = 0.008;
const ACC_NOISE_MS2_RTHZ = 0.0047;
const NONE: Vector = [0, 0, 0];
/** Half the step of the central differences that give rate and acceleration. */
const H_S = 1e-3;
const INT16_MAX = 32767;

export function drawImuErrors(random: Random): ImuErrors {
  const vector = (sigma: number, mean = 0): Vector => [
    mean + sigma * random.gaussian(),
    mean + sigma * random.gaussian(),
    mean + sigma * random.gaussian(),
  ];
  return {
    gyroBiasRadS: vector(degToRad(0.2)),
    gyroGain: vector(0.004, 1),
    accBiasMs2: vector(0.03),
    accGain: vector(0.003, 1),
    segmentFromSensor: aboutAxis(vector(1), random.uniform(0, Math.PI)),
  };
}

/**
 * An accelerometer as it comes from the factory: 25 mg of offset, 1 % of gain and 1 % across axes, each one standard
 * deviation; the gyroscope as `drawImuErrors` has it. A stream of its own: what is drawn for others stays as it was.
 */
export function drawUncalibratedErrors(random: Random): ImuErrors {
  const three = (mean: number, sigma: number): Vector => [
    mean + sigma * random.gaussian(),
    mean + sigma * random.gaussian(),
    mean + sigma * random.gaussian(),
  ];
  const accelerometer = {
    accBiasMs2: three(0, 0.025 * STANDARD_GRAVITY_MS2),
    accGain: three(1, 0.01),
    accCrossAxis: three(0, 0.01),
  };
  return { ...drawImuErrors(random), ...accelerometer };
}

export function strappedImu(
  pose: (tS: number) => Pose,
  configuration: MotionConfiguration,
  errors: ImuErrors,
  random: Random,
): Imu {
  const bandwidth = Math.sqrt(configuration.rateHz / 2);
  const gyroNoise = degToRad(GYRO_NOISE_DEG_S_RTHZ) * bandwidth;
  const accNoise = ACC_NOISE_MS2_RTHZ * bandwidth;
  const sensorFromSegment = conjugate(errors.segmentFromSensor);
  const measure = (truth: number, gain: number, bias: number, noise: number): number =>
    truth * gain + bias + noise * random.gaussian();
  return {
    readRaw: (tS, into) => {
      const { rate, force } = inertialTruth(pose, tS);
      const gyro = rotate(sensorFromSegment, rate);
      const acc = rotate(sensorFromSegment, force);
      const across = crossAxis(acc, errors.accCrossAxis);
      for (let axis = 0; axis < 3; axis++) {
        const radS = measure(gyro[axis]!, errors.gyroGain[axis]!, errors.gyroBiasRadS[axis]!, gyroNoise);
        const ms2 = measure(acc[axis]!, errors.accGain[axis]!, errors.accBiasMs2[axis]! + across[axis]!, accNoise);
        into[axis] = configuration.gyroRadSPerRaw > 0 ? saturate(radS / configuration.gyroRadSPerRaw) : 0;
        into[3 + axis] = saturate(ms2 / configuration.accMs2PerRaw);
      }
    },
  };
}

/** What every axis has of the others. */
const crossAxis = ([x, y, z]: Vector, [xy, xz, yz]: Vector = NONE): Vector => [
  xy * y + xz * z,
  xy * x + yz * z,
  xz * x + yz * y,
];

const saturate = (counts: number): number => Math.max(-INT16_MAX - 1, Math.min(INT16_MAX, Math.round(counts)));

/** Angular rate (rad/s) and specific force (m/s^2) in the segment's frame. */
export function inertialTruth(pose: (tS: number) => Pose, tS: number): { rate: Vector; force: Vector } {
  const before = pose(tS - H_S);
  const now = pose(tS);
  const after = pose(tS + H_S);
  const turn = rotationVector(multiply(conjugate(before.worldFromSegment), after.worldFromSegment));
  const acceleration = (axis: number): number =>
    (before.position[axis]! - 2 * now.position[axis]! + after.position[axis]!) / (H_S * H_S);
  const force: Vector = [acceleration(0), acceleration(1), acceleration(2) + STANDARD_GRAVITY_MS2];
  return {
    rate: [turn[0] / (2 * H_S), turn[1] / (2 * H_S), turn[2] / (2 * H_S)],
    force: rotate(conjugate(now.worldFromSegment), force),
  };
}

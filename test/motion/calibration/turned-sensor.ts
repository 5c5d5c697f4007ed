import type { AccelerometerModel } from '../../../host/motion/calibration/accelerometer-model.ts';
import {
  angleBetween,
  corrected,
  directionOf,
  type Vector3,
} from '../../../host/motion/calibration/accelerometer-model.ts';
import { evenDirections } from '../../../host/motion/calibration/even-directions.ts';
import {
  type CourseEvent,
  type CourseWants,
  initialCourse,
  type SensorCourse,
  stepCourse,
} from '../../../host/motion/calibration/sensor-course.ts';
import type { SensorLimits } from '../../../host/motion/calibration/stillness.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../../protocol/motion-configuration.ts';
import { radToDeg, STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import { drawUncalibratedErrors, type ImuErrors, strappedImu } from '../../../sim/body/imu.ts';
import { type HandPlan, turningHand } from '../../../sim/body/turning-hand.ts';
import type { Random } from '../../../sim/random.ts';

const CONFIGURATION = DEFAULT_MOTION_CONFIGURATION;
export const LIMITS: SensorLimits = {
  rateHz: CONFIGURATION.rateHz,
  accMs2: 32767 * CONFIGURATION.accMs2PerRaw,
  gyroRadS: 32767 * CONFIGURATION.gyroRadSPerRaw,
};
const BLOCK = 26;

export interface TurnedSensor {
  readonly errors: ImuErrors;
  /** As intake would hand them on, at factory scale. */
  blocks(seconds: number): Generator<SampleBlock>;
}

/** An uncalibrated sensor in a hand that turns it through poses from the first second on. */
export function turnedSensor(random: Random, plan: Omit<HandPlan, 'random'> = {}, begins = true): TurnedSensor {
  const hand = turningHand({ ...plan, random: random.fork('hand') });
  if (begins) hand.begin(0);
  const errors = drawUncalibratedErrors(random.fork('errors'));
  const imu = strappedImu((tS) => hand.pose(tS), CONFIGURATION, errors, random.fork('noise'));
  return { errors, blocks: (seconds) => blocksOf(imu.readRaw, seconds) };
}

function* blocksOf(readRaw: (tS: number, into: Int16Array) => void, seconds: number): Generator<SampleBlock> {
  const raw = new Int16Array(6);
  const { rateHz, gyroRadSPerRaw, accMs2PerRaw } = CONFIGURATION;
  for (let from = 0; from < seconds * rateHz; from += BLOCK) {
    const block = emptyBlock(BLOCK);
    for (let i = 0; i < BLOCK; i++) {
      block.tMs[i] = (1000 * (from + i)) / rateHz;
      readRaw((from + i) / rateHz, raw);
      for (let k = 0; k < 3; k++) {
        block.gyroRadS[3 * i + k] = raw[k]! * gyroRadSPerRaw;
        block.accMs2[3 * i + k] = raw[3 + k]! * accMs2PerRaw;
      }
    }
    yield block;
  }
}

export const emptyBlock = (count: number): SampleBlock => ({
  sensor: 'thigh',
  count,
  tMs: new Float64Array(count),
  gyroRadS: new Float64Array(3 * count),
  accMs2: new Float64Array(3 * count),
  filled: new Uint8Array(count),
});

/** The course after all blocks, or as soon as it is `over`. */
export function runCourse(
  blocks: Iterable<SampleBlock>,
  wants?: CourseWants,
  over: (course: SensorCourse) => boolean = () => false,
): { course: SensorCourse; events: CourseEvent[] } {
  let course = initialCourse(LIMITS, wants);
  const events: CourseEvent[] = [];
  for (const block of blocks) {
    const [next, more] = stepCourse(course, block);
    course = next;
    events.push(...more);
    if (over(course)) break;
  }
  return { course, events };
}

type Errors = Pick<ImuErrors, 'accBiasMs2' | 'accGain' | 'accCrossAxis'>;

/** What the sensor would say, without noise, where this direction is up. */
export function readingAt({ accBiasMs2: b, accGain: g, accCrossAxis = [0, 0, 0] }: Errors, up: Vector3): Vector3 {
  const [xy, xz, yz] = accCrossAxis;
  const [x, y, z] = [up[0] * STANDARD_GRAVITY_MS2, up[1] * STANDARD_GRAVITY_MS2, up[2] * STANDARD_GRAVITY_MS2];
  return [g[0] * x + xy * y + xz * z + b[0], xy * x + g[1] * y + yz * z + b[1], xz * x + yz * y + g[2] * z + b[2]];
}

const ASKED = evenDirections(200);

/** Root mean square over all directions, degrees, of tilt from readings that a model corrects. */
export function tiltErrorDeg(errors: Errors, model: AccelerometerModel): number {
  const square = ASKED.reduce(
    (sum, up) => sum + angleBetween(directionOf(corrected(model, readingAt(errors, up))), up) ** 2,
    0,
  );
  return radToDeg(Math.sqrt(square / ASKED.length));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

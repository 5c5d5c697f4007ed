import { expect, test } from 'vitest';
import { angleBetween, type Vector3 } from '../../../host/motion/calibration/accelerometer-model.ts';
import {
  type AxisCourse,
  type AxisEvent,
  initialAxisCourse,
  type Side,
  stepAxisCourse,
} from '../../../host/motion/calibration/axis-course.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { radToDeg } from '../../../protocol/units.ts';
import { simulateHinge } from '../../../sim/body/hinge.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { swinging } from './swinging-sensor.ts';
import { emptyBlock } from './turned-sensor.ts';

const RATE_HZ = 100;
const LIMITS = { rateHz: RATE_HZ, accMs2: 40, gyroRadS: 17 };
const PROXIMAL: Vector3 = [0.6, 0, 0.8];
const DISTAL: Vector3 = [0, -0.8, 0.6];

/** Nothing turns, and x is up. */
function still(seconds: number, fromMs: number): SampleBlock {
  const random = seededRandom(SEED + fromMs);
  const block = emptyBlock(seconds * RATE_HZ);
  for (let i = 0; i < block.count; i++) {
    block.tMs[i] = fromMs + 10 * i;
    for (let k = 0; k < 3; k++) {
      block.gyroRadS[3 * i + k] = 0.002 * random.gaussian();
      block.accMs2[3 * i + k] = (k === 0 ? 9.81 : 0) + 0.02 * random.gaussian();
    }
  }
  return block;
}

/** Two segments that have nothing to do with each other. */
function unrelated(seconds: number, fromMs: number): [SampleBlock, SampleBlock] {
  const [a, b] = [SEED, SEED + 99].map((seed) => simulateHinge(seed, { durationS: seconds, rateHz: RATE_HZ }));
  const times = { count: a!.count, tMs: a!.tS.map((t) => fromMs + 1000 * t), filled: new Uint8Array(a!.count) };
  return [
    { ...emptyBlock(0), ...times, ...a!.proximal },
    { ...emptyBlock(0), ...times, ...b!.distal },
  ];
}

function followed(parts: readonly (readonly [SampleBlock, SampleBlock])[]): {
  course: AxisCourse;
  events: AxisEvent[];
} {
  let course = initialAxisCourse([LIMITS, LIMITS]);
  const events: AxisEvent[] = [];
  for (const part of parts) {
    for (const side of [0, 1] as Side[]) {
      const [next, more] = stepAxisCourse(course, side, part[side]);
      course = next;
      events.push(...more);
    }
  }
  return { course, events };
}

const UPRIGHT = [still(3, 0), still(3, 0)] as const;

test('and then the axis is found', () => {
  const { course, events } = followed([
    UPRIGHT,
    unrelated(40, 10_000),
    [still(25, 60_000), swinging(DISTAL, 0.02, 25, RATE_HZ, 60_000)],
    [swinging(PROXIMAL, 0.02, 25, RATE_HZ, 90_000), swinging(DISTAL, 0.02, 25, RATE_HZ, 90_000)],
  ]);
  expect(events.map((event) => (event.kind === 'step' ? event.step : event.kind))).toEqual([
    'joint',
    'distal-alone',
    'together',
    'found',
  ]);
  expect(events[1]).toMatchObject({ because: { reason: 'no-hinge' } });
  expect(course.step).toBe('done');
  const found = events.at(-1)!;
  if (found.kind !== 'found') throw new Error('not found');
  const { proximal, distal, upright, method } = found.found;
  expect(method).toBe('functional');
  const sign = Math.sign(proximal[0]);
  expect(radToDeg(angleBetween(proximal, [sign * 0.6, 0, sign * 0.8]))).toBeLessThan(2);
  expect(radToDeg(angleBetween(distal, [0, sign * -0.8, sign * 0.6]))).toBeLessThan(2);
  for (const up of upright) expect(radToDeg(angleBetween(up, [1, 0, 0]))).toBeLessThan(0.5);
});

test('and where those turn about more than one axis too, it is refused', () => {
  const { course, events } = followed([
    UPRIGHT,
    unrelated(40, 10_000),
    [still(25, 60_000), swinging(DISTAL, 0.5, 25, RATE_HZ, 60_000)],
  ]);
  expect(events.at(-1)).toMatchObject({ kind: 'refused', refusal: { reason: 'no-hinge' } });
  expect(course.step).toBe('refused');
});

test('nobody who sways more than somebody who stands is upright', () => {
  const swaying = swinging(PROXIMAL, 0.1, 20, RATE_HZ, 0);
  expect(followed([[swaying, swaying]]).course.step).toBe('upright');
});

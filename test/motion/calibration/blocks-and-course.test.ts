import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isComplete, type SensorCourse } from '../../../host/motion/calibration/sensor-course.ts';
import { joinBlocks, partOf } from '../../../host/motion/orientation/block-part.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { runCourse, turnedSensor } from './turned-sensor.ts';

const whole = joinBlocks(turnedSensor(seededRandom(SEED)).blocks(60));

function* cut(sizes: readonly number[]): Generator<SampleBlock> {
  for (let from = 0, i = 0; from < whole.count; i++) {
    const to = Math.min(whole.count, from + sizes[i % sizes.length]!);
    yield partOf(whole, from, to);
    from = to;
  }
}

const foundIn = ({ rate, poses }: SensorCourse) => ({ rate, poses });

test('what is found does not depend on how samples were cut into blocks', () => {
  const reference = foundIn(runCourse([whole]).course);
  expect(reference.poses.length).toBeGreaterThan(8);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }), (sizes) => {
      expect(foundIn(runCourse(cut(sizes)).course)).toStrictEqual(reference);
    }),
    { seed: SEED, numRuns: 25 },
  );
});

test('what a course had found does not change afterwards', () => {
  const courses: SensorCourse[] = [];
  const copies: string[] = [];
  runCourse(cut([26]), undefined, (course) => {
    courses.push(course);
    copies.push(JSON.stringify(foundIn(course)));
    return isComplete(course);
  });
  expect(courses.map((course) => JSON.stringify(foundIn(course)))).toEqual(copies);
});

test('twelve poses are enough where twelve are asked for, and eighteen leave less', () => {
  const tilt = (poses: number): number => {
    const sensor = turnedSensor(seededRandom(SEED).fork('twelve'));
    const { course } = runCourse(sensor.blocks(140), { gyro: true, accelerometer: true, poses }, isComplete);
    if (!course.fit?.ok) throw new Error(JSON.stringify(course.fit));
    expect(course.fit.calibration.poses).toBeGreaterThanOrEqual(poses);
    return course.fit.calibration.tiltErrorRad.after;
  };
  expect(tilt(18)).toBeLessThan(tilt(12));
});

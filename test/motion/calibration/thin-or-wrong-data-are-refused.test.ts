import { describe, expect, test } from 'vitest';
import { type CourseResult, resultOf } from '../../../host/motion/calibration/course-result.ts';
import { isComplete } from '../../../host/motion/calibration/sensor-course.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { degToRad } from '../../../protocol/units.ts';
import { type HandPlan, SIDES_AND_EDGES } from '../../../sim/body/turning-hand.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { emptyBlock, LIMITS, runCourse, turnedSensor } from './turned-sensor.ts';

const SECONDS = 130;

const sensorIn = (plan: Omit<HandPlan, 'random'>) => turnedSensor(seededRandom(SEED).fork('refused'), plan);
const calibrated = (plan: Omit<HandPlan, 'random'>, spoil: (block: SampleBlock) => void = () => {}): CourseResult => {
  const blocks = [...sensorIn(plan).blocks(SECONDS)];
  for (const block of blocks) spoil(block);
  return resultOf(runCourse(blocks, undefined, isComplete).course);
};

test('as it should be, nothing is refused', () => {
  expect(calibrated({}).refused).toEqual([]);
});

describe('the gyroscope', () => {
  test('a hand that trembles and never lets go', () => {
    const { gyro, refused } = calibrated({ trembleDeg: 0.5 });
    expect(gyro).toBeUndefined();
    expect(refused[0]).toEqual({ part: 'gyro', reason: 'never-still' });
  });

  test('rest that never lasts 5 s', () => {
    const { refused } = calibrated({ restS: 3, holdS: 3 });
    expect(refused[0]).toEqual({ part: 'gyro', reason: 'never-still' });
  });

  test('a slow even turn, which looks calm: gravity wanders', () => {
    // 0.1 deg/s about a level axis.
    const rate = degToRad(0.1);
    const noise = seededRandom(SEED);
    const blocks = Array.from({ length: 60 }, (_, b) => {
      const block = emptyBlock(26);
      for (let i = 0; i < 26; i++) {
        const tS = (26 * b + i) / LIMITS.rateHz;
        block.tMs[i] = 1000 * tS;
        block.gyroRadS[3 * i] = rate + 0.001 * noise.gaussian();
        block.accMs2[3 * i + 1] = 9.81 * Math.sin(rate * tS) + 0.03 * noise.gaussian();
        block.accMs2[3 * i + 2] = 9.81 * Math.cos(rate * tS) + 0.03 * noise.gaussian();
      }
      return block;
    });
    const [refused] = resultOf(runCourse(blocks).course).refused;
    expect(refused).toMatchObject({ part: 'gyro', reason: 'turning' });
    expect((refused as { dps: number }).dps).toBeCloseTo(0.1, 1);
  });

  test('more than any gyroscope says at rest: a turntable, or a broken sensor', () => {
    const { refused } = calibrated({}, ({ gyroRadS, count }) => {
      for (let i = 0; i < count; i++) gyroRadS[3 * i + 2]! += degToRad(25);
    });
    expect(refused[0]).toMatchObject({ part: 'gyro', reason: 'too-fast' });
  });
});

describe('the sensor', () => {
  test('stuck at one value', () => {
    const { refused } = calibrated({}, ({ gyroRadS, accMs2 }) => {
      gyroRadS.fill(0.01);
      accMs2.fill(5.6);
    });
    expect(refused[0]).toEqual({ part: 'gyro', reason: 'fault', fault: 'stuck' });
  });

  test('an axis at the end of its range', () => {
    const { refused } = calibrated({}, ({ accMs2, count }) => {
      for (let i = 0; i < count; i++) accMs2[3 * i] = LIMITS.accMs2;
    });
    expect(refused.map(({ reason }) => reason)).toEqual(['fault', 'fault']);
    expect(refused[0]).toMatchObject({ fault: 'saturated' });
  });

  test('values that are no numbers', () => {
    const { refused } = calibrated({}, ({ accMs2 }) => {
      accMs2[4] = Number.NaN;
    });
    expect(refused[0]).toEqual({ part: 'gyro', reason: 'fault', fault: 'not-a-number' });
  });

  test('one value that is no number spoils its look and nothing else', () => {
    let spoiled = false;
    const result = calibrated({}, ({ tMs, accMs2 }) => {
      if (!spoiled && tMs[0]! > 500) accMs2[4] = Number.NaN;
      spoiled ||= tMs[0]! > 500;
    });
    expect(result.refused).toEqual([]);
  });

  test('no samples at all', () => {
    const { refused } = resultOf(runCourse([]).course);
    expect(refused).toEqual([
      { part: 'gyro', reason: 'no-samples' },
      { part: 'accelerometer', reason: 'no-samples' },
    ]);
  });

  test('held still, it feels half of gravity: no pose is taken', () => {
    const { course, events } = runCourse(
      [...sensorIn({}).blocks(40)].map((block) => {
        for (let i = 0; i < 3 * block.count; i++) block.accMs2[i]! *= 0.5;
        return block;
      }),
    );
    expect(course.poses).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'no-gravity').length).toBeGreaterThan(3);
  });
});

describe('the poses', () => {
  test('nine of them: too few, and what is missing is said', () => {
    const { gyro, refused } = calibrated({ ups: SIDES_AND_EDGES.slice(0, 9), carelessDeg: 1 });
    expect(gyro).toBeDefined();
    expect(refused).toMatchObject([
      { part: 'accelerometer', fit: { reason: 'too-few-poses', least: 12, missing: expect.stringMatching(/ up$/) } },
    ]);
  });

  test('as many as there should be, but all on one side: nothing is said of the other', () => {
    const half = SIDES_AND_EDGES.filter(([, , z]) => z >= 0);
    const { refused } = calibrated({ ups: half, carelessDeg: 14 });
    expect(refused).toMatchObject([{ fit: { reason: 'one-sided', missing: expect.stringMatching(/ up$/) } }]);
  });
});

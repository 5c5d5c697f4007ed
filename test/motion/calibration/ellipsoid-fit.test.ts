import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  corrected,
  directionOf,
  lengthOf,
  type Vector3,
} from '../../../host/motion/calibration/accelerometer-model.ts';
import { fitEllipsoid } from '../../../host/motion/calibration/ellipsoid-fit.ts';
import { judgeFit } from '../../../host/motion/calibration/judged-fit.ts';
import { POSE_DIRECTIONS } from '../../../host/motion/calibration/pose-directions.ts';
import { STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { readingAt, tiltErrorDeg } from './turned-sensor.ts';

const value = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const three = (most: number) => fc.tuple(value(most), value(most), value(most));
const ups = POSE_DIRECTIONS.map(({ direction }) => direction);
const errorsOf = ([offset, gain, cross]: readonly (readonly [number, number, number])[]) => ({
  accBiasMs2: offset!,
  accGain: [1 + gain![0], 1 + gain![1], 1 + gain![2]] as const,
  accCrossAxis: cross!,
});
const sensors = fc.tuple(three(1), three(0.06), three(0.03)).map(errorsOf);

test('without noise every sensor is found exactly', () => {
  fc.assert(
    fc.property(sensors, (errors) => {
      const fit = fitEllipsoid(ups.map((up) => readingAt(errors, up)));
      expect(tiltErrorDeg(errors, fit!.model)).toBeLessThan(1e-6);
      for (const up of ups)
        expect(lengthOf(corrected(fit!.model, readingAt(errors, up)))).toBeCloseTo(STANDARD_GRAVITY_MS2, 9);
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test('the order of the poses does not matter', () => {
  const random = seededRandom(SEED);
  const errors = errorsOf([
    [0.2, -0.1, 0.3],
    [0.01, -0.01, 0.005],
    [0.01, 0.002, -0.01],
  ]);
  const readings = ups.map(
    (up) => readingAt(errors, up).map((one) => one + 0.01 * random.gaussian()) as unknown as Vector3,
  );
  const [one, other] = [fitEllipsoid(readings)!, fitEllipsoid(readings.toReversed())!];
  for (const [i, entry] of one.model.matrix.entries()) expect(entry).toBeCloseTo(other.model.matrix[i]!, 10);
});

test('whatever it is given it says so, or gives numbers that are numbers', () => {
  const anything = fc.array(fc.tuple(value(20), value(20), value(20)), { maxLength: 25 });
  fc.assert(
    fc.property(anything, (readings) => {
      const fit = fitEllipsoid(readings);
      if (fit) expect([...fit.model.offsetMs2, ...fit.model.matrix].every(Number.isFinite)).toBe(true);
      // Nothing that is not near a sphere of 1 g is taken for a sensor.
      expect(judgeFit(readings).ok).toBe(false);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test.each([
  ['one pose again and again', (i: number): Vector3 => [0.01 * i, 0, 9.81]],
  ['poses on one circle', (i: number): Vector3 => [9.81 * Math.cos(i), 9.81 * Math.sin(i), 0]],
  [
    'poses on two opposite caps',
    (i: number): Vector3 =>
      directionOf([0.2 * Math.cos(i), 0.2 * Math.sin(i), i % 2 ? 1 : -1]).map(
        (one) => 9.81 * one,
      ) as unknown as Vector3,
  ],
  ['no movement at all', (): Vector3 => [0, 0, 9.81]],
  ['values that are no numbers', (): Vector3 => [Number.NaN, 0, 9.81]],
])('refused: %s', (_, reading) => {
  expect(judgeFit(Array.from({ length: 18 }, (__, i) => reading(i))).ok).toBe(false);
});

test('a pose that was moved while it was read is found and left out', () => {
  const random = seededRandom(SEED);
  const errors = errorsOf([
    [0.2, -0.1, 0.3],
    [0.01, -0.01, 0.005],
    [0.01, 0.002, -0.01],
  ]);
  const readings = ups.map(
    (up) => readingAt(errors, up).map((one) => one + 0.005 * random.gaussian()) as unknown as Vector3,
  );
  const spoiled = readings.map((u, i): Vector3 => (i === 7 ? [1.03 * u[0], 1.03 * u[1], 1.03 * u[2]] : u));
  const judged = judgeFit(spoiled);
  if (!judged.ok) throw new Error(JSON.stringify(judged.refusal));
  expect(judged.calibration.leftOut).toEqual([7]);
  expect(tiltErrorDeg(errors, judged.calibration.model)).toBeLessThan(0.08);
});

test('poses that all disagree are refused, with how much', () => {
  const random = seededRandom(SEED);
  const readings = ups.map((up) => up.map((one) => one * 9.81 + 0.2 * random.gaussian()) as unknown as Vector3);
  expect(judgeFit(readings)).toMatchObject({ ok: false, refusal: { reason: 'poses-disagree' } });
});

test('what no working sensor has is refused', () => {
  const errors = errorsOf([
    [3, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(judgeFit(ups.map((up) => readingAt(errors, up)))).toMatchObject({
    ok: false,
    refusal: { reason: 'implausible' },
  });
});

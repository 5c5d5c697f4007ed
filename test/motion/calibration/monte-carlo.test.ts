import { expect, test } from 'vitest';
import { directionOf, FLAWLESS, type Vector3 } from '../../../host/motion/calibration/accelerometer-model.ts';
import { judgeFit } from '../../../host/motion/calibration/judged-fit.ts';
import { POSE_DIRECTIONS } from '../../../host/motion/calibration/pose-directions.ts';
import { isComplete } from '../../../host/motion/calibration/sensor-course.ts';
import { radToDeg, STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import { drawUncalibratedErrors } from '../../../sim/body/imu.ts';
import { type Random, seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { quantile, readingAt, runCourse, tiltErrorDeg, turnedSensor } from './turned-sensor.ts';

const NOISE_MS2 = 0.001 * STANDARD_GRAVITY_MS2;
const SENSORS = 400;

/** Sides and edges, each off by what a hand is off. */
const loosely = (random: Random): Vector3[] =>
  POSE_DIRECTIONS.map(({ direction: [x, y, z] }) => {
    const off = () => 0.1 * random.gaussian();
    return directionOf([x + off(), y + off(), z + off()]);
  });

test('25 mg, 1 % and 1 % across axes, read with 1 mg of noise in 18 poses: median and 95 % of the tilt errors that are left', () => {
  const random = seededRandom(SEED);
  const [before, after, expected]: number[][] = [[], [], []];
  for (let i = 0; i < SENSORS; i++) {
    const errors = drawUncalibratedErrors(random);
    const noisy = ([x, y, z]: Vector3): Vector3 => [
      x + NOISE_MS2 * random.gaussian(),
      y + NOISE_MS2 * random.gaussian(),
      z + NOISE_MS2 * random.gaussian(),
    ];
    const judged = judgeFit(loosely(random).map((up) => noisy(readingAt(errors, up))));
    if (!judged.ok) throw new Error(`sensor ${i}: ${JSON.stringify(judged.refusal)}`);
    before!.push(tiltErrorDeg(errors, FLAWLESS));
    after!.push(tiltErrorDeg(errors, judged.calibration.model));
    expected!.push(radToDeg(judged.calibration.tiltErrorRad.after));
  }
  const told = [before!, after!, expected!].map(
    (all) => `${quantile(all, 0.5).toFixed(3)} (${quantile(all, 0.95).toFixed(3)})`,
  );
  console.log(
    `seed ${SEED}, ${SENSORS} sensors, tilt error deg, median (95 %): before ${told[0]}, after ${told[1]}, expected ${told[2]}`,
  );
  expect(quantile(before!, 0.5)).toBeGreaterThan(1.5);
  expect(quantile(after!, 0.5)).toBeLessThanOrEqual(0.08);
  expect(quantile(after!, 0.95)).toBeLessThanOrEqual(0.085);
  // What is expected is what comes.
  expect(quantile(expected!, 0.5) / quantile(after!, 0.5)).toBeGreaterThan(0.8);
  expect(quantile(expected!, 0.5) / quantile(after!, 0.5)).toBeLessThan(1.4);
});

test('from counts, turned by a hand: rest of 5 s gives the bias, 18 poses the accelerometer', () => {
  const [tilt, bias]: number[][] = [[], []];
  for (let i = 0; i < 30; i++) {
    const sensor = turnedSensor(seededRandom(SEED).fork(`sensor ${i}`));
    const { course } = runCourse(sensor.blocks(120), undefined, isComplete);
    if (!course.fit?.ok || !course.rate) throw new Error(`sensor ${i}: ${JSON.stringify(course.fit)}`);
    tilt!.push(tiltErrorDeg(sensor.errors, course.fit.calibration.model));
    course.rate.biasRadS.forEach((found, k) => {
      bias!.push(Math.abs(radToDeg(found - sensor.errors.gyroBiasRadS[k]!)));
    });
    expect(course.rate.restS).toBe(5);
  }
  const rms = Math.hypot(...bias!) / Math.sqrt(bias!.length);
  console.log(
    `seed ${SEED}: tilt ${quantile(tilt!, 0.5).toFixed(3)} deg (95 % ${quantile(tilt!, 0.95).toFixed(3)}); bias after 5 s of rest, an axis: rms ${rms.toFixed(4)}, median ${quantile(bias!, 0.5).toFixed(4)}, 95 % ${quantile(bias!, 0.95).toFixed(4)} deg/s`,
  );
  expect(quantile(tilt!, 0.5)).toBeLessThanOrEqual(0.08);
  expect(rms).toBeLessThanOrEqual(0.005);
});

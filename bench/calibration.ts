import { correctionOf } from '../host/intake/calibration.ts';
import { putCounts } from '../host/intake/sample-block.ts';
import {
  type AccelerometerModel,
  directionOf,
  FLAWLESS,
  type Vector3,
} from '../host/motion/calibration/accelerometer-model.ts';
import { judgeFit } from '../host/motion/calibration/judged-fit.ts';
import { POSE_DIRECTIONS } from '../host/motion/calibration/pose-directions.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../protocol/motion-configuration.ts';
import { STANDARD_GRAVITY_MS2 } from '../protocol/units.ts';
import { drawUncalibratedErrors } from '../sim/body/imu.ts';
import { type Random, seededRandom } from '../sim/random.ts';
import { emptyBlock, quantile, readingAt, tiltErrorDeg } from '../test/motion/calibration/turned-sensor.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

const SEED = 1;
const SENSORS = 400;
const NOISE_MS2 = 0.001 * STANDARD_GRAVITY_MS2;
const SIDES = POSE_DIRECTIONS.slice(0, 6).map(({ direction }) => direction);

/** Sensors with 25 mg, 1 % and 1 % across axes, 1 mg of noise a pose; every method has the same sensors. */
export function calibrationRows(): BenchRow[] {
  const random = seededRandom(SEED);
  const [none, six, ours]: number[][] = [[], [], []];
  for (let i = 0; i < SENSORS; i++) {
    const errors = drawUncalibratedErrors(random);
    const read = (up: Vector3): Vector3 => noisy(readingAt(errors, up), random);
    const fit = judgeFit(POSE_DIRECTIONS.map(({ direction }) => read(carelessly(direction, 0.1, random))));
    none!.push(tiltErrorDeg(errors, FLAWLESS));
    six!.push(tiltErrorDeg(errors, sixPositions(SIDES.map((side) => read(carelessly(side, 0.025, random))))));
    ours!.push(fit.ok ? tiltErrorDeg(errors, fit.calibration.model) : Number.POSITIVE_INFINITY);
  }
  const figure = quantile(ours!, 0.5);
  const row = { figure, unit: 'deg, median' };
  const worst = `95 %: ours ${quantile(ours!, 0.95).toFixed(3)}, six positions ${quantile(six!, 0.95).toFixed(2)}, none ${quantile(none!, 0.95).toFixed(2)}; seed ${SEED}, ${SENSORS} sensors`;
  return [
    lessIsBetter(
      { name: 'tilt error after 18 poses', ...row, peer: 'none', peerFigure: quantile(none!, 0.5), note: worst },
      { figureAtMost: 0.08 },
    ),
    lessIsBetter(
      {
        name: 'tilt error after 18 poses',
        ...row,
        peer: 'six positions put by hand (1.4 deg an axis), offset and gain',
        peerFigure: quantile(six!, 0.5),
      },
      { figureAtMost: 0.08 },
    ),
    costRow(),
  ];
}

const noisy = (v: Vector3, random: Random): Vector3 => [
  v[0] + NOISE_MS2 * random.gaussian(),
  v[1] + NOISE_MS2 * random.gaussian(),
  v[2] + NOISE_MS2 * random.gaussian(),
];

function carelessly(up: Vector3, rad: number, random: Random): Vector3 {
  return directionOf([
    up[0] + rad * random.gaussian(),
    up[1] + rad * random.gaussian(),
    up[2] + rad * random.gaussian(),
  ]);
}

/** The usual way: each axis up and down; half the sum is its offset, half the difference its gain. In the order of `SIDES`. */
function sixPositions([zUp, zDown, xUp, xDown, yUp, yDown]: readonly Vector3[]): AccelerometerModel {
  const offset = (up: number, down: number): number => (up + down) / 2;
  const gain = (up: number, down: number): number => (2 * STANDARD_GRAVITY_MS2) / (up - down);
  return {
    offsetMs2: [offset(xUp![0], xDown![0]), offset(yUp![1], yDown![1]), offset(zUp![2], zDown![2])],
    matrix: [gain(xUp![0], xDown![0]), 0, 0, gain(yUp![1], yDown![1]), 0, gain(zUp![2], zDown![2])],
  };
}

const FRAMES = 40_000;
const SAMPLES = 19;

function costRow(): BenchRow {
  const raw = Int16Array.from({ length: 6 * SAMPLES }, (_, i) => 97 * i - 3000);
  const block = emptyBlock(SAMPLES);
  const correction = correctionOf({ madeAtS: 0, gyro: { biasRadS: [0.001, 0.002, 0.003], sigmaRadS: 0 } });
  const put = (one: typeof correction) => () => {
    for (let i = 0; i < FRAMES; i++) putCounts(block, 0, raw, DEFAULT_MOTION_CONFIGURATION, one);
  };
  const { oursNs, peerNs } = compareNs(FRAMES * SAMPLES, put(correction), put(undefined));
  return lessIsBetter({
    name: 'counts to SI, calibrated',
    figure: oursNs,
    unit: 'ns CPU a sample',
    peer: 'without a calibration',
    peerFigure: peerNs,
  });
}

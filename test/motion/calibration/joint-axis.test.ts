import { expect, test } from 'vitest';
import { angleBetween, type Vector3 } from '../../../host/motion/calibration/accelerometer-model.ts';
import { automaticAxis, functionalAxis, turnedAxis } from '../../../host/motion/calibration/joint-axis.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { radToDeg } from '../../../protocol/units.ts';
import { type HingeTrial, simulateHinge } from '../../../sim/body/hinge.ts';
import { SEED } from '../../seeded.ts';
import { swinging } from './swinging-sensor.ts';
import { emptyBlock, quantile } from './turned-sensor.ts';

const sideOf = ({ tS, count }: HingeTrial, samples: HingeTrial['proximal']): SampleBlock => ({
  ...emptyBlock(0),
  count,
  tMs: tS.map((t) => 1000 * t),
  ...samples,
  filled: new Uint8Array(count),
});

/** Either way round, both sides alike. */
function errorDeg(axes: readonly number[], proximal: Vector3, distal: Vector3): number {
  const truth = (from: number): Vector3 => [axes[from]!, axes[from + 1]!, axes[from + 2]!];
  const turned = ([x, y, z]: Vector3): Vector3 => [-x, -y, -z];
  const off = (flip: (v: Vector3) => Vector3) =>
    Math.max(angleBetween(flip(proximal), truth(0)), angleBetween(flip(distal), truth(3)));
  return radToDeg(
    Math.min(
      off((v) => v),
      off(turned),
    ),
  );
}

test('automatic: however the joint is moved about, on soft tissue', () => {
  const errors = Array.from({ length: 6 }, (_, i) => {
    const trial = simulateHinge(SEED + i, { durationS: 40, rateHz: 100 });
    const judged = automaticAxis(
      { block: sideOf(trial, trial.proximal), rateHz: 100 },
      { block: sideOf(trial, trial.distal), rateHz: 100 },
    );
    if (!judged.ok) throw new Error(JSON.stringify(judged.refusal));
    expect(judged.found.qualityPercent).toBeGreaterThan(50);
    return errorDeg(trial.axes, judged.found.proximal, judged.found.distal);
  });
  console.log(`seed ${SEED}: axis found automatically off by ${errors.map((one) => one.toFixed(1)).join(', ')} deg`);
  expect(quantile(errors, 0.5)).toBeLessThan(4);
});

const [TILTED, OTHER]: readonly [Vector3, Vector3] = [
  [0.6, 0, 0.8],
  [0, -0.8, 0.6],
];

test('functional: each sensor from a movement about the axis alone, pointing the same way', () => {
  const [proximal, distal] = [swinging(TILTED, 0.02), swinging([-OTHER[0], -OTHER[1], -OTHER[2]], 0.02)];
  const [one, other] = [turnedAxis(proximal), turnedAxis(distal)];
  if (!one.ok || !other.ok) throw new Error('not found');
  const found = functionalAxis(one.found, other.found, { proximal, distal });
  expect(errorDeg([...TILTED, -OTHER[0], -OTHER[1], -OTHER[2]], found.proximal, found.distal)).toBeLessThan(2);
  expect(found).toMatchObject({ method: 'functional' });
  expect(found.qualityPercent).toBeGreaterThan(90);
});

test('a movement about more than one axis shows none', () => {
  expect(turnedAxis(swinging(TILTED, 0.5))).toMatchObject({ ok: false, refusal: { reason: 'no-hinge' } });
});

test('hardly a movement shows none', () => {
  expect(turnedAxis(swinging(TILTED, 0.02, 2))).toMatchObject({ ok: false, refusal: { reason: 'not-turned' } });
});

test('two sensors that turn independently of each other are no hinge', () => {
  const [a, b] = [SEED, SEED + 99].map((seed) => simulateHinge(seed, { durationS: 40, rateHz: 100 }));
  const judged = automaticAxis(
    { block: sideOf(a!, a!.proximal), rateHz: 100 },
    { block: sideOf(b!, b!.distal), rateHz: 100 },
  );
  expect(judged).toMatchObject({ ok: false, refusal: { reason: 'no-hinge' } });
});

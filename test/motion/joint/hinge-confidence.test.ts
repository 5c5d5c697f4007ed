import { describe, expect, it } from 'vitest';
import { type HingeTrial, type SensorSamples, simulateHinge } from '../../../sim/body/hinge.ts';
import { blocksOf, causalAngles, offlineAngles, rmseDeg } from './hinge-run.ts';

const RATE_HZ = 50;
const trial = simulateHinge(4, { durationS: 40, rateHz: RATE_HZ });

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Blocks without the samples between two times, ms, of one of the sensors. */
function withHole(given: HingeTrial, sensor: 'thigh' | 'shank', fromMs: number, toMs: number) {
  return blocksOf(given, () => 1).filter(
    ({ sensor: own, tMs }) => own !== sensor || tMs[0]! < fromMs || tMs[0]! >= toMs,
  );
}

describe('missing samples', () => {
  it.each(['thigh', 'shank'] as const)('of the %s lower the confidence, and the angle comes back', (sensor) => {
    const whole = causalAngles(trial, trial.axes);
    const run = causalAngles(trial, trial.axes, withHole(trial, sensor, 20_000, 20_150));
    const at = (curve: typeof run, ms: number) => curve.tMs.findIndex((t) => t >= ms);
    expect(run.confidence[at(run, 20_170)]!).toBeLessThan(0.8 * whole.confidence[at(whole, 20_170)]!);
    expect(rmseDeg(trial, run)).toBeLessThan(rmseDeg(trial, whole) + 1.5);
    const late = Math.abs(run.angleDeg[at(run, 35_000)]! - whole.angleDeg[at(whole, 35_000)]!);
    expect(late).toBeLessThan(3);
  });

  it('for two seconds do not lose a turn', () => {
    const run = causalAngles(trial, trial.axes, withHole(trial, 'shank', 20_000, 22_000));
    const whole = causalAngles(trial, trial.axes);
    expect(Math.abs(run.angleDeg.at(-1)! - whole.angleDeg.at(-1)!)).toBeLessThan(5);
  });
});

describe('an axis that cannot be known', () => {
  const still = (given: HingeTrial): HingeTrial => {
    const first = (values: Float64Array) => Float64Array.from(values, (_, i) => values[i % 30]!);
    const rest = ({ gyroRadS, accMs2 }: SensorSamples) => ({ gyroRadS: first(gyroRadS), accMs2: first(accMs2) });
    return { ...given, proximal: rest(given.proximal), distal: rest(given.distal) };
  };

  it('has confidence 0 where nothing moves', () => {
    const { angleDeg, confidence } = causalAngles(still(trial));
    expect(Math.max(...confidence)).toBe(0);
    expect(Math.max(...angleDeg.map(Math.abs))).toBe(0);
  });

  it('has little confidence where the joint is stiff, and much where it is a hinge', () => {
    const stiff = { ...trial, distal: trial.proximal };
    expect(mean(offlineAngles(stiff).confidence)).toBeLessThan(0.3);
    expect(mean(offlineAngles(trial).confidence)).toBeGreaterThan(0.7);
  });

  it('has little confidence where the sensors have no hinge in common', () => {
    const other = simulateHinge(5, { durationS: 40, rateHz: RATE_HZ });
    const strangers = { ...trial, distal: other.distal };
    expect(mean(offlineAngles(strangers).confidence)).toBeLessThan(0.4);
  });
});

describe('a heading that cannot be known', () => {
  it('lowers the confidence while the axis stands upright', () => {
    // Both sensors turn about the vertical, which is the axis given: gravity sees nothing of it.
    const count = 30 * RATE_HZ;
    const spun = (speed: (tS: number) => number): SensorSamples => ({
      gyroRadS: Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 2 ? speed(i / 3 / RATE_HZ) : 0)),
      accMs2: Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 2 ? 9.81 : 0)),
    });
    const upright: HingeTrial = {
      ...trial,
      count,
      tS: Float64Array.from({ length: count }, (_, i) => i / RATE_HZ),
      proximal: spun(() => 0),
      distal: spun((tS) => Math.sin(tS)),
    };
    const { confidence } = causalAngles(upright, [0, 0, 1, 0, 0, 1]);
    expect(Math.max(...confidence.slice(RATE_HZ))).toBeLessThan(0.1);
  });
});

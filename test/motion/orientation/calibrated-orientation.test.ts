import { describe, expect, it } from 'vitest';
import { estimatedOffset } from '../../../host/motion/orientation/attached-magnet.ts';
import { partOf } from '../../../host/motion/orientation/block-part.ts';
import {
  type CalibrationTuning,
  initialCalibrated,
  LIMBER,
  PAPER,
  stepCalibrated,
} from '../../../host/motion/orientation/calibrated-orientation.ts';
import { orientRecorded } from '../../../host/motion/orientation/recorded-orientation.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { pickSamples } from '../../../scripts/broad/lossy-link.ts';
import { angleBetweenDeg, RATE_HZ, type Tumbling, tumbling } from './tumbling-sensor.ts';

const run = (block: SampleBlock, tuning: CalibrationTuning, parts: readonly number[] = [block.count]) => {
  let state = initialCalibrated(RATE_HZ, tuning);
  const quaternions = new Float64Array(4 * block.count);
  for (let from = 0, n = 0; from < block.count; n++) {
    const to = Math.min(block.count, from + parts[n % parts.length]!);
    const [next, part] = stepCalibrated(structuredClone(state), partOf(block, from, to));
    state = next;
    quaternions.set(part, 4 * from);
    from = to;
  }
  return { state, quaternions };
};

/** Mean angle to the truth over the last half, degrees. */
const errorDeg = (quaternions: Float64Array, { truth, block }: Tumbling): number => {
  const half = block.count >> 1;
  let sum = 0;
  for (let i = half; i < block.count; i++) sum += angleBetweenDeg(quaternions, truth, i);
  return sum / (block.count - half);
};

describe('calibrated orientation', () => {
  it('gives the same, whatever the size of blocks, and from a state that was copied', () => {
    const { block } = tumbling({ seed: 1, durationS: 20 });
    const whole = run(block, LIMBER).quaternions;
    expect(run(block, LIMBER, [1, 7, 64, 19]).quaternions).toEqual(whole);
  });

  it('finds gains that are off, and orients better for it', () => {
    const gains = [0.008, -0.006, 0.01];
    const sensor = tumbling({ seed: 2, durationS: 120, gainErrors: gains });
    const { state, quaternions } = run(sensor.block, LIMBER);
    gains.forEach((gain, axis) => {
      expect(state.gains[axis]).toBeCloseTo(gain, 2.5);
    });
    expect(errorDeg(quaternions, sensor)).toBeLessThan(0.7 * errorDeg(run(sensor.block, PAPER).quaternions, sensor));
  });

  it('leaves gains alone where they are right', () => {
    const { state } = run(tumbling({ seed: 3, durationS: 120 }).block, LIMBER);
    for (const gain of state.gains) expect(Math.abs(gain)).toBeLessThan(0.001);
  });

  it('finds a magnet that is carried along, and its loss', () => {
    const sensor = tumbling({ seed: 4, durationS: 90, magnetUt: [12, -6, 9], magnetUntilS: 60 });
    const before = run(partOf(sensor.block, 0, 59 * RATE_HZ), LIMBER);
    expect(before.state.magnet.isAttached).toBe(true);
    [12, -6, 9].forEach((ut, axis) => {
      expect(estimatedOffset(before.state.magnet.kalman)[axis]).toBeCloseTo(ut, 0);
    });
    const after = run(sensor.block, LIMBER);
    expect(after.state.magnet.isAttached).toBe(false);
    expect(errorDeg(after.quaternions, sensor)).toBeLessThan(2);
  });

  it('sees no magnet in an uneven field', () => {
    const { state } = run(tumbling({ seed: 5, durationS: 90, unevenUt: 3 }).block, LIMBER);
    expect(state.magnet.isAttached).toBe(false);
  });
});

describe('orientation of a recording', () => {
  it('is nearer to the truth offline than causally', () => {
    const sensor = tumbling({ seed: 6, durationS: 90, gainErrors: [0.006, 0.006, -0.006], unevenUt: 2 });
    const causal = orientRecorded(sensor.block, RATE_HZ);
    const offline = orientRecorded(sensor.block, RATE_HZ, { isOffline: true });
    expect(errorDeg(offline, sensor)).toBeLessThan(errorDeg(causal, sensor));
  });

  it('keeps inclination through a hole of a minute, offline too', () => {
    const sensor = tumbling({ seed: 7, durationS: 60 });
    const { magUt: _, ...block } = sensor.block;
    const holed = { ...block, tMs: block.tMs.map((t, i) => (i < block.count / 2 ? t : t + 60_000)) };
    for (const isOffline of [false, true]) {
      const quaternions = orientRecorded(holed, RATE_HZ, { isOffline });
      const last = block.count - 1;
      expect(angleBetweenDeg(quaternions, sensor.truth, last, 'inclination')).toBeLessThan(1.5);
    }
  });

  it('has north again right behind a hole in which the sensor turned, and offline in front of it too', () => {
    const sensor = tumbling({ seed: 9, durationS: 60 });
    const { block, truth } = sensor;
    const kept = Array.from({ length: block.count }, (_, i) => i).filter((i) => i < 2500 || i >= 3000);
    for (const isOffline of [false, true]) {
      const quaternions = orientRecorded(pickSamples(block, kept), RATE_HZ, { isOffline });
      for (const i of [2400, 2600, 3500])
        expect(angleBetweenDeg(quaternions.subarray(4 * i), truth.subarray(4 * kept[i]!), 0)).toBeLessThan(2);
    }
  });

  it('gives finite quaternions for a saturated gyroscope, frozen times and a few samples', () => {
    const { block } = tumbling({ seed: 8, durationS: 10 });
    const saturated = { ...block, gyroRadS: block.gyroRadS.map((rate) => Math.max(-2, Math.min(2, rate))) };
    const frozen = { ...block, tMs: block.tMs.map((t, i) => (i > 300 && i < 320 ? block.tMs[300]! : t)) };
    for (const bad of [saturated, frozen, partOf(block, 0, 2)])
      for (const isOffline of [false, true])
        for (const value of orientRecorded(bad, RATE_HZ, { isOffline })) expect(Number.isFinite(value)).toBe(true);
  });
});

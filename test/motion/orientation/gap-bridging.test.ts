import { describe, expect, it } from 'vitest';
import { partOf } from '../../../host/motion/orientation/block-part.ts';
import { bridgeGaps } from '../../../host/motion/orientation/gap-bridging.ts';
import { orientRecorded } from '../../../host/motion/orientation/recorded-orientation.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { pickSamples } from '../../../scripts/broad/lossy-link.ts';
import { straightLines } from '../../../scripts/broad/straight-lines.ts';
import { angleBetweenDeg, RATE_HZ, tumbling } from './tumbling-sensor.ts';

const PERIOD_MS = 1000 / RATE_HZ;
const { block, truth } = tumbling({ seed: 11, durationS: 40 });
const all = Array.from({ length: block.count }, (_, i) => i);

/** Without the samples from 1000 up to 1000 + `lost`. */
const withGap = (lost: number): SampleBlock =>
  pickSamples(
    block,
    all.filter((i) => i < 1000 || i >= 1000 + lost),
  );

/** Largest error of the rates between the samples 995 and 1030, rad/s. */
const worst = (bridged: SampleBlock): number => {
  let largest = 0;
  for (let i = 3 * 995; i < 3 * 1030; i++)
    largest = Math.max(largest, Math.abs(bridged.gyroRadS[i]! - block.gyroRadS[i]!));
  return largest;
};

describe('gaps', () => {
  it("of single samples to half a second are bridged at the sensor's rate, marked, their magnetometer empty", () => {
    for (const lost of [1, 5, 12, 40]) {
      const { block: bridged, places } = bridgeGaps(withGap(lost), PERIOD_MS);
      expect(bridged.count).toBe(block.count);
      expect(bridged.tMs.every((t, i) => Math.abs(t - block.tMs[i]!) < 1e-6)).toBe(true);
      expect([places[999], places[1000]]).toEqual([999, 1000 + lost]);
      expect([...bridged.filled].reduce((sum, mark) => sum + mark, 0)).toBe(lost);
      expect([...bridged.magUt!.subarray(3000, 3000 + 3 * lost)]).toEqual(new Array(3 * lost).fill(0));
    }
  });

  it('follow the movement better than straight lines where they are short, and no worse where they are long', () => {
    expect(worst(bridgeGaps(withGap(5), PERIOD_MS).block)).toBeLessThan(
      0.5 * worst(straightLines(withGap(5), PERIOD_MS)),
    );
    expect(worst(bridgeGaps(withGap(30), PERIOD_MS).block)).toBeCloseTo(
      worst(straightLines(withGap(30), PERIOD_MS)),
      6,
    );
  });

  it('that somebody filled with straight lines are put in anew', () => {
    const lined = straightLines(withGap(5), PERIOD_MS);
    lined.filled.fill(1, 1000, 1005);
    const { block: bridged } = bridgeGaps(lined, PERIOD_MS);
    expect(bridged.count).toBe(block.count);
    expect(worst(bridged)).toBeLessThan(0.5 * worst(lined));
  });

  it('of seconds stay open', () => {
    expect(bridgeGaps(withGap(200), PERIOD_MS).block.count).toBe(block.count - 200);
  });

  it('at the beginning and the end of a recording have nothing to lean on, and nothing breaks', () => {
    const marked = { ...partOf(block, 0, 50), filled: new Uint8Array(50).fill(1, 0, 3).fill(1, 46) };
    expect(bridgeGaps(marked, PERIOD_MS).block.gyroRadS).toEqual(marked.gyroRadS);
  });

  it('cost a moving sensor little', () => {
    const kept = all.filter((i) => i % 100 < 95 || i < 600);
    const quaternions = orientRecorded(pickSamples(block, kept), RATE_HZ);
    let sum = 0;
    kept.forEach((place, i) => {
      if (place >= 2000) sum += angleBetweenDeg(quaternions.subarray(4 * i), truth.subarray(4 * place), 0) / 1900;
    });
    expect(sum).toBeLessThan(2);
  });
});

import { describe, expect, it } from 'vitest';
import { initialBandPair, stepBandPair } from '../../../host/motion/joint/band-pair.ts';
import { initialCorrectedHinge, stepCorrectedHinge } from '../../../host/motion/joint/corrected-hinge.ts';
import { offlineHinge } from '../../../host/motion/joint/offline-hinge.ts';
import { pairRecorded } from '../../../host/motion/joint/recorded-pair.ts';
import { joinBlocks } from '../../../host/motion/orientation/block-part.ts';
import { simulateHinge } from '../../../sim/body/hinge.ts';
import { knownKnee } from '../known-knee.ts';
import { interleave } from '../recording.ts';
import { blocksOf, rmseDeg } from './hinge-run.ts';

describe('two recordings of one joint', () => {
  it.each([
    [250, 40],
    [40, 250],
  ])('at %i and %i Hz, begun and ended at different times', (proximalHz, distalHz) => {
    const [first, second] = [proximalHz, distalHz].map((rateHz) => simulateHinge(8, { durationS: 40, rateHz }));
    const thigh = blocksOf(first!).filter(({ sensor, tMs }) => sensor === 'thigh' && tMs[0]! > 1_700);
    const shank = blocksOf(second!).filter(({ sensor, tMs }) => sensor === 'shank' && tMs[0]! < 37_000);
    let pair = initialBandPair([proximalHz, distalHz]);
    let hinge = initialCorrectedHinge(second!.axes);
    const run = { tMs: [] as number[], angleDeg: [] as number[] };
    for (const block of [...thigh, ...shank].sort((a, b) => a.tMs[0]! - b.tMs[0]!)) {
      const [nextPair, pairs] = stepBandPair(pair, block.sensor === 'thigh' ? 0 : 1, block);
      const [nextHinge, angles] = stepCorrectedHinge(hinge, pairs);
      [pair, hinge] = [nextPair, nextHinge];
      run.tMs.push(...angles.tMs);
      run.angleDeg.push(...angles.angleDeg);
    }
    expect(run.tMs[0]).toBeGreaterThan(1_600);
    expect(run.tMs.at(-1)).toBeLessThan(37_200);
    expect(rmseDeg(second!, run)).toBeLessThan(3);
  });
});

describe('a knee whose thigh keeps still', () => {
  it('shows its angle although its axis in the thigh is anybody’s guess', () => {
    const knee = knownKnee(3, { parts: ['rest', 'set'], partS: 6 });
    const blocks = interleave(knee.recordings);
    const band = (sensor: 'thigh' | 'shank') => ({
      block: joinBlocks(blocks.filter((block) => block.sensor === sensor)),
      rateHz: 104,
    });
    const { tMs, angleDeg } = offlineHinge(pairRecorded(band('thigh'), band('shank')));
    const worst = (sign: number): number =>
      tMs.reduce((most, t, i) => Math.max(most, Math.abs(sign * angleDeg[i]! - knee.travelDeg(t))), 0);
    expect(Math.min(worst(1), worst(-1))).toBeLessThan(3);
  });
});

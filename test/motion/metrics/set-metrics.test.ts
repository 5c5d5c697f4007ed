import { describe, expect, it } from 'vitest';
import { isKnown, measured, notKnown } from '../../../host/motion/metrics/measure.ts';
import type { RepMetrics } from '../../../host/motion/metrics/rep-metrics.ts';
import { setMetrics } from '../../../host/motion/metrics/set-metrics.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { exampleMetrics } from '../example-rep.ts';

const random = seededRandom(SEED);

/** Eight repetitions that lose range and speed and vary in tempo. */
function tiringSet(perRepDeg: number, tempoSd: number): RepMetrics[] {
  return Array.from({ length: 8 }, (_, i) => {
    const outS = 2 + tempoSd * random.gaussian();
    const metrics = exampleMetrics(80 + perRepDeg * i + 2 * random.gaussian(), { outS, holdS: 1, backS: 2 });
    return { ...metrics, peakSpeedDps: measured(75 + 2 * perRepDeg * i + 3 * random.gaussian(), 1) };
  });
}

describe('a set of repetitions', () => {
  it('shows how much it drifted, two standard deviations around the truth in about nineteen of twenty sets', () => {
    let [hits, total] = [0, 0];
    for (let n = 0; n < 600; n++) {
      const { romDriftDeg, speedDriftDps } = setMetrics(tiringSet(-1, 0.1));
      for (const [drift, truth] of [
        [romDriftDeg, -7],
        [speedDriftDps, -14],
      ] as const) {
        if (!isKnown(drift)) throw new Error(drift.reason);
        total++;
        if (Math.abs(drift.value - truth) < 2 * drift.sigma) hits++;
      }
    }
    console.info(`drift over a set: truth within two sigma in ${((100 * hits) / total).toFixed(1)} %`);
    expect(hits / total).toBeGreaterThan(0.92);
    expect(hits / total).toBeLessThan(0.98);
  });

  it('tells how unevenly it was paced, without what the measuring adds', () => {
    const values = Array.from({ length: 400 }, () => setMetrics(tiringSet(0, 0.4)).tempoVariationPct);
    const mean = values.reduce((sum, measure) => sum + (isKnown(measure) ? measure.value : 0), 0) / values.length;
    expect(mean).toBeGreaterThan(7);
    expect(mean).toBeLessThan(9);
    const even = setMetrics(Array.from({ length: 6 }, () => exampleMetrics(80, { outS: 2, holdS: 1, backS: 2 })));
    expect(even.tempoVariationPct).toMatchObject({ value: 0 });
  });

  it('says nothing of three repetitions, and leaves out what is not known', () => {
    const reps = tiringSet(-1, 0.1);
    expect(setMetrics(reps.slice(0, 3)).romDriftDeg).toEqual({ value: null, reason: 'too-short' });
    const gappy = reps.map((rep, i) => (i % 2 ? { ...rep, smoothness: notKnown('gaps') } : rep));
    expect(isKnown(setMetrics(gappy).smoothnessDrift)).toBe(true);
  });
});

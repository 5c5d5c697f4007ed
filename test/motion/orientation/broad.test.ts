import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMBER, PAPER } from '../../../host/motion/orientation/calibrated-orientation.ts';
import { orientRecorded } from '../../../host/motion/orientation/recorded-orientation.ts';
import { meanScore, scoreOrientation } from '../../../scripts/broad/score.ts';
import { type BroadTrial, readTrial, trialNames } from '../../../scripts/broad/trials.ts';
import { dataSet, readJson } from '../reference-data.ts';

const folder = dataSet('broad');
const trials = folder ? trialNames(folder).map((name) => readTrial(folder, name)) : [];

const scoreOf = (trial: BroadTrial, mode: '6d' | '9d', choice: Parameters<typeof orientRecorded>[2]) => {
  const { magUt, ...inertial } = trial.block;
  const block = mode === '9d' ? { ...inertial, magUt } : inertial;
  return scoreOrientation(orientRecorded(block, trial.rateHz, choice), trial, mode);
};

interface Published {
  /** What VQF's C++ reached, scored by broad_utils.py: total, heading, inclination; 6D with drift. */
  readonly reference_scores_deg: {
    readonly vqf_cpp_9d: readonly [number, number, number];
    readonly vqf_cpp_6d_heading_offset_removed: readonly [number, number, number, number];
  };
}

describe.skipIf(!folder)('BROAD', () => {
  it("scores the paper's VQF as the benchmark's own script does", { timeout: 60_000 }, () => {
    for (const trial of trials) {
      const { reference_scores_deg: published } = readJson<Published>(join(folder!, `${trial.name}.json`));
      const nine = scoreOf(trial, '9d', { tuning: PAPER });
      const six = scoreOf(trial, '6d', { tuning: PAPER });
      [nine.total, nine.heading, nine.inclination].forEach((score, k) => {
        expect(score).toBeCloseTo(published.vqf_cpp_9d[k]!, 2.5);
      });
      [six.total, six.heading, six.inclination, six.drift].forEach((score, k) => {
        expect(score).toBeCloseTo(published.vqf_cpp_6d_heading_offset_removed[k]!, 1.5);
      });
    }
  });

  it("is oriented better than by the paper's VQF, causally and offline", { timeout: 60_000 }, () => {
    const mean = (mode: '6d' | '9d', isOffline: boolean) =>
      meanScore(trials.map((trial) => scoreOf(trial, mode, { isOffline, tuning: LIMBER })));
    const [causal, six, offline] = [mean('9d', false), mean('6d', false), mean('9d', true)];
    console.info('BROAD, 8 trials:', { causal, six, offline });
    expect(causal.total).toBeLessThan(1.95);
    expect(causal.inclination).toBeLessThan(0.7);
    expect(six.inclination).toBeLessThan(0.7);
    expect(six.drift).toBeLessThan(3);
    expect(offline.total).toBeLessThan(1.25);
  });
});

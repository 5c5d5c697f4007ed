import { describe, expect, it } from 'vitest';
import { baselineOf, changeAgainst } from '../../../host/motion/metrics/baseline.ts';
import { type Random, seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';

/** A person whose sessions differ by 3 degrees and whose repetitions within a session by 4. */
function session(random: Random, reps: number, meanDeg = 70): number[] {
  const todayDeg = meanDeg + 3 * random.gaussian();
  return Array.from({ length: reps }, () => todayDeg + 4 * random.gaussian());
}
const verdicts = (people: number, earlier: number, changeDeg: number): string[] => {
  const random = seededRandom(SEED);
  return Array.from({ length: people }, () => {
    const baseline = baselineOf(Array.from({ length: earlier }, () => session(random, 16)))!;
    return changeAgainst(baseline, session(random, 16, 70 + changeDeg))!.verdict;
  });
};
const share = (all: readonly string[], verdict: string): number =>
  all.filter((one) => one === verdict).length / all.length;

describe('change against the own baseline', () => {
  it('calls nothing a change in about nineteen of twenty people who did not change', () => {
    for (const earlier of [3, 5, 8]) {
      const quiet = share(verdicts(1500, earlier, 0), 'within-noise');
      console.info(`no change, ${earlier} earlier sessions: within noise in ${(100 * quiet).toFixed(1)} %`);
      expect(quiet, `${earlier} sessions`).toBeGreaterThan(0.91);
      expect(quiet, `${earlier} sessions`).toBeLessThan(0.99);
    }
  });

  it('sees a change that is large against the own noise, and which way it went', () => {
    expect(share(verdicts(300, 6, 20), 'more')).toBeGreaterThan(0.95);
    expect(share(verdicts(300, 6, -20), 'less')).toBeGreaterThan(0.95);
  });

  it('is not carried away by one odd repetition or one odd session', () => {
    const random = seededRandom(SEED);
    const sessions = Array.from({ length: 5 }, () => session(random, 12));
    const plain = baselineOf(sessions)!;
    const odd = baselineOf([...sessions.slice(0, 4), [...sessions[4]!.slice(1), 300]])!;
    expect(Math.abs(odd.centre - plain.centre)).toBeLessThan(1);
    expect(odd.withinSd / plain.withinSd).toBeLessThan(1.3);
  });

  it('says nothing by too few earlier values, and nothing of no new ones', () => {
    expect(baselineOf([[70, 71], [69]])).toBeUndefined();
    expect(changeAgainst(baselineOf([[70, 71, 69, 70, 72]])!, [])).toBeUndefined();
  });

  it('has the smallest detectable change where both sides have as many values: 1.96 sqrt(2) SD / sqrt(n), nearly', () => {
    const band = changeAgainst({ centre: 0, withinSd: 4, betweenSd: 0, sessions: 1, values: 1e6 }, [1])!.band;
    expect(band).toBeCloseTo(1.96 * 4, 2);
    const alike = changeAgainst(
      { centre: 0, withinSd: 4, betweenSd: 0, sessions: 1, values: 400 },
      Array(400).fill(1),
    )!.band;
    // A median knows a quarter less than a mean.
    expect(alike / ((1.96 * Math.SQRT2 * 4) / 20)).toBeCloseTo(Math.sqrt((1 + Math.PI / 2) / 2), 1);
  });
});

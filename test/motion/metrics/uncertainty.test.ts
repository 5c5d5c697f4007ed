import { describe, expect, it } from 'vitest';
import { isKnown } from '../../../host/motion/metrics/measure.ts';
import type { MetricName } from '../../../host/motion/metrics/rep-metrics.ts';
import { sparc } from '../../../host/motion/metrics/sparc.ts';
import type { Rep } from '../../../host/motion/repetition/rep.ts';
import { followMovement } from '../follow.ts';
import { type KnownKnee, type KnownRep, knownKnee } from '../known-knee.ts';
import { interleave } from '../recording.ts';

/** Half of the people move by minimum jerk, the others are fastest earlier or later: nobody has to move like a formula. */
const PEOPLE = Array.from({ length: 12 }, (_, i) => ({ seed: i + 1, skew: i % 2 === 0 ? 0.3 : 0 }));
const RATE_HZ = 104;

function truthOf(knee: KnownKnee, rep: KnownRep): Partial<Record<MetricName, number>> {
  const speedDps = Array.from({ length: Math.round(rep.outS * RATE_HZ) + 1 }, (_, i) => {
    const tMs = rep.startMs + (1000 * i) / RATE_HZ;
    return (knee.travelDeg(tMs + 1) - knee.travelDeg(tMs - 1)) / 0.002;
  });
  let compensationDeg = 0;
  for (let tMs = rep.startMs; tMs <= rep.endMs; tMs += 20)
    compensationDeg = Math.max(compensationDeg, knee.thighTiltDeg(rep.startMs, tMs));
  return {
    romDeg: rep.romDeg,
    outS: rep.outS,
    holdS: rep.holdS,
    backS: rep.backS,
    peakSpeedDps: Math.max(...speedDps),
    smoothness: sparc(speedDps, RATE_HZ),
    holdUnsteadinessDeg: 0,
    compensationDeg,
  };
}

interface Told {
  readonly name: MetricName;
  readonly error: number;
  readonly sigma: number;
}

function toldBy(knee: KnownKnee, rep: Rep): Told[] {
  const truth = knee.reps.find(({ startMs }) => Math.abs(startMs - rep.startMs) < 1000);
  if (!truth) throw new Error(`no repetition at ${rep.startMs} ms`);
  return Object.entries(truthOf(knee, truth)).flatMap(([key, value]) => {
    const name = key as MetricName;
    const measure = rep.metrics[name];
    return isKnown(measure) ? [{ name, error: measure.value - value, sigma: measure.sigma }] : [];
  });
}

const told = PEOPLE.flatMap(({ seed, skew }) => {
  const knee = knownKnee(seed, { parts: ['rest', 'set', 'set'], partS: 4, skew });
  const { reps } = followMovement('knee-extension', interleave(knee.recordings));
  return reps.flatMap(({ rep }) => toldBy(knee, rep));
});

describe('the uncertainty that is told', () => {
  it.each([...new Set(told.map(({ name }) => name))])(
    'covers the truth of %s: about two thirds within one standard deviation, nineteen of twenty within two',
    (name) => {
      const own = told.filter((one) => one.name === name);
      const share = (sigmas: number) =>
        own.filter((one) => Math.abs(one.error) < sigmas * one.sigma).length / own.length;
      const rms = Math.sqrt(own.reduce((sum, { error }) => sum + error ** 2, 0) / own.length);
      const sigma = own.reduce((sum, one) => sum + one.sigma, 0) / own.length;
      const [one, two] = [share(1), share(2)];
      console.info(
        `${name.padEnd(20)} n ${own.length}  error rms ${rms.toFixed(4)}  sigma ${sigma.toFixed(4)}  within 1: ${(100 * one).toFixed(0)} %  within 2: ${(100 * two).toFixed(0)} %`,
      );
      expect(own.length).toBeGreaterThan(100);
      expect(one).toBeGreaterThan(0.6);
      expect(two).toBeGreaterThan(0.9);
      // Not by being told too large.
      expect(sigma).toBeLessThan(2.5 * rms);
    },
  );
});

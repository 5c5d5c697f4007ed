import { describe, expect, it } from 'vitest';
import { isKnown } from '../../../host/motion/metrics/measure.ts';
import { initialSwayLog, logSway, swayBetween, swayMeasures } from '../../../host/motion/metrics/sway-log.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { aboutAxis, rotate, type Vector } from '../../../sim/body/rotation.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';

const RATE_HZ = 104;
const HELD_S = 20;
/** Half a degree of tilt and more is nothing to the accelerometer but a constant. */
const worn = aboutAxis([0.3, 1, 0.2], 0.4);

/** Somebody who sways to the front by `apMs2` and to the side by `mlMs2` (amplitudes), band strapped on askew. */
function standing(apMs2: number, mlMs2: number, seed = SEED): SampleBlock[] {
  const random = seededRandom(seed);
  const noise = 0.0058 * Math.sqrt(RATE_HZ / 2);
  const blocks: SampleBlock[] = [];
  for (let from = 0; from < HELD_S * RATE_HZ; from += 20) {
    const tMs = Float64Array.from({ length: 20 }, (_, i) => (1000 * (from + i)) / RATE_HZ);
    const accMs2 = new Float64Array(60);
    for (const [i, t] of tMs.entries()) {
      const ap = apMs2 * Math.sin((2 * Math.PI * 0.5 * t) / 1000);
      const ml = mlMs2 * Math.sin((2 * Math.PI * 0.35 * t) / 1000 + 1);
      const force: Vector = rotate(worn, [9.81, ml, ap]);
      for (let k = 0; k < 3; k++) accMs2[3 * i + k] = force[k]! + noise * random.gaussian();
    }
    blocks.push({
      sensor: 'pelvis',
      count: 20,
      tMs,
      accMs2,
      gyroRadS: new Float64Array(60),
      filled: new Uint8Array(20),
    });
  }
  return blocks;
}

function measure(blocks: readonly SampleBlock[], fromMs = 0, toMs = HELD_S * 1000) {
  const log = initialSwayLog();
  for (const block of blocks) logSway(log, block);
  const sway = swayBetween(log, fromMs, toMs);
  return { sway, ...swayMeasures(sway, (toMs - fromMs) / 1000) };
}

describe('sway at the lower back', () => {
  it('is measured whichever way the band was strapped on, its noise taken off', () => {
    for (const [ap, ml] of [
      [0.12, 0.08],
      [0.05, 0.05],
      [0.02, 0.01],
    ] as const) {
      const { swayRmsMs2, swayJerk } = measure(standing(ap, ml));
      if (!isKnown(swayRmsMs2) || !isKnown(swayJerk)) throw new Error('not known');
      const rms = Math.sqrt((ap ** 2 + ml ** 2) / 2);
      expect(Math.abs(swayRmsMs2.value - rms)).toBeLessThan(0.004);
      const jerk = (((2 * Math.PI * 0.5 * ap) ** 2 + (2 * Math.PI * 0.35 * ml) ** 2) / 4) * HELD_S;
      expect(Math.abs(swayJerk.value - jerk)).toBeLessThan(0.08 * jerk + 2.5 * swayJerk.sigma);
    }
  });

  it('tells who sways more', () => {
    expect(measure(standing(0.1, 0.1)).sway!.pathMs2).toBeGreaterThan(measure(standing(0.05, 0.05)).sway!.pathMs2);
  });

  it('does not depend on how samples are cut into blocks', () => {
    const whole = standing(0.1, 0.05);
    const one = whole.flatMap((block) =>
      Array.from({ length: block.count }, (_, i) => ({
        ...block,
        count: 1,
        tMs: block.tMs.slice(i, i + 1),
        accMs2: block.accMs2.slice(3 * i, 3 * i + 3),
      })),
    );
    expect(measure(one)).toEqual(measure(whole));
  });

  it('is not known of a short hold, and not across a hole', () => {
    const blocks = standing(0.1, 0.1);
    expect(measure(blocks, 0, 4000)).toMatchObject({ sway: undefined, swayRmsMs2: { reason: 'too-short' } });
    const holed = blocks.filter(({ tMs }) => tMs[0]! < 8000 || tMs[0]! > 12_000);
    expect(measure(holed).sway).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { simulateHinge } from '../../sim/body/hinge.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

/** Root mean square of the length of the rows' difference. */
function apart(a: Float64Array, b: Float64Array): number {
  const sum = a.reduce((squares, value, i) => squares + (value - b[i]!) ** 2, 0);
  return Math.sqrt(sum / (a.length / 3));
}

describe('soft tissue', () => {
  it('sways like the foam it was measured on: gyroscopes 0.8 to 1.5 rad/s apart, on average', () => {
    const differences = SEEDS.flatMap((seed) => {
      const options = { durationS: 20, rateHz: 100 };
      const [soft, bone] = [simulateHinge(seed, options), simulateHinge(seed, { ...options, isRigid: true })];
      return [apart(soft.proximal.gyroRadS, bone.proximal.gyroRadS), apart(soft.distal.gyroRadS, bone.distal.gyroRadS)];
    });
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(1.5);
  });

  it('is the same world for the same seed', () => {
    const [one, other] = [1, 2].map(() => simulateHinge(9, { durationS: 3 }));
    expect(one).toEqual(other);
  });
});

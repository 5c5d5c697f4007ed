import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extendTrail,
  initialTrail,
  stretchOf,
  TRAIL,
  type Trail,
  turnTrail,
} from '../../../host/motion/metrics/trail.ts';
import { SEED } from '../../seeded.ts';

function record(trail: Trail, count: number, from = 0): void {
  for (let i = from; i < from + count; i++) {
    const to = extendTrail(trail);
    if (to < 0) continue;
    trail.rows[to + TRAIL.TIME] = 10 * i;
    trail.rows[to + TRAIL.ANGLE] = i;
    trail.rows[to + TRAIL.SPEED] = 100;
  }
}

describe('the trail of a movement', () => {
  it('gives back what happened between two times, as far as it reaches, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 0, max: 4000 }),
        (count, a, b) => {
          const trail = initialTrail(50, 2);
          record(trail, count);
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const kept = Array.from({ length: count }, (_, i) => i).slice(-100);
          const expected = kept.filter((i) => 10 * i >= from && 10 * i <= to);
          expect([...stretchOf(trail, from, to).angleDeg]).toEqual(expected);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('keeps about fifty samples a second, however many come', () => {
    const trail = initialTrail(104, 4);
    record(trail, 416);
    expect(stretchOf(trail, 0, 1e9).count).toBe(208);
    expect(trail.rows.length).toBe(initialTrail(52, 4).rows.length);
  });

  it('turns round with the joint', () => {
    const trail = initialTrail(50, 2);
    record(trail, 150);
    turnTrail(trail);
    const { angleDeg, speedDps } = stretchOf(trail, 1000, 1020);
    expect([...angleDeg]).toEqual([-100, -101, -102]);
    expect([...speedDps]).toEqual([-100, -100, -100]);
  });

  it('tells afterwards how a movement began before its axis was known', () => {
    const trail = initialTrail(50, 2);
    for (let i = 0; i < 50; i++) {
      const to = extendTrail(trail);
      trail.rows[to + TRAIL.TIME] = 20 * i;
      trail.rows[to + TRAIL.TURN] = 30;
      trail.rows[to + TRAIL.SPEED] = i < 20 ? 0 : 30;
      trail.rows[to + TRAIL.ANGLE] = i < 20 ? 0 : 0.6 * i;
    }
    const { angleDeg, speedDps } = stretchOf(trail, 0, 1e9);
    for (let i = 0; i < 50; i++) {
      expect(angleDeg[i]).toBeCloseTo(0.6 * i, 9);
      expect(speedDps[i]).toBe(30);
    }
  });
});

import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, msToZero } from './stim-bench.ts';

const BOUND_MS = 2500;

test('a host that falls silent: the band ramps down by itself within 2.5 s of the last lease', async () => {
  let worst = 0;
  for (let i = 0; i < 20; i++) {
    const band = await activeBand(SEED + i);
    band.command({ kind: 'LEASE', ttlMs: 2000 });
    worst = Math.max(worst, msToZero(band, 5000));
    band.clock.advanceBy(600);
    expect(band.frame()).toMatchObject({ state: 'LOCKOUT', stopReason: 'LEASE_LOST', currentUa: 0 });
  }
  console.log(`lease lost: worst of 20 seeds ${worst.toFixed(0)} ms`);
  expect(worst).toBeLessThanOrEqual(BOUND_MS);
});

test('a lost link counts for nothing: no lease, no output', async () => {
  const band = await activeBand(SEED);
  band.board.disconnect();
  expect(msToZero(band, 5000)).toBeLessThanOrEqual(BOUND_MS);
});

test('increases wait for a fresh lease', async () => {
  const band = await activeBand(SEED);
  band.command({ kind: 'SET', currentUa: 8000 });
  band.clock.advanceBy(1900);
  expect(band.board.output!.peakUa()).toBeLessThanOrEqual(8000);
});

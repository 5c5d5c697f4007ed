import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { killAtRandom } from './killing.ts';

const SPEEDS = [8, 4, 2];

/** `npm run kills` kills twenty times, and slower. */
test('a gateway killed while it stimulates, and again, loses no row that was stored and books no less than was delivered', async () => {
  let report = await killAtRandom({ seed: SEED, kills: 2, speed: SPEEDS[0]! });
  for (const speed of SPEEDS.slice(1)) {
    // A machine that lets a process wait has its stimulation ended before anybody can kill it.
    if (report.whileFlowing > 0) break;
    expect(report.flaws).toEqual([]);
    report = await killAtRandom({ seed: SEED, kills: 2, speed });
  }
  const { whileFlowing, delivered, booked, flaws } = report;
  expect(flaws).toEqual([]);
  expect(whileFlowing).toBeGreaterThan(0);
  expect(delivered.pulses).toBeGreaterThan(0);
  expect(booked.pulses).toBeGreaterThanOrEqual(delivered.pulses);
}, 400_000);

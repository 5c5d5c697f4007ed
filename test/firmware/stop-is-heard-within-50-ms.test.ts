import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, msToZero, type StimBench } from './stim-bench.ts';

const SEEDS = 60;
const BOUND_MS = 50;

/** The worst of many seeds, each at another moment of the band's own work and of garbage collection. */
async function worstMs(stop: (band: StimBench) => void): Promise<number> {
  let worst = 0;
  for (let i = 0; i < SEEDS; i++) {
    const band = await activeBand(SEED + i);
    band.keepAlive(500);
    band.command({ kind: 'LEASE', ttlMs: 2000 });
    band.clock.advanceBy((i * 137) % 250);
    stop(band);
    worst = Math.max(worst, msToZero(band, 1000));
  }
  return worst;
}

test('a STOP of the host', async () => {
  const worst = await worstMs((band) => band.command({ kind: 'STOP' }, { plain: true }));
  console.log(`STOP over the air: worst of ${SEEDS} seeds ${worst.toFixed(1)} ms after it reached the band`);
  expect(worst).toBeLessThanOrEqual(BOUND_MS);
});

test('the button, where its own line to the output stage is broken', async () => {
  const worst = await worstMs((band) => {
    band.board.faults.frontEnd!.stopLineBroken = true;
    band.board.pressButton();
  });
  console.log(`button: worst of ${SEEDS} seeds ${worst.toFixed(1)} ms after it went down`);
  expect(worst).toBeLessThanOrEqual(BOUND_MS);
});

test('a STOP in the middle of a flood of other messages', async () => {
  const band = await activeBand(SEED);
  const garbage = band.seal({ kind: 'SET', currentUa: 9000 }, 5000);
  garbage[garbage.length - 1]! ^= 1;
  for (let i = 0; i < 40; i++) {
    band.writeMessage(garbage);
    band.clock.advanceBy(10);
  }
  band.command({ kind: 'STOP' }, { plain: true });
  expect(msToZero(band, 1000)).toBeLessThanOrEqual(100);
});

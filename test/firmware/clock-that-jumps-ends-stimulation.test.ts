import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, msToZero, type StimBench } from './stim-bench.ts';

const SEEDS = 20;

async function worstMs(jumpS: number): Promise<{ worst: number; bands: StimBench[] }> {
  let worst = 0;
  const bands: StimBench[] = [];
  for (let i = 0; i < SEEDS; i++) {
    const band = await activeBand(SEED + i);
    band.clock.advanceBy((i * 37) % 250);
    band.board.faults.jumpClock(jumpS);
    worst = Math.max(worst, msToZero(band, 5000));
    bands.push(band);
  }
  console.log(`device clock ${jumpS} s: worst of ${SEEDS} seeds ${worst} ms`);
  return { worst, bands };
}

test('F7 an hour forward: the lease is over at once', async () => {
  expect((await worstMs(3600)).worst).toBeLessThanOrEqual(200);
});

test('F7 an hour back: the output dies without kicks, the watchdog resets the band', async () => {
  const { worst, bands } = await worstMs(-3600);
  expect(worst).toBeLessThanOrEqual(250);
  for (const band of bands) {
    band.clock.advanceBy(1500);
    expect(band.board.resets.at(-1)!.cause).toBe('watchdog');
    expect(band.board.currentUa()).toBe(0);
  }
});

test('F7 ticks that wrap change nothing', async () => {
  const band = await activeBand(SEED);
  const wrapS = 2 ** 32 / 1e6;
  band.command({ kind: 'STOP' }, { plain: true });
  band.clock.advanceBy(600);
  band.board.faults.jumpClock(wrapS - band.clock.nowMs() / 1000 - 2);
  band.clock.advanceBy(4000);
  expect(band.frame()).toMatchObject({ fault: '', currentUa: 0 });
  expect(band.frame().ticks).toBeLessThan(10e6);
  expect(band.board.resets).toHaveLength(1);
});

import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { PRESCRIBED, type StimBench, stimBand } from './stim-bench.ts';

const SEEDS = 12;

/** ARM, button, lease, START; nothing flows yet. */
async function startedBand(seed: number): Promise<StimBench> {
  const band = await stimBand(seed);
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  band.board.pressButton();
  band.clock.advanceBy(400 + ((seed * 37) % 250));
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.clock.advanceBy(300);
  band.command({ kind: 'START', currentUa: 6000 });
  return band;
}

function advanceToOutput(band: StimBench): void {
  const untilMs = band.clock.nowMs() + 2000;
  while (band.board.currentUa() === 0 && band.clock.nowMs() < untilMs) band.clock.advanceBy(0.5);
  expect(band.board.currentUa()).toBeGreaterThan(0);
}

test('F4: the battery pulled with the first microampere, again and again: each time a session is booked and a rest begins', async () => {
  for (let i = 0; i < SEEDS; i++) {
    const band = await startedBand(SEED + i);
    advanceToOutput(band);
    band.board.reboot('power');
    band.clock.advanceBy(1000);
    band.board.connect();
    band.clock.advanceBy(1500);
    const { state, stopReason, session, restLeftMs, dayMs } = band.frame();
    expect({ state, stopReason, session }).toEqual({ state: 'LOCKOUT', stopReason: 'REBOOT', session: 1 });
    expect(restLeftMs).toBeGreaterThan(5000);
    expect(dayMs).toBeGreaterThanOrEqual(10_000);
  }
});

test('F28: where flash does not take the START, nothing flows at all', async () => {
  const band = await stimBand(SEED);
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  band.board.pressButton();
  band.clock.advanceBy(400);
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.clock.advanceBy(300);
  band.flash.failWrites(true);
  band.command({ kind: 'START', currentUa: 6000 });
  band.keepAlive(3000);
  expect(band.board.output!.peakUa()).toBe(0);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'MEMORY' });
});

import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, msToZero, PRESCRIBED, type StimBench } from './stim-bench.ts';

/** The interpreter is gone, a phase sticks, the hardware cuts it; the watchdog then takes ENABLE, and with it the latches, away. */
async function stuckWhileStalled(seed: number): Promise<StimBench> {
  const band = await activeBand(seed);
  band.clock.advanceBy((seed * 37) % 250);
  band.board.faults.stall(60_000);
  band.clock.advanceBy(30);
  band.board.faults.frontEnd!.stuckOnUa = 30_000;
  band.clock.advanceBy(5);
  // It shows only while it lasts: when the band is back, all is as it should be.
  band.board.faults.frontEnd!.stuckOnUa = 0;
  band.clock.runUntil(() => band.board.resets.length > 1, band.clock.nowMs() + 5000);
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(1000);
  return band;
}

test('F20 a band that was reset meanwhile says STUCK_PHASE, for service only', async () => {
  for (let i = 0; i < 10; i++) {
    const band = await stuckWhileStalled(SEED + i);
    expect(band.board.resets.at(-1)!.cause).toBe('watchdog');
    expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'STUCK_PHASE', currentUa: 0, boot: 2 });
    band.command({ kind: 'ACK_FAULT', fault: 'STUCK_PHASE' });
    band.clock.advanceBy(500);
    expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'SERVICE_ONLY' });
  }
});

test('F20 a second reset, and an account that was erased, forget nothing: the output stage keeps it', async () => {
  const band = await stuckWhileStalled(SEED);
  band.flash.erase('session.a');
  band.flash.erase('session.b');
  band.board.faults.brownOut(300);
  band.clock.advanceBy(2000);
  band.board.connect();
  band.clock.advanceBy(1000);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'STUCK_PHASE' });
});

test('F20 a disturbed read of the kept latches locks no band', async () => {
  for (let i = 0; i < 40; i++) {
    const band = await activeBand(SEED + i);
    band.board.faults.frontEnd!.busNoise = 0.03;
    band.board.faults.brownOut(100);
    band.clock.advanceBy(1000);
    band.board.faults.frontEnd!.busNoise = 0;
    band.board.connect();
    band.clock.advanceBy(1000);
    expect(band.frame().state).not.toBe('FAULT');
  }
});

test('F18 over-current that was latched just before a STOP, and that nobody had read, is found by the next ARM', async () => {
  let unread = 0;
  for (let i = 0; i < 12; i++) {
    const band = await activeBand(SEED + i);
    band.clock.advanceBy(i * 9);
    band.board.faults.frontEnd!.gain = 2;
    msToZero(band, 100);
    band.command({ kind: 'STOP' }, { plain: true });
    band.board.faults.frontEnd!.gain = 1;
    band.clock.advanceBy(40_000);
    if (band.frame().state === 'IDLE') unread++;
    band.command(PRESCRIBED);
    band.clock.advanceBy(1000);
    expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'OVER_CURRENT' });
  }
  expect(unread).toBeGreaterThan(0);
});

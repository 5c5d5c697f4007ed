import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { PRESCRIBED, type StimBench, stimBand } from './stim-bench.ts';

/** Armed and confirmed: one START away from output. */
async function confirmedBand(seed: number): Promise<StimBench> {
  const band = await stimBand(seed);
  band.command(PRESCRIBED);
  band.clock.advanceBy(800);
  band.board.pressButton();
  band.clock.advanceBy(1500);
  expect(band.frame()).toMatchObject({ state: 'ARMED', confirmed: true });
  return band;
}

/** What a hostile gateway does between two taps that are meant to stop. */
function armAndStart(band: StimBench): void {
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.clock.advanceBy(300);
  band.command({ kind: 'START', currentUa: 6000 });
  band.clock.advanceBy(1500);
}

test.each([150, 250, 400])(
  'F33: who taps twice to cancel, %i ms apart, confirms nothing that was armed in between',
  async (apartMs) => {
    for (let i = 0; i < 5; i++) {
      const band = await confirmedBand(SEED + i);
      band.board.pressButton();
      band.clock.advanceBy(15);
      band.command(PRESCRIBED);
      band.clock.advanceBy(apartMs - 15);
      band.board.pressButton();
      band.clock.advanceBy(100);
      armAndStart(band);
      expect(band.board.output!.peakUa()).toBe(0);
      expect(band.frame()).toMatchObject({ confirmed: false });
    }
  },
);

test('a press that stands alone confirms', async () => {
  const band = await confirmedBand(SEED);
  band.board.pressButton();
  band.clock.advanceBy(100);
  expect(band.frame().state).toBe('ARMED');
  band.clock.advanceBy(600);
  expect(band.frame().state).toBe('IDLE');
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  band.board.pressButton();
  band.clock.advanceBy(300);
  armAndStart(band);
  expect(band.board.output!.peakUa()).toBeGreaterThan(0);
});

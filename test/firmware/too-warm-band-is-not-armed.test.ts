import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { ACTIVE_UA, PRESCRIBED, type StimBench, stimBand } from './stim-bench.ts';

const warm = {
  'its board': (band: StimBench) => {
    band.board.faults.power.temperatureC = 70;
  },
  'its pads': (band: StimBench) => {
    band.board.faults.frontEnd!.temperatureC = 42;
  },
};

test.each(Object.entries(warm))(
  'F27: with %s too warm it is disarmed before anything can be confirmed',
  async (_, warmUp) => {
    const band = await stimBand(SEED);
    warmUp(band);
    band.command(PRESCRIBED);
    band.clock.advanceBy(700);
    expect(band.frame()).toMatchObject({ state: 'IDLE', stopReason: 'OVER_TEMPERATURE' });
    band.board.pressButton();
    band.clock.advanceBy(400);
    band.command({ kind: 'LEASE', ttlMs: 2000 });
    band.clock.advanceBy(300);
    band.command({ kind: 'START', currentUa: ACTIVE_UA });
    band.clock.advanceBy(700);
    expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'WRONG_STATE' });
    expect(band.board.currentUa()).toBe(0);
  },
);

test('F27: one that cooled down is armed as ever', async () => {
  const band = await stimBand(SEED);
  warm['its board'](band);
  band.command(PRESCRIBED);
  band.clock.advanceBy(700);
  band.board.faults.power.temperatureC = 30;
  band.command(PRESCRIBED);
  band.clock.advanceBy(1000);
  expect(band.frame().state).toBe('ARMED');
});

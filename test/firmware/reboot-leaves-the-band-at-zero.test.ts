import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, startStimulation, stimBand } from './stim-bench.ts';

test('the output is off at once, by hardware, and the band is not live when it is back', async () => {
  const band = await activeBand(SEED);
  band.board.reboot('brown-out');
  expect(band.board.currentUa()).toBe(0);
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(1000);
  expect(band.hellos.at(-1)!.boot).toBe(2);
  expect(band.frame()).toMatchObject({ state: 'LOCKOUT', currentUa: 0, boot: 2, stopReason: 'REBOOT' });
  expect(band.frame().restLeftMs).toBeGreaterThan(0);
});

test('neither rest nor the day account gets shorter by it', async () => {
  const band = await activeBand(SEED);
  band.keepAlive(5000);
  const dayMs = band.frame().dayMs;
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(500);
  expect(band.frame().dayMs).toBeGreaterThanOrEqual(dayMs);
  startStimulation(band);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED' });
  expect(band.board.currentUa()).toBe(0);
});

test('commands recorded before it are worth nothing afterwards', async () => {
  const band = await activeBand(SEED);
  const recorded = band.seal({ kind: 'SET', currentUa: 5000 }, 900);
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(500);
  const answers = band.acknowledgements.length;
  band.writeMessage(recorded);
  band.clock.advanceBy(500);
  expect(band.acknowledgements.length).toBe(answers);
});

test('an account of which nothing can be read counts as used up', async () => {
  const band = await activeBand(SEED);
  for (const file of ['session.a', 'session.b']) band.flash.write(file, 'torn');
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(500);
  expect(band.frame()).toMatchObject({ state: 'LOCKOUT', currentUa: 0 });
  expect(band.frame().dayMs).toBeGreaterThanOrEqual(3 * 3600 * 1000);
});

test('flash that takes no writes any more ends the session', async () => {
  const band = await stimBand(SEED);
  startStimulation(band);
  band.flash.failWrites(true);
  band.keepAlive(4000);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'MEMORY' });
  expect(band.board.currentUa()).toBe(0);
});

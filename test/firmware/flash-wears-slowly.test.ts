import { expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import { SEED } from '../seeded.ts';
import { countedFlash } from './attacker.ts';
import { KEY_FILES } from './bench-band.ts';
import { PRESCRIBED, startStimulation, stimBand } from './stim-bench.ts';

const MINUTE_MS = 60_000;

test('a session costs a write each 10 s, a rest one a minute, an idle hour one', async () => {
  const flash = countedFlash(createFlash(1_000_000, KEY_FILES));
  const band = await stimBand(SEED, flash);
  const writesWithin = (work: () => void): number => {
    const before = flash.writes();
    work();
    return flash.writes() - before;
  };
  const session = writesWithin(() => {
    startStimulation(band);
    band.keepAlive(10 * MINUTE_MS);
  });
  band.clock.advanceBy(1000);
  expect(band.frame().stopReason).toBe('SESSION_DONE');
  const rest = writesWithin(() => band.clock.advanceBy(30 * MINUTE_MS));
  expect(band.frame().state).toBe('IDLE');
  const idle = writesWithin(() => band.clock.advanceBy(600 * MINUTE_MS));
  const bytes = band.flash.read('session.a')!.length;
  console.log(
    `writes: ${session} in a session of 10 min, ${rest} in the rest, ${idle} in 10 idle hours; ${bytes} bytes each`,
  );
  expect(session).toBeLessThanOrEqual(64);
  expect(rest).toBeLessThanOrEqual(33);
  expect(idle).toBeLessThanOrEqual(11);
});

test('a gateway that arms and stops all day writes nothing', async () => {
  const flash = countedFlash(createFlash(1_000_000, KEY_FILES));
  const band = await stimBand(SEED, flash);
  const writes = flash.writes();
  for (let i = 0; i < 200; i++) {
    band.command(PRESCRIBED);
    band.clock.advanceBy(300);
    band.command({ kind: 'STOP' });
    band.clock.advanceBy(300);
  }
  expect(band.acknowledgements.filter(({ result }) => result === 'DONE').length).toBeGreaterThan(300);
  expect(flash.writes()).toBe(writes);
});

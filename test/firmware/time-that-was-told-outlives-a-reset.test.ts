import { expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import { SEED } from '../seeded.ts';
import { countedFlash } from './attacker.ts';
import { KEY_FILES } from './bench-band.ts';
import { PRESCRIBED, type StimBench, stimBand } from './stim-bench.ts';

const EXPIRED_S = PRESCRIBED.expiresAtS! + 1;

function armAt(band: StimBench, nowS: number): string {
  band.command({ ...PRESCRIBED, nowS });
  band.clock.advanceBy(600);
  return band.acknowledgements.at(-1)!.reason;
}

test('F40: a prescription that has expired is not revived by a power cut and a clock that was put back', async () => {
  const band = await stimBand(SEED);
  expect(armAt(band, EXPIRED_S)).toBe('EXPIRED');
  band.clock.advanceBy(1500);
  band.board.reboot('power');
  band.clock.advanceBy(2000);
  band.board.connect();
  band.clock.advanceBy(2000);
  expect(armAt(band, PRESCRIBED.nowS!)).toBe('EXPIRED');
});

test('a gateway that tells another time with each command wears out no flash', async () => {
  const flash = countedFlash(createFlash(1_000_000, KEY_FILES));
  const band = await stimBand(SEED, flash);
  armAt(band, EXPIRED_S);
  band.clock.advanceBy(1500);
  const writes = flash.writes();
  for (let i = 1; i <= 100; i++) armAt(band, EXPIRED_S + i * 7200);
  expect(flash.writes()).toBe(writes);
});

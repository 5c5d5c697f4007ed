import { expect, test } from 'vitest';
import { answerTo, connect, connectedBand, framesOf } from './motion-bench.ts';

test('a motion band whose flash takes no write streams on, and says of each thing that it was not kept', async () => {
  const band = await connectedBand('puck');
  band.flash.failWrites(true);
  expect(answerTo(band, { kind: 'CONFIGURE', configurationId: 2 })).toBe('REFUSED MEMORY');
  // It measures as it was told all the same, until it starts anew.
  expect(framesOf(band).at(-1)!.configuration.rateHz).toBe(52);
  expect(answerTo(band, { kind: 'CALIBRATE', payload: Uint8Array.of(1, 2, 3) })).toBe('REFUSED MEMORY');
  band.board.reboot('watchdog');
  band.clock.advanceBy(1000);
  connect(band);
  expect(band.hellos.at(-1)).toMatchObject({ calibrationTag: 0, configurationId: 1 });
  expect(framesOf(band).at(-1)!.atMs).toBeGreaterThan(band.clock.nowMs() - 200);
  expect(band.board.console).toEqual([]);
});

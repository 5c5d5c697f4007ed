import { expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import {
  flashedFiles,
  imageOf,
  pressAndRestart,
  smallFirmware,
  type UpdateBench,
  updateBench,
} from './update-bench.ts';

const OLD = smallFirmware('1.0.0');
const NEW = imageOf(smallFirmware('1.0.1', { bytes: 5003 }), '1.0.1');
const HEALTHY_CHALLENGE = new Uint8Array(8);
/** Old file gone and nothing there; some of the bytes; all of them, and nobody told. */
const SHARES = [-1, 0, 0.1, 0.5, 0.9, 1];
/** Manifest, 20 pieces, record of the installation; then the loader's record of the trial, and that of HEALTHY. */
const WRITES = 24;

async function wholeUpdate(band: UpdateBench): Promise<void> {
  band.bring(NEW);
  pressAndRestart(band);
  if (band.runs() === '1.0.1') band.takeTagged('HEALTHY', HEALTHY_CHALLENGE);
  band.clock.advanceBy(1000);
}

test('an update has as many writes as are cut below', async () => {
  const flash = createFlash(40_000, await flashedFiles(OLD));
  let writes = 0;
  const counted = {
    ...flash,
    write: (...given: Parameters<typeof flash.write>) => flash.write(...given) && ++writes > 0,
  };
  const band = await updateBench(OLD, { flash: counted });
  await wholeUpdate(band);
  expect({ runs: band.runs(), writes }).toEqual({ runs: '1.0.1', writes: WRITES });
});

test.each(SHARES)(
  'power that goes at any write, %s of its bytes written, leaves a firmware that starts and can be updated',
  async (share) => {
    for (let write = 0; write < WRITES; write++) {
      const band = await updateBench(OLD);
      band.board.faults.cutPowerInWrite(write, share);
      await wholeUpdate(band);
      const at = `write ${write}`;
      expect(
        band.board.resets.some(({ cause }) => cause === 'brown-out'),
        at,
      ).toBe(true);
      // Not told HEALTHY the new one may be given up at the next start: either is whole.
      expect(['1.0.0', '1.0.1'], at).toContain(band.runs());
      if (band.runs() === '1.0.0') await wholeUpdate(band);
      else band.takeTagged('HEALTHY', HEALTHY_CHALLENGE);
      band.board.reboot('power');
      band.clock.advanceBy(1000);
      expect(band.runs(), at).toBe('1.0.1');
    }
  },
);

test.each(Array.from({ length: 11 }, (_, i) => i))(
  'a link that is lost, or power, after %s tenths: it goes on from there',
  async (tenths) => {
    const band = await updateBench(OLD);
    band.begin(NEW);
    band.sendPieces(NEW, tenths * 2);
    const received = band.state()!.receivedBytes;
    band.board.faults.brownOut(500);
    band.clock.advanceBy(2000);
    expect(band.runs()).toBe('1.0.0');
    band.begin(NEW);
    expect(band.state()).toMatchObject({ phase: 'RECEIVING', receivedBytes: received });
    await wholeUpdate(band);
    expect(band.runs()).toBe('1.0.1');
  },
);

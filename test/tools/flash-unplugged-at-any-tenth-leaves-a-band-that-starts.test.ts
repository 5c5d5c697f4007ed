import { afterEach, expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import { closeBands, flashAt, imageInForce, OLD_MAIN, plugIn, RELEASES, runningBand } from './flash-bench.ts';

afterEach(closeBands);

const { main } = RELEASES.motion;

/** What travels to the band in one flash. */
async function bytesOfAFlash(): Promise<number> {
  const bench = await plugIn({ flash: runningBand() });
  await flashAt(bench.port);
  return bench.console.receivedBytes;
}

const allBytes = bytesOfAFlash();

async function unplugAndGoOn(tenth: number): Promise<void> {
  const unpluggedAfterBytes = Math.floor(((await allBytes) * tenth) / 10);
  const flash = runningBand();
  const bench = await plugIn({ flash, on: tenth % 2 === 0 ? 'pty' : 'tcp', faults: { unpluggedAfterBytes } });
  await expect(flashAt(bench.port), `after ${tenth} tenths`).rejects.toMatchObject({
    code: 'tool/flash-interrupted',
    message: expect.stringMatching(/restart the band, and it starts/),
  });
  expect(imageInForce(flash), `after ${tenth} tenths`).toBe(OLD_MAIN);
  const again = await plugIn({ flash });
  await flashAt(again.port);
  expect(imageInForce(flash), `after ${tenth} tenths, then to the end`).toBe(main);
}

test.each([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
])(
  'unplugged after %i, %i or %i tenths it starts the old firmware, and the same command goes on',
  async (...tenths) => {
    await Promise.all(tenths.map(unplugAndGoOn));
  },
);

test('at every moment of changing over there is a firmware that starts', async () => {
  const all = await allBytes;
  // The last packets: the switch itself, what is read back, the restart.
  const cuts = [1200, 900, 600, 300, 60, 20].map(async (before) => {
    const flash = runningBand();
    const bench = await plugIn({ flash, faults: { unpluggedAfterBytes: all - before } });
    await flashAt(bench.port).catch(() => {});
    expect([OLD_MAIN, main]).toContain(imageInForce(flash));
    expect(flash.read('.bootcde')).toBeDefined();
  });
  await Promise.all(cuts);
});

test('a fresh board that was unplugged keeps its console, and the same command works', async () => {
  const flash = createFlash(10_000_000);
  const bench = await plugIn({ flash, faults: { unpluggedAfterBytes: Math.floor((await allBytes) / 2) } });
  await expect(flashAt(bench.port)).rejects.toMatchObject({ code: 'tool/flash-interrupted' });
  // Nothing that would run at a start, so nothing closes the console.
  expect(flash.read('.bootcde')).toBeUndefined();
  const again = await plugIn({ flash });
  await flashAt(again.port);
  expect(imageInForce(flash)).toBe(main);
});

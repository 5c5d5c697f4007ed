import { afterEach, expect, test } from 'vitest';
import { closeBands, flashAt, imageInForce, OLD_MAIN, plugIn, RELEASES, runningBand } from './flash-bench.ts';

afterEach(closeBands);

test('one bent bit is sent again', async () => {
  const flash = runningBand();
  const bench = await plugIn({ flash, faults: { bends: { name: 'limber.b', times: 1 } } });
  await flashAt(bench.port);
  expect(imageInForce(flash)).toBe(RELEASES.motion.main);
});

test('flash that bends bits each time keeps the firmware before', async () => {
  const flash = runningBand();
  const bench = await plugIn({ flash, faults: { bends: { name: 'limber.b', times: 1000 } } });
  await expect(flashAt(bench.port)).rejects.toMatchObject({
    code: 'tool/flash-not-verified',
    message: expect.stringMatching(/limber\.b should be \d+ bytes with CRC-32 [0-9a-f]{8}; the band has stored/),
  });
  expect(imageInForce(flash)).toBe(OLD_MAIN);
  expect(bench.starts()).toBe(1);
});

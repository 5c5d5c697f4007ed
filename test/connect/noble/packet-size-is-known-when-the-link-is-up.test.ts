import { expect, test } from 'vitest';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { nobleRoom } from './noble-room.ts';

// Right after a connect noble does not know it, and what the band names is not yet what both can.
test.each([
  [20, 20],
  [50, 50],
  [128, 128],
  [244, 244],
  [512, 244],
])('a band that takes %i bytes is sent at most %i', async (payloadBytes, expected) => {
  const band = plainBand({ payloadBytes });
  const { transport, until } = await nobleRoom([band]);
  const link = transport.link(band.address);
  const sizes: number[] = [];
  link.onState((state) => void (state === 'up' && sizes.push(link.payloadBytes)));
  await until(() => sizes.length === 1);
  expect(sizes).toEqual([expected]);
});

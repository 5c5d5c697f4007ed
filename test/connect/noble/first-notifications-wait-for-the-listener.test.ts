import { expect, test } from 'vitest';
import { nobleRoom, numberedBand } from './noble-room.ts';

test('what a band says between the first subscription and "up" is heard once the link is up, in order and without a gap', async () => {
  const band = numberedBand(1);
  const { follow, until, clock } = await nobleRoom([band]);
  let [said, saidBeforeUp] = [0, -1];
  clock.every(5, () => band.notify('info', Uint8Array.of(said++ & 255)));
  const { link } = follow(band);
  const heard: number[] = [];
  link.onState((state) => {
    if (state === 'up') saidBeforeUp = said;
  });
  link.onPacket((_, bytes) => {
    expect(saidBeforeUp).toBeGreaterThan(0);
    heard.push(bytes[0]!);
  });
  await until(() => heard.length >= 60);
  expect(heard[0]).toBeLessThan(saidBeforeUp - 10);
  expect(heard).toEqual(heard.map((_, i) => heard[0]! + i));
});

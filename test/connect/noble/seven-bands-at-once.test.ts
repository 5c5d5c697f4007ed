import { expect, test } from 'vitest';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Parallel connects are queued by noble; one that is under way there cannot be told from one that waits.
test('seven links asked for at once come up, each hears its own band, and a link of one that is lost leaves the others up', async () => {
  const bands = Array.from({ length: 7 }, (_, i) => numberedBand(i + 1));
  const { follow, until, controller, clock } = await nobleRoom(bands);
  const followed = bands.map(follow);
  await until(() => followed.every(({ states }) => states.at(-1) === 'up'), 10_000);
  console.log(`seven bands up after ${clock.nowMs()} ms`);
  const heard: string[] = [];
  for (const [i, { link }] of followed.entries())
    link.onPacket((channel, bytes) => heard.push(`${i} ${channel} ${bytes[0]}`));
  for (const [i, band] of bands.entries()) band.notify('motion', Uint8Array.of(100 + i));
  await until(() => heard.length === 7);
  expect(heard).toEqual(bands.map((_, i) => `${i} motion ${100 + i}`));
  await Promise.all(followed.map(({ link }, i) => link.send('command', Uint8Array.of(i))));
  await until(() => bands.every(({ written }) => written.length === 1));
  expect(bands.map(({ written }) => written[0]!.bytes[0])).toEqual([0, 1, 2, 3, 4, 5, 6]);
  controller.faults.dropLink(bands[3]!.address, 1_000);
  await until(() => followed[3]!.states.at(-1) === 'down', 6_000);
  await until(() => followed[3]!.states.at(-1) === 'up', 6_000);
  for (const [i, { states }] of followed.entries())
    expect(states).toEqual(i === 3 ? ['connecting', 'up', 'down', 'up'] : ['connecting', 'up']);
  for (const { link } of followed) expect(link.intervalMs?.()).toBe(15);
});

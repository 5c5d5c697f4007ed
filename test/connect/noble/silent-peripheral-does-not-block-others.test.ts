import { expect, test } from 'vitest';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { pass, passUntil } from '../../virtual-time.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

test('beside a band that is heard and never answers, and one that is away, five others come up, and the silent one once it answers', async () => {
  const [silent, away, ...others] = Array.from({ length: 7 }, (_, i) => numberedBand(i + 1));
  const room = await nobleRoom([silent!, ...others]);
  const answersAgain = room.controller.faults.band(silent!.address, 'never-connects');
  const [silentLink, awayLink] = [room.follow(silent!), room.follow(away!)];
  const followed = others.map((band) => room.follow(band));
  await room.until(() => followed.every(({ states }) => states.at(-1) === 'up'), 8_000);
  await pass(room.clock, 20_000);
  expect(silentLink.states).toEqual(['connecting']);
  expect(awayLink.states).toEqual(['connecting']);
  expect(room.failures).toContainEqual(
    expect.objectContaining({ code: 'link/no-answer', message: expect.stringContaining(silent!.address) }),
  );
  answersAgain();
  await room.until(() => silentLink.states.at(-1) === 'up', 5_000);
});

test('whenever in the course of such attempts another band comes back, it is up within 5 s', async () => {
  const [silent, back] = [
    plainBand({ advertisingMs: 375 }),
    plainBand({ address: 'c0:ff:ee:00:00:02', advertisingMs: 375 }),
  ];
  const { clock, controller, follow, until } = await nobleRoom([silent, back]);
  controller.faults.band(silent.address, 'never-connects');
  const { states } = follow(back);
  await until(() => states.at(-1) === 'up');
  const took: number[] = [];
  for (let offsetMs = 0; offsetMs <= 12_000; offsetMs += 375) {
    const awayMs = 13_000;
    const backMs = clock.nowMs() + awayMs;
    controller.faults.dropLink(back.address, awayMs);
    await pass(clock, awayMs - offsetMs, 25);
    const { link } = follow(silent);
    await pass(clock, backMs - clock.nowMs(), 25);
    await until(() => states.at(-1) === 'up', 20_000);
    took.push(clock.nowMs() - backMs);
    await passUntil(clock, link.close());
  }
  console.log(`back beside a silent band: at most ${Math.max(...took).toFixed(0)} ms`);
  expect(Math.max(...took)).toBeLessThanOrEqual(5_000);
});

test('a band that left while others were waited for is not waited for in its turn', async () => {
  const bands = [1, 2, 3, 4].map(numberedBand);
  const { controller, transport, follow, until, clock } = await nobleRoom(bands);
  for (const { address } of bands.slice(0, 2)) controller.faults.band(address, 'never-connects');
  const heard = new Set<string>();
  const subscription = transport.sighting$.subscribe(({ address }) => heard.add(address));
  await until(() => heard.size === 4, 1_000);
  subscription.unsubscribe();
  const followed = bands.map(follow);
  controller.faults.dropLink(bands[2]!.address, 60_000);
  // Two silent ones take 5 s; a third would take 2.5 s more.
  const beganMs = clock.nowMs();
  await until(() => followed[3]!.states.at(-1) === 'up', 10_000);
  expect(clock.nowMs() - beganMs).toBeLessThan(7_000);
});

test('a link that is closed in the middle of its attempt leaves the radio to others at once, and so does the end of all', async () => {
  const [silent, other] = [numberedBand(1), numberedBand(2)];
  const { controller, transport, follow, until, clock } = await nobleRoom([silent, other]);
  const listeners = process.listenerCount('exit');
  controller.faults.band(silent.address, 'never-connects');
  const { link } = follow(silent);
  await pass(clock, 500);
  const { states } = follow(other);
  await passUntil(clock, link.close());
  await until(() => states.at(-1) === 'up', 1_500);
  follow(silent);
  await pass(clock, 500);
  const closedMs = clock.nowMs();
  await passUntil(clock, transport.close());
  expect(clock.nowMs() - closedMs).toBeLessThan(500);
  expect([other.isConnected(), silent.isConnected()]).toEqual([false, false]);
  expect(process.listenerCount('exit')).toBe(listeners - 1);
});

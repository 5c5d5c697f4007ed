import { expect, test } from 'vitest';
import type { Sighting } from '../../../host/connect/transport.ts';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Noble stops scanning to connect, resets the controller where no link is up yet, and does not begin again.
test('whoever looks for bands hears those that are left after each connect, the first with its reset included', async () => {
  const [one, two, three] = [numberedBand(1), numberedBand(2), numberedBand(3)];
  const { transport, linkTo, clock, until } = await nobleRoom([one, two, three]);
  const heard = new Map<string, number>();
  const subscription = transport.sighting$.subscribe(({ address, atMs }) => heard.set(address, atMs));
  for (const band of [one, two]) {
    await linkTo(band);
    const sinceMs = clock.nowMs();
    await until(() => (heard.get(three.address) ?? 0) > sinceMs, 1_000);
  }
  subscription.unsubscribe();
});

test('nobody is listened for while nobody is looked for', async () => {
  const band = numberedBand(1);
  const { transport, linkTo, clock, until, controller } = await nobleRoom([band, numberedBand(2)]);
  await linkTo(band);
  let reports = 0;
  const REPORT = 0x3e;
  controller.onSend((bytes) => void (bytes[1] === REPORT && reports++));
  const beganMs = clock.nowMs();
  await until(() => clock.nowMs() > beganMs + 2_000);
  expect(reports).toBe(0);
  const subscription = transport.sighting$.subscribe();
  await until(() => reports > 0, 1_000);
  subscription.unsubscribe();
});

test('a sighting says who was heard, how it calls itself, how strongly and when', async () => {
  const band = plainBand({ name: 'Limber puck', signalDbm: -71 });
  const { transport, clock, until } = await nobleRoom([band]);
  const heard: Sighting[] = [];
  const subscription = transport.sighting$.subscribe((sighting) => heard.push(sighting));
  await until(() => heard.length >= 4, 2_000);
  subscription.unsubscribe();
  const { atMs, ...latest } = heard.at(-1)!;
  expect(latest).toEqual({ address: band.address, name: 'Limber puck', signalDbm: -71 });
  expect(clock.nowMs() - atMs).toBeLessThan(200);
});

import { expect, test } from 'vitest';
import { createHearing } from '../../../host/connect/noble/hearing.ts';
import { SERVICE_UUID } from '../../../protocol/gatt.ts';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { pass } from '../../virtual-time.ts';
import { heapBytes } from './heap.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Left to itself noble keeps each for ever: 24 MB for so many.
test('20,000 foreign advertisers leave the heap as it was, and a band among them is heard and connected', async () => {
  const [band, missing] = [numberedBand(1), numberedBand(2)];
  const { controller, clock, follow, until } = await nobleRoom([band]);
  follow(missing);
  await pass(clock, 500);
  const beforeBytes = heapBytes();
  controller.faults.crowd(20_000);
  await pass(clock, 3_000, 50);
  const grownBytes = heapBytes() - beforeBytes;
  console.log(`20,000 strangers for 3 s: ${(grownBytes / 1e6).toFixed(2)} MB more`);
  // The controller's own books of whom it told are in it.
  expect(grownBytes).toBeLessThan(4e6);
  const { states } = follow(band);
  await until(() => states.at(-1) === 'up', 5_000);
});

const uuid = Buffer.from(SERVICE_UUID.replaceAll('-', ''), 'hex').reverse();

test('whoever advertises our service under ever new addresses is kept up to a number', () => {
  const hearing = createHearing(createVirtualClock(0), () => {});
  const data = Buffer.concat([Buffer.of(17, 7), uuid]);
  for (let i = 0; i < 5_000; i++)
    hearing.take({ address: `c0:00:00:00:${i >> 8}:${i & 255}`, addressType: 'random', data, signalDbm: -60 });
  const kept = Array.from({ length: 5_000 }, (_, i) => hearing.latest(`c0:00:00:00:${i >> 8}:${i & 255}`));
  expect(kept.filter(Boolean)).toHaveLength(256);
  expect(kept.at(-1)).toBeDefined();
});

// Noble tells of an advertisement without a scan response only the second time.
test('a band that has all in its advertisement is heard the first time', () => {
  const hearing = createHearing(createVirtualClock(0), () => {});
  const heard: string[] = [];
  hearing.heard$.subscribe(({ name, signalDbm }) => heard.push(`${name} ${signalDbm}`));
  const name = Buffer.from('Limber');
  const data = Buffer.concat([Buffer.of(2, 1, 6, 17, 7), uuid, Buffer.of(name.length + 1, 9), name]);
  hearing.take({ address: 'c0:ff:ee:00:00:01', addressType: 'random', data, signalDbm: -48 });
  expect(heard).toEqual(['Limber -48']);
});

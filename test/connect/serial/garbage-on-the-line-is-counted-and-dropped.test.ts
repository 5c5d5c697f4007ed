import { expect, test } from 'vitest';
import { encodeSerialPacket } from '../../../protocol/serial-framing.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { openAt, plugIn, until } from './plugged-band.ts';

test('garbage and bent frames are counted and dropped, and the next frame is read', async () => {
  const band = await plugIn('bent');
  const { link, heard } = await openAt(band.path);
  const bent = encodeSerialPacket('motion', new Uint8Array(50).fill(9));
  bent[20]! ^= 4;
  band.write(
    Buffer.concat([Buffer.alloc(700, 0x55), Buffer.of(0), bent, encodeSerialPacket('status', Uint8Array.of(1, 2))]),
  );
  await until(() => heard.length === 1);
  expect(heard).toEqual([1]);
  expect(link.discarded()).toBe(2);
  expect(link.trouble()).toBeNull();
});

test('half a frame from before the band was unplugged is not joined to what comes after', async () => {
  const band = await plugIn('half');
  const { link, states, heard } = await openAt(band.path);
  const frame = encodeSerialPacket('motion', Uint8Array.of(4, 5, 6, 7));
  const other = encodeSerialPacket('motion', Uint8Array.of(1));
  band.write(Buffer.concat([other, frame.subarray(0, 5)]));
  await until(() => heard.length === 1);
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  const again = await plugIn('half');
  await until(() => states.at(-1) === 'up');
  again.write(Buffer.concat([frame.subarray(5), encodeSerialPacket('motion', Uint8Array.of(2))]));
  await until(() => heard.length === 2);
  expect(heard).toEqual([1, 2]);
  expect(link.discarded()).toBe(1);
});

test('noise between all frames costs none of them', async () => {
  const band = await plugIn('noise');
  const random = seededRandom(SEED);
  const { link, heard } = await openAt(band.path);
  for (let i = 0; i < 200; i++) {
    const noise = Uint8Array.from({ length: Math.floor(random.next() * 60) }, () => Math.floor(random.next() * 256));
    band.write(Buffer.concat([noise, Buffer.of(0), encodeSerialPacket('motion', Uint8Array.of(i))]));
  }
  await until(() => heard.length === 200);
  expect(heard).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(link.discarded()).toBeGreaterThan(150);
});

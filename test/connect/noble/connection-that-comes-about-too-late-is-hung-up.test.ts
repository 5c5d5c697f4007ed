import { expect, test } from 'vitest';
import { createH4Reader } from '../../../sim/radio/h4.ts';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { nobleRoom } from './noble-room.ts';

const CREATE_CONNECTION = 0x200d;

test('a host that stood still past the deadline of its attempt hangs up what came about meanwhile, and connects again', async () => {
  const band = plainBand({ advertisingMs: 375 });
  const { clock, told, follow, until } = await nobleRoom([band]);
  const { states } = follow(band);
  await until(() => told.some((bytes) => [...createH4Reader()(bytes)].some(({ code }) => code === CREATE_CONNECTION)));
  // In one piece: its timers and what its radio has for it are due at once.
  clock.advanceBy(4_000);
  expect(states).toEqual(['connecting']);
  await until(() => states.at(-1) === 'up', 6_000);
  expect(band.isConnected()).toBe(true);
});

import { expect, test } from 'vitest';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { introduced, openAt, opensAt, openTerminals, placeNamed, plugIn, until } from './plugged-band.ts';

const MOMENTS = 20;
const LONGEST_MS = 450;

test('a link that is closed at any moment of losing, searching and finding its band holds no port and enters no state any more', async () => {
  const random = seededRandom(SEED);
  const before = openTerminals();
  for (let moment = 0; moment < MOMENTS; moment++) {
    const band = await plugIn(`moment${moment}x0`, 'band-1');
    const { link, states } = await openAt(band.path);
    await introduced(link, band, 'band-1');
    await band.unplug();
    const coming = plugIn(`moment${moment}x1`, 'band-1');
    const closeAtMs = performance.now() + random.next() * LONGEST_MS;
    await until(() => performance.now() >= closeAtMs);
    await link.close();
    expect(openTerminals()).toBe(before);
    expect(states.at(-1)).toBe('closed');
    await coming;
    await link.close();
    expect(states.filter((state) => state === 'closed')).toEqual(['closed']);
  }
});

test('closing while a silent port is asked lets go of it at once', async () => {
  const before = openTerminals();
  const band = await plugIn('asked', 'band-1');
  const { link, states } = await openAt(band.path);
  await introduced(link, band, 'band-1');
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  const silent = await plugIn('asked');
  await until(() => silent.received.length > 0);
  const beganMs = performance.now();
  await link.close();
  expect(performance.now() - beganMs).toBeLessThan(1_000);
  expect(openTerminals()).toBe(before);
  await (await opensAt(placeNamed('asked'))).close();
});

test('what was sent just before it is closed still goes out', async () => {
  const band = await plugIn('last-words');
  for (let i = 0; i < 20; i++) {
    const link = await opensAt(band.path);
    const sent = link.send('command', Uint8Array.of(i));
    await link.close();
    await sent;
    await until(() => band.received.length === i + 1);
  }
  expect(band.received.map(({ bytes }) => bytes[0])).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

import { expect, test } from 'vitest';
import { introduced, openAt, plugIn, until } from './plugged-band.ts';

test('an unplugged band is a state, and it is connected again when it is plugged in again', async () => {
  const band = await plugIn('again', 'band-1');
  const { link, states, heard } = await openAt(band.path);
  await introduced(link, band, 'band-1');
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  await expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/not-up' });
  const again = await plugIn('again', 'band-1');
  const backMs = performance.now();
  await until(() => states.at(-1) === 'up');
  expect(performance.now() - backMs).toBeLessThan(5_000);
  again.say('motion', Uint8Array.of(7));
  await until(() => heard.includes(7));
  expect(states).toEqual(['up', 'down', 'up']);
});

test('what the band says while it is asked who it is reaches the listeners, once the link is up', async () => {
  const band = await plugIn('eager', 'band-1');
  const { link, states } = await openAt(band.path);
  await introduced(link, band, 'band-1');
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  const heard: string[] = [];
  link.onPacket((channel) => heard.push(`${channel} while ${states.at(-1)}`));
  await plugIn('eager', 'band-1');
  await until(() => heard.length > 0);
  expect(heard[0]).toBe('info while up');
});

test('a band that never said who it is is expected at its port again', async () => {
  const band = await plugIn('nameless');
  const { states, heard } = await openAt(band.path);
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  const again = await plugIn('nameless');
  await until(() => states.at(-1) === 'up');
  again.say('motion', Uint8Array.of(9));
  await until(() => heard.includes(9));
});

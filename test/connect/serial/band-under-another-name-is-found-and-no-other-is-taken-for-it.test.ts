import { expect, test } from 'vitest';
import { portsOfKind, samePorts } from '../../../host/connect/serial/ports-of-kind.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { introduced, openAt, placeNamed, plugIn, until } from './plugged-band.ts';

test('a band that is plugged in again under another name is found, among others that are there too', async () => {
  const band = await plugIn('ttyACM0', 'band-1');
  await plugIn('ttyACM1', 'band-2');
  await plugIn('ttyACM2');
  const { link, states, heard } = await openAt(band.path);
  await introduced(link, band, 'band-1');
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  const again = await plugIn('ttyACM3', 'band-1');
  const backMs = performance.now();
  await until(() => states.at(-1) === 'up');
  expect(performance.now() - backMs).toBeLessThan(5_000);
  expect(link.path()).toBe(placeNamed('ttyACM3'));
  again.say('motion', Uint8Array.of(5));
  await until(() => heard.includes(5));
});

test('another band at the very same port is not taken for it, and why is said', async () => {
  const band = await plugIn('same', 'band-1');
  const failures: unknown[] = [];
  const { link, states } = await openAt(band.path, { onFailure: (error) => failures.push(error) });
  await introduced(link, band, 'band-1');
  await band.unplug();
  const other = await plugIn('same', 'band-2');
  await until(() => failures.some((error) => /is the band band-2, not band-1/.test((error as Error).message)));
  expect(states).toEqual(['up', 'down']);
  await other.unplug();
  await plugIn('same', 'band-1');
  await until(() => states.at(-1) === 'up');
});

test('two bands whose ports were swapped find each other’s', async () => {
  const first = await plugIn('swap0', 'band-1');
  const second = await plugIn('swap1', 'band-2');
  const one = await openAt(first.path);
  const two = await openAt(second.path);
  await introduced(one.link, first, 'band-1');
  await introduced(two.link, second, 'band-2');
  await Promise.all([first.unplug(), second.unplug()]);
  // Until then the lines count as up: what is said on the new ones would be heard by nobody.
  await until(() => one.states.at(-1) === 'down' && two.states.at(-1) === 'down');
  const [nowSecond, nowFirst] = await Promise.all([plugIn('swap0', 'band-2'), plugIn('swap1', 'band-1')]);
  await until(() => one.states.at(-1) === 'up' && two.states.at(-1) === 'up');
  nowFirst.say('motion', Uint8Array.of(1));
  nowSecond.say('motion', Uint8Array.of(2));
  await until(() => one.heard.length > 0 && two.heard.length > 0);
  expect([one.heard, two.heard]).toEqual([[1], [2]]);
});

test('a line on which another band begins to speak is hung up on', async () => {
  const band = await plugIn('changeling', 'band-1');
  const { link, states } = await openAt(band.path);
  await introduced(link, band, 'band-1');
  await introduced(link, band, 'band-2');
  await until(() => states.includes('down'));
});

test('where the system knows the serial number, only that device is spoken to; else those of its make; else names beside it', async () => {
  const usb = { vendorId: '2886', productId: '8045' };
  const now = [
    { path: '/dev/ttyACM3', ...usb, serialNumber: 'A' },
    { path: '/dev/ttyACM4', ...usb, serialNumber: 'B' },
    { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001' },
  ];
  expect(samePorts({ path: '/dev/ttyACM0', ...usb, serialNumber: 'A' }, now)).toEqual(['/dev/ttyACM3']);
  expect(samePorts({ path: '/dev/ttyACM0', ...usb, serialNumber: 'C' }, now)).toEqual([]);
  expect(samePorts({ path: '/dev/ttyACM0', ...usb }, now)).toEqual(['/dev/ttyACM3', '/dev/ttyACM4']);
  for (const name of ['kin0', 'kin12', 'kindred', 'other0']) await plugIn(name);
  const places = await portsOfKind(placeNamed('kin0'), wallTimeline())();
  expect([...places].sort()).toEqual([placeNamed('kin0'), placeNamed('kin12')]);
});

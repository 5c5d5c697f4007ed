import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { type LinkToLookAt, readLinkFacts } from '../../host/tools/doctor-link-facts.ts';
import { createController } from '../../sim/radio/hci-controller.ts';
import { serveController } from '../../sim/radio/serve-h4.ts';
import { bluezBench } from '../connect/bluez/bluez-bench.ts';

const timeline = wallTimeline();
const look = (asked: LinkToLookAt) => readLinkFacts(asked, timeline);
afterEach(() => vi.unstubAllEnvs());

test('a controller on a serial device is opened; one that is not there is told with what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limber-hci-'));
  const { path, close } = await serveController(createController({ timeline, peripherals: [] }), join(folder, 'hci'));
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  expect(await look({ link: 'noble', hci: path })).toEqual({
    asked: 'noble',
    hci: true,
    taken: 'noble',
    why: '',
    failure: null,
  });
  expect(await look({ link: 'auto', hci: join(folder, 'nothing') })).toMatchObject({
    taken: 'noble',
    failure: expect.stringMatching(/cannot be opened: there is no such port/),
  });
});

test('bluetoothd is asked for its adapter, as a gateway would', async () => {
  const { bus } = await bluezBench({ isPowered: false });
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', bus.address);
  const failure = 'The Bluetooth adapter is off: bluetoothctl power on.';
  expect(await look({ link: 'bluez' })).toMatchObject({ asked: 'bluez', taken: 'bluez', failure });
  expect(await look({ link: 'auto' })).toMatchObject({
    asked: 'auto',
    taken: 'bluez',
    why: 'BlueZ, on the D-Bus that DBUS_SYSTEM_BUS_ADDRESS names.',
    failure,
  });
});

test('of a cable nothing is opened, and what is missing for Bluetooth is told without the adapter being touched', async () => {
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', '');
  expect(await look({ link: 'serial' })).toMatchObject({ taken: 'serial', failure: null });
  expect(await look({ link: 'noble' })).toMatchObject({ taken: 'noble', failure: null });
});

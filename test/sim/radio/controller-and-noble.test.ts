import { expect, test } from 'vitest';
import { CHANNELS } from '../../../protocol/link.ts';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { peripheralOf } from '../../../sim/radio/peripheral.ts';
import { createWorld } from '../../../sim/world.ts';
import { nobleBench } from './noble-bench.ts';
import { plainBand } from './plain-band.ts';

test.each([27, 64, 251])(
  'the real library finds, pairs, writes, reads and hears a band through packets of %i bytes',
  async (aclBytes) => {
    const value = Uint8Array.from({ length: 200 }, (_, i) => i);
    const band = plainBand({ value });
    const bench = await nobleBench({ peripherals: [band], aclBytes });
    const { peripheral, at } = await bench.connect(band.address);
    expect(peripheral).toMatchObject({ connectable: true, rssi: -61, mtu: 247, addressType: 'random' });
    expect(peripheral.advertisement.localName).toBe(band.name);
    expect(CHANNELS.map((channel) => [channel, at(channel).properties])).toEqual([
      ['info', ['read', 'notify']],
      ['motion', ['notify']],
      ['stim', ['notify']],
      ['log', ['notify']],
      ['status', ['notify']],
      ['command', ['writeWithoutResponse', 'write']],
    ]);
    await bench.until(at('command').writeAsync(Buffer.from(value), false));
    expect(band.written).toEqual([{ channel: 'command', bytes: value }]);
    expect(Uint8Array.from(await bench.until(at('info').readAsync()))).toEqual(value);
    expect(await bench.until(peripheral.updateRssiAsync())).toBe(-61);
    const heard: number[][] = [];
    at('motion').on('data', (bytes: Buffer) => heard.push([...bytes]));
    band.notify('motion', value);
    await bench.pass(1);
    expect(heard).toEqual([[...value]]);
    await bench.until(peripheral.disconnectAsync());
    expect(band.isConnected()).toBe(false);
  },
);

test('bands with the built firmware, seven at once, all notify', async () => {
  const clock = createVirtualClock();
  const devices = [1, 2].flatMap((seed) => createWorld({ clock, seed }).devices);
  const bands = devices.map(peripheralOf);
  const bench = await nobleBench({ clock, peripherals: [...bands, plainBand()] });
  const heard = new Map<string, number>();
  for (const band of [...bands, plainBand()]) {
    const { at } = await bench.connect(band.address);
    for (const channel of ['motion', 'status', 'info'] as const)
      at(channel).on('data', () => heard.set(band.address, (heard.get(band.address) ?? 0) + 1));
    await bench.until(at('command').writeAsync(Buffer.of(1), false));
  }
  await bench.pass(3000);
  for (const [i, { role }] of devices.entries())
    expect(heard.get(bands[i]!.address) ?? 0, devices[i]!.name).toBeGreaterThan(role === 'motion' ? 50 : 1);
});

test('a band is silent for other ears while somebody is connected, and is heard again when it is let go', async () => {
  const band = plainBand({ advertisingMs: 375 });
  const bench = await nobleBench({ peripherals: [band] });
  const { peripheral } = await bench.connect(band.address);
  let heard = 0;
  bench.noble.on('discover', () => heard++);
  await bench.until(bench.noble.startScanningAsync([], true));
  await bench.pass(5000);
  expect(heard).toBe(0);
  await bench.until(peripheral.disconnectAsync());
  await bench.until(bench.noble.startScanningAsync([], true));
  await bench.pass(4000);
  expect(heard).toBeGreaterThanOrEqual(9);
  expect(heard).toBeLessThanOrEqual(11);
});

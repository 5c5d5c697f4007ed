import { expect, test } from 'vitest';
import { openBluez } from '../../../host/connect/bluez/bluez-transport.ts';
import { bluezBench, until } from './bluez-bench.ts';

test('BlueZ needs 10 s to connect while it discovers: discovery is off while a band is dialled, and on again after', async () => {
  const { bluez, bands, open, follow, timeline } = await bluezBench({ bands: 2 });
  bands[1]!.isInRange = false;
  const transport = await open();
  const beganMs = timeline.nowMs();
  const first = follow(transport, bands[0]!);
  const second = follow(transport, bands[1]!);
  await until(() => first.states.at(-1) === 'up');
  const upMs = timeline.nowMs() - beganMs;
  console.log(`up after ${upMs.toFixed()} ms`);
  expect(upMs).toBeLessThan(3_000);
  await until(() => bluez.adapter().isDiscovering());
  bands[1]!.comeBack();
  await until(() => second.states.at(-1) === 'up');
  // Whoever has what he wanted listens no more: it costs the other links their time.
  await until(() => !bluez.adapter().isDiscovering());
});

test('startDiscovery of node-ble refuses when any program discovers: ours goes on, and connects though that takes 10 s', async () => {
  const { bus, bands, open, follow, timeline } = await bluezBench({ speed: 5 });
  const other = await openBluez({ timeline, busAddress: bus.address });
  const seen = new Set<string>();
  const listening = other.sighting$.subscribe(({ address }) => seen.add(address));
  await until(() => seen.size === 1);
  const { states } = follow(await open(), bands[0]!);
  await until(() => states.at(-1) === 'up', 30_000);
  listening.unsubscribe();
  await other.close();
});

test('discovery that was ended for us, by whomever, does not end ours for good', async () => {
  const { bluez, bands, open, follow } = await bluezBench({ speed: 5 });
  bands[0]!.isInRange = false;
  const { states } = follow(await open(), bands[0]!);
  await until(() => bluez.adapter().isDiscovering());
  bluez.adapter().setPowered(false);
  expect(bluez.adapter().isDiscovering()).toBe(false);
  bluez.adapter().setPowered(true);
  bands[0]!.comeBack();
  await until(() => states.at(-1) === 'up');
});

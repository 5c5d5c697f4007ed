import { expect, test } from 'vitest';
import { openBus } from '../../../host/connect/bluez/bluez-bus.ts';
import { deviceAt } from '../../../host/connect/bluez/node-ble-parts.ts';
import { bluezBench, until } from './bluez-bench.ts';

test('BlueZ keeps the connection of a process that was killed, whose band advertises no more: the next one ends it and has its own', async () => {
  const { bus, bands, open, follow } = await bluezBench();
  const band = bands[0]!;
  const transport = await open();
  let heard = 0;
  const listening = transport.sighting$.subscribe(() => heard++);
  await until(() => heard > 0);
  listening.unsubscribe();
  const killed = await openBus(bus.address);
  await deviceAt(killed, 'hci0', band.address).connect();
  killed.close();
  expect(band.advertises()).toBe(false);
  const { link, states, packets } = follow(transport, band);
  await until(() => states.at(-1) === 'up');
  expect(band.connections).toBe(2);
  band.notify('status', Uint8Array.of(1));
  await until(() => packets.length === 1);
  await link.close();
  await until(() => band.advertises());
});

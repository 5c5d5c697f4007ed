import { expect, test } from 'vitest';
import type { Sighting } from '../../../host/connect/transport.ts';
import { bluezBench, until } from './bluez-bench.ts';

test('waitDevice of node-ble looks once a second and hears no strength: each report of a band arrives, with name and strength', async () => {
  const { bands, open, bluez } = await bluezBench({ bands: 2 });
  const transport = await open();
  const heard: Sighting[] = [];
  const listening = transport.sighting$.subscribe((sighting) => heard.push(sighting));
  await until(() => heard.filter(({ address }) => address === bands[1]!.address).length >= 5);
  expect(heard.find(({ address }) => address === bands[1]!.address)).toMatchObject({
    address: 'c0:ff:ee:00:00:02',
    name: 'Limber 2',
    signalDbm: -62,
  });
  listening.unsubscribe();
  await until(() => !bluez.adapter().isDiscovering());
});

test('a band that BlueZ knows from before is told with its name', async () => {
  const { bands, open } = await bluezBench();
  const first = await open();
  const names: string[] = [];
  const one = first.sighting$.subscribe(({ name }) => names.push(name));
  await until(() => names.length > 0);
  one.unsubscribe();
  const second = await open();
  const again: string[] = [];
  second.sighting$.subscribe(({ name }) => again.push(name));
  await until(() => again.length > 0);
  expect(again[0]).toBe(bands[0]!.name);
});

test('scanning goes on after a band was connected, and a link knows how strongly its band was heard', async () => {
  const { bands, open, follow } = await bluezBench({ bands: 2 });
  const transport = await open();
  const heard: string[] = [];
  transport.sighting$.subscribe(({ address }) => heard.push(address));
  const { link, states } = follow(transport, bands[0]!);
  await until(() => states.at(-1) === 'up');
  expect(link.signalDbm?.()).toBe(-61);
  expect(link.intervalMs?.()).toBeNull();
  expect(link.payloadBytes).toBe(128);
  heard.length = 0;
  await until(() => heard.includes(bands[1]!.address));
});

test('an address in capitals, as BlueZ writes it, is the same band', async () => {
  const { bands, open } = await bluezBench();
  const link = (await open()).link(bands[0]!.address.toUpperCase());
  const states: string[] = [];
  link.onState((state) => states.push(state));
  await until(() => states.at(-1) === 'up');
});

test('a hundred scans leave one client on the bus, one discovery, and as many match rules as one', async () => {
  const { bluez, open } = await bluezBench({ simulatedSpeed: 10 });
  const transport = await open();
  const rules: number[] = [];
  for (let i = 0; i < 100; i++) {
    let heard = 0;
    const listening = transport.sighting$.subscribe(() => heard++);
    await until(() => heard > 0);
    rules.push(transport.matchRules());
    listening.unsubscribe();
    await until(() => !bluez.adapter().isDiscovering());
  }
  expect(new Set(rules).size).toBe(1);
  await until(() => transport.matchRules() === 3);
});

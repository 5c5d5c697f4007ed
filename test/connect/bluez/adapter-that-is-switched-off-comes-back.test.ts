import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('an adapter that is switched off takes its links down, says why they stay so, and has them up again when it is on', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ bands: 2, speed: 5 });
  const transport = await open();
  const links = bands.map((band) => follow(transport, band));
  await until(() => links.every(({ states }) => states.at(-1) === 'up'));
  bluez.adapter().setPowered(false);
  await until(() => links.every(({ states }) => states.at(-1) === 'down') && failures.length > 0);
  expect(failures.at(-1)).toMatchObject({ code: 'link/radio-unavailable' });
  bluez.adapter().setPowered(true);
  await until(() => links.every(({ states }) => states.at(-1) === 'up'));
});

test('a device that is removed under a link takes that link down, and is found anew', async () => {
  const { bluez, bands, open, follow } = await bluezBench({ speed: 5 });
  const { states, packets } = follow(await open(), bands[0]!);
  await until(() => states.at(-1) === 'up');
  expect(bluez.adapter().removeDevice(bands[0]!.address)).toBe(true);
  await until(() => states.at(-1) === 'down');
  await until(() => states.at(-1) === 'up');
  bands[0]!.notify('motion', Uint8Array.of(1));
  await until(() => packets.length === 1);
});

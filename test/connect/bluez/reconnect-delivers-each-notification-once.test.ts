import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('node-ble doubles its listeners with each reconnect: after ten of them a notification is heard once, and each change of state once', async () => {
  const { bands, open, follow } = await bluezBench({ speed: 10 });
  const band = bands[0]!;
  const { states, packets } = follow(await open(), band);
  for (let round = 1; round <= 10; round++) {
    await until(() => states.length === 2 * round);
    band.leave();
    await until(() => states.at(-1) === 'down');
    band.comeBack();
  }
  await until(() => states.at(-1) === 'up');
  expect(states).toEqual(['connecting', ...Array.from({ length: 10 }, () => ['up', 'down']).flat(), 'up']);
  for (let i = 0; i < 50; i++) band.notify('motion', Uint8Array.of(i));
  await until(() => packets.length >= 50);
  expect(packets.map(({ bytes }) => bytes[0])).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('BlueZ enables notifications by itself after a lost link: a host that asks again hears them once all the same, on every channel', async () => {
  const { bands, open, follow } = await bluezBench({ speed: 5 });
  const band = bands[0]!;
  const { states, packets } = follow(await open(), band);
  await until(() => states.at(-1) === 'up');
  band.leave();
  await until(() => states.at(-1) === 'down');
  band.comeBack();
  await until(() => states.at(-1) === 'up');
  const channels = ['info', 'motion', 'stim', 'log', 'status'] as const;
  for (const channel of channels) band.notify(channel, Uint8Array.of(9));
  await until(() => packets.length >= channels.length);
  expect(packets.map(({ channel }) => channel)).toEqual(channels);
});

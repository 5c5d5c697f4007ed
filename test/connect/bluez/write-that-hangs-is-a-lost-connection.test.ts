import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test("node-ble writes 'reliable' by default, which BlueZ refuses as not supported: a command arrives, with the band's answer", async () => {
  const { bands, open, follow } = await bluezBench();
  const { link, states } = follow(await open(), bands[0]!);
  await until(() => states.at(-1) === 'up');
  await link.send('command', Uint8Array.of(1, 2, 3));
  expect(bands[0]!.received).toEqual([{ channel: 'command', bytes: Uint8Array.of(1, 2, 3) }]);
});

test('BlueZ refuses a write while one is under way: twenty at once arrive in turn', async () => {
  const { bands, open, follow } = await bluezBench();
  const { link, states } = follow(await open(), bands[0]!);
  await until(() => states.at(-1) === 'up');
  const numbers = Array.from({ length: 20 }, (_, i) => i);
  await Promise.all(numbers.map((number) => link.send('command', Uint8Array.of(number))));
  expect(bands[0]!.received.map(({ bytes }) => bytes[0])).toEqual(numbers);
});

test('a write that is never answered is refused in words, and the connection made anew', async () => {
  const { bluez, bands, open, follow } = await bluezBench({ speed: 5 });
  const band = bands[0]!;
  const { link, states } = follow(await open(), band);
  await until(() => states.at(-1) === 'up');
  bluez.faults.unanswered.add(band.address);
  await expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/no-answer' });
  expect(states.at(-1)).toBe('down');
  bluez.faults.unanswered.clear();
  await until(() => states.at(-1) === 'up');
  await link.send('command', Uint8Array.of(2));
  expect(band.received.map(({ bytes }) => bytes[0])).toEqual([2]);
});

test('characteristics that never answer end the attempt within their deadline', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ speed: 5 });
  bluez.faults.unanswered.add(bands[0]!.address);
  const { states } = follow(await open(), bands[0]!);
  await until(() => failures.length >= 2);
  expect(failures[0]).toMatchObject({ code: 'link/no-answer', message: expect.stringContaining('characteristic') });
  bluez.faults.unanswered.clear();
  await until(() => states.at(-1) === 'up');
});

test("a channel that cannot be written to is said so, in the band's own name", async () => {
  const { bands, open, follow } = await bluezBench();
  const { link, states } = follow(await open(), bands[0]!);
  await until(() => states.at(-1) === 'up');
  await expect(link.send('motion', Uint8Array.of(1))).rejects.toMatchObject({
    code: 'link/not-up',
    message: expect.stringContaining(bands[0]!.address),
  });
  expect(states.at(-1)).toBe('up');
});

import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('Connect fails as BlueZ lets it fail: said in its words, tried again until it succeeds', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ speed: 5 });
  const { address } = bands[0]!;
  bluez.faults.connectErrors.set(address, 'le-connection-abort-by-local');
  const { states } = follow(await open(), bands[0]!);
  await until(() => failures.length >= 4);
  expect(failures[0]).toMatchObject({ message: expect.stringContaining('le-connection-abort-by-local') });
  bluez.faults.connectErrors.clear();
  await until(() => states.at(-1) === 'up');
});

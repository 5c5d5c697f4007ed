import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('ServicesResolved never comes, for which node-ble waits for ever: the attempt ends in words, others go on, and the next one succeeds', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ bands: 2, speed: 5 });
  bluez.faults.unresolved.add(bands[0]!.address);
  const transport = await open();
  const [stuck, other] = [follow(transport, bands[0]!), follow(transport, bands[1]!)];
  await until(() => other.states.at(-1) === 'up' && failures.length >= 2);
  expect(failures[0]).toMatchObject({ code: 'link/no-answer', message: expect.stringContaining('services') });
  bluez.faults.unresolved.clear();
  await until(() => stuck.states.at(-1) === 'up');
  expect(other.states).toEqual(['connecting', 'up']);
});

test('a band that is lost while its services are listed is dialled again at once', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ speed: 5 });
  const band = bands[0]!;
  bluez.faults.unresolved.add(band.address);
  const { states } = follow(await open(), band);
  await until(() => band.connections === 1);
  band.leave();
  await until(() => failures.length === 1);
  expect(failures[0]).toMatchObject({ message: expect.stringContaining('lost') });
  bluez.faults.unresolved.clear();
  band.comeBack();
  await until(() => states.at(-1) === 'up');
});

import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { startBluez } from '../../../sim/bluez/bluez.ts';
import { openPrivateBus } from '../../../sim/bluez/private-bus.ts';
import { bluezBench, until } from './bluez-bench.ts';

test('a D-Bus that goes away is a lost link, and its return a link that is up again', async () => {
  const { bus, bands, open, follow, failures, timeline } = await bluezBench();
  const { link, states, packets } = follow(await open(), bands[0]!);
  await until(() => states.at(-1) === 'up');
  await bus.close();
  await until(() => states.at(-1) === 'down');
  await expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/not-up' });
  await until(() => failures.length > 0);
  expect(failures[0]).toMatchObject({
    code: 'link/radio-unavailable',
    message: expect.stringContaining('systemctl start dbus'),
  });
  const again = await openPrivateBus(dirname(bus.address.replace('unix:path=', '')));
  // The band has noticed by itself that nobody asks any more.
  bands[0]!.disconnect();
  const bluez = await startBluez({ busAddress: again.address, timeline, peripherals: bands });
  await until(() => states.at(-1) === 'up');
  bands[0]!.notify('status', Uint8Array.of(4));
  await until(() => packets.length === 1);
  await link.close();
  await bluez.stop();
  await again.close();
});

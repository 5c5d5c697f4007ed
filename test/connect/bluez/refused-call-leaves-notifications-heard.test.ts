import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test("dbus-next takes the bus's refusal for an answer of bluetoothd, and drops every notification from then on as forged: here they go on", async () => {
  const rules =
    '<policy context="mandatory"><deny send_interface="org.bluez.Adapter1" send_member="StopDiscovery"/></policy>';
  const { bands, open, follow, failures } = await bluezBench({ rules, simulatedSpeed: 40 });
  const transport = await open();
  const { states, packets } = follow(transport, bands[0]!);
  await until(() => states.at(-1) === 'up');
  expect(failures[0]).toMatchObject({ message: expect.stringContaining('may not talk to bluetoothd') });
  // The last answer that D-Bus gives before the packets is a refusal.
  const refused = failures.length;
  const listening = transport.sighting$.subscribe();
  await until(() => failures.length === refused);
  listening.unsubscribe();
  await until(() => failures.length > refused);
  for (let i = 0; i < 10; i++) bands[0]!.notify('motion', Uint8Array.of(i));
  await until(() => packets.length === 10);
});

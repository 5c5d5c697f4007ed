import { expect, test } from 'vitest';
import { openBluez } from '../../../host/connect/bluez/bluez-transport.ts';
import { connectDevice } from '../../../host/connect/device-connection.ts';
import { greet } from '../../../host/connect/greeting.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { startLimber } from '../../cli/limber.ts';
import { until } from './bluez-bench.ts';

test('bands in a process of their own, behind its bluetoothd: heard, connected and greeted', async () => {
  const sim = startLimber(['sim', '--serve', 'bluez', '--seed', '5'], undefined, {}, 60_000);
  const [line] = await sim.printed(/^\{.*\}\n/, 'stdout');
  const { at, devices } = JSON.parse(line) as { at: string; devices: { role: string; port: string }[] };
  const timeline = wallTimeline();
  const transport = await openBluez({ timeline, busAddress: at });
  const heard = new Set<string>();
  const listening = transport.sighting$.subscribe(({ address }) => heard.add(address));
  await until(() => heard.size === devices.length);
  listening.unsubscribe();
  const beganMs = timeline.nowMs();
  const connections = devices.map(({ port }) => connectDevice(transport.link(port)));
  const hellos = await Promise.all(connections.map((connection) => greet(connection, timeline)));
  console.log(`three bands greeted after ${(timeline.nowMs() - beganMs).toFixed()} ms`);
  expect(hellos.map(({ role }) => role)).toEqual(devices.map(({ role }) => `ROLE_${role.toUpperCase()}`));
  expect([...heard].sort()).toEqual(devices.map(({ port }) => port).sort());
  await transport.close();
  sim.child.kill('SIGTERM');
  expect(await sim.finished).toMatchObject({ code: 0 });
});

import { expect, test } from 'vitest';
import { connectDevice, type DeviceMessage } from '../../../host/connect/device-connection.ts';
import { greet } from '../../../host/connect/greeting.ts';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { peripheralOf } from '../../../sim/radio/peripheral.ts';
import { createWorld } from '../../../sim/world.ts';
import { pass, passUntil } from '../../virtual-time.ts';
import { nobleRoom } from './noble-room.ts';

test('bands that run the built firmware say who they are, and measure, over the real library', async () => {
  const clock = createVirtualClock(0);
  const peripherals = createWorld({ clock, seed: 5 }).devices.map(peripheralOf);
  const { transport } = await nobleRoom(peripherals, clock);
  const connections = peripherals.map(({ address }) => connectDevice(transport.link(address)));
  const frames = connections.map(() => 0);
  for (const [i, { messages$ }] of connections.entries())
    messages$.subscribe(({ kind }: DeviceMessage) => void (kind === 'motion' && frames[i]!++));
  const hellos = await passUntil(clock, Promise.all(connections.map((connection) => greet(connection, clock))));
  expect(hellos.map(({ role }) => role).sort()).toEqual(['ROLE_MOTION', 'ROLE_MOTION', 'ROLE_STIM']);
  const before = [...frames];
  await pass(clock, 5_000);
  const rates = frames.map((count, i) => (count - before[i]!) / 5);
  console.log(`motion frames per second: ${rates}`);
  expect(rates.filter((rate) => rate > 0)).toHaveLength(2);
  for (const { link } of connections) {
    expect(link.signalDbm?.()).toBeLessThan(-40);
    expect(link.intervalMs?.()).toBe(15);
  }
});

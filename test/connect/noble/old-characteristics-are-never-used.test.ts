import { expect, test } from 'vitest';
import { passUntil } from '../../virtual-time.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Subscribed to again after a reconnect, noble's old objects say that all is well and hear nothing.
test('after each of five reconnects every notification is heard once, and what is sent arrives', async () => {
  const band = numberedBand(1);
  const { follow, clock, controller, until } = await nobleRoom([band]);
  const { link, states } = follow(band);
  const heard: number[] = [];
  link.onPacket((_, bytes) => heard.push(bytes[0]!));
  for (let i = 0; i < 5; i++) {
    await until(() => states.at(-1) === 'up', 10_000);
    for (const channel of ['info', 'motion', 'stim', 'log', 'status'] as const) band.notify(channel, Uint8Array.of(i));
    await until(() => heard.length === 5);
    await passUntil(clock, link.send('command', Uint8Array.of(i)));
    await until(() => band.written.length === i + 1);
    expect(heard.splice(0)).toEqual(Array(5).fill(i));
    controller.faults.dropLink(band.address);
    await until(() => states.at(-1) === 'down', 6_000);
  }
});

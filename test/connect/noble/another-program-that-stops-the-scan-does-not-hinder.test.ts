import { test } from 'vitest';
import { pass } from '../../virtual-time.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Noble then believes that nobody wanted to listen.
test('whoever is looked for is found although another program switches the scan off', async () => {
  const [missing, band] = [numberedBand(1), numberedBand(2)];
  const { controller, transport, say, follow, until, clock } = await nobleRoom([missing, band]);
  controller.faults.dropLink(missing.address, 5_000);
  const { states } = follow(missing);
  await pass(clock, 1_000);
  // As a raw socket of the system tells what others command: LE Set Scan Enable, off.
  const off = [0x01, 0x0c, 0x20, 2, 0, 1];
  controller.receive(Uint8Array.from(off));
  say(off);
  let heard = 0;
  const subscription = transport.sighting$.subscribe(() => heard++);
  await until(() => heard > 2, 2_000);
  subscription.unsubscribe();
  await until(() => states.at(-1) === 'up', 6_000);
});

import { expect, test } from 'vitest';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Noble answers a refused read with an empty buffer, and tells it as data.
test('neither the value that is read to have the link encrypted nor its refusal is a packet', async () => {
  const [told, refusing] = [numberedBand(1), numberedBand(2)];
  const { controller, follow, until, clock } = await nobleRoom([told, refusing]);
  controller.faults.band(refusing.address, 'refuses-reading');
  for (const band of [told, refusing]) {
    const { link, states } = follow(band);
    const heard: number[] = [];
    link.onPacket((_, bytes) => heard.push(bytes.length));
    await until(() => states.at(-1) === 'up', 10_000);
    const upMs = clock.nowMs();
    await until(() => clock.nowMs() > upMs + 1_000);
    expect(heard).toEqual([]);
  }
});

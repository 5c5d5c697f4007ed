import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('a killed bluetoothd says nothing to its clients: every link is down within 1 s, and up again with the new objects', async () => {
  const { bluez, bands, open, follow, timeline } = await bluezBench({ bands: 3 });
  const transport = await open();
  const links = bands.map((band) => follow(transport, band));
  await until(() => links.every(({ states }) => states.at(-1) === 'up'));
  for (let round = 0; round < 3; round++) {
    const killedMs = timeline.nowMs();
    await bluez.stop();
    await until(() => links.every(({ states }) => states.at(-1) === 'down'), 1_000);
    expect(timeline.nowMs() - killedMs).toBeLessThan(1_000);
    await bluez.start();
    const startedMs = timeline.nowMs();
    await until(() => links.every(({ states }) => states.at(-1) === 'up'));
    expect(timeline.nowMs() - startedMs).toBeLessThan(5_000);
  }
  for (const band of bands) band.notify('status', Uint8Array.of(4));
  await until(() => links.every(({ packets }) => packets.length === 1));
  await links[0]!.link.send('command', Uint8Array.of(1));
  expect(bands[0]!.received).toHaveLength(1);
});

test('a link that is asked for while bluetoothd is gone comes up when that is back', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ speed: 5 });
  const transport = await open();
  await bluez.stop();
  const { states } = follow(transport, bands[0]!);
  await until(() => failures.length > 2);
  expect(failures[0]).toMatchObject({
    code: 'link/radio-unavailable',
    message: expect.stringContaining('systemctl enable --now bluetooth'),
  });
  await bluez.start();
  await until(() => states.at(-1) === 'up');
});

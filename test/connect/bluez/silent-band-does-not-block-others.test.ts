import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('of seven bands one is never heard: the six others are up within 5 s, and back within 5 s of coming back', async () => {
  const { bands, open, follow, timeline } = await bluezBench({ bands: 7 });
  const silent = bands[3]!;
  silent.isInRange = false;
  const transport = await open();
  const beganMs = timeline.nowMs();
  const all = bands.map((band) => follow(transport, band));
  const others = all.filter((_, index) => index !== 3);
  await until(() => others.every(({ states }) => states.at(-1) === 'up'));
  const upMs = timeline.nowMs() - beganMs;
  for (const band of bands) if (band !== silent) band.leave();
  await until(() => others.every(({ states }) => states.at(-1) === 'down'));
  for (const band of bands) if (band !== silent) band.comeBack();
  const backMs = timeline.nowMs();
  await until(() => others.every(({ states }) => states.at(-1) === 'up'));
  const againMs = timeline.nowMs() - backMs;
  console.log(`six of seven bands up after ${upMs.toFixed()} ms, again after ${againMs.toFixed()} ms`);
  expect(upMs).toBeLessThan(5_000);
  expect(againMs).toBeLessThan(5_000);
  silent.comeBack();
  await until(() => all[3]!.states.at(-1) === 'up', 5_000);
});

test('a band that is heard and then does not answer holds the others up for no more than its own deadline', async () => {
  const { bluez, bands, open, follow, timeline, failures } = await bluezBench({ bands: 3 });
  bluez.faults.unmet.add(bands[0]!.address);
  const transport = await open();
  const mute = follow(transport, bands[0]!);
  const others = [follow(transport, bands[1]!), follow(transport, bands[2]!)];
  const beganMs = timeline.nowMs();
  await until(() => others.every(({ states }) => states.at(-1) === 'up'));
  expect(timeline.nowMs() - beganMs).toBeLessThan(5_000);
  await until(() => failures.length > 0);
  expect(failures[0]).toMatchObject({ code: 'link/no-answer', message: expect.stringContaining(bands[0]!.address) });
  bluez.faults.unmet.clear();
  await until(() => mute.states.at(-1) === 'up');
});

test('a pending connection is taken back at its deadline: BlueZ would go on with it for 20 s and refuse the next as in progress', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ speed: 5 });
  bluez.faults.unmet.add(bands[0]!.address);
  const { states } = follow(await open(), bands[0]!);
  await until(() => failures.length >= 3);
  for (const failure of failures) expect(failure).toMatchObject({ code: 'link/no-answer' });
  bluez.faults.unmet.clear();
  await until(() => states.at(-1) === 'up');
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { connectDevice } from '../../../host/connect/device-connection.ts';
import { greet } from '../../../host/connect/greeting.ts';
import { openSerialLink } from '../../../host/connect/serial/serial-link.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import type { LinkState } from '../../../protocol/link.ts';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { type ServedPort, servePort } from '../../../sim/serve-serial.ts';
import { createWorld } from '../../../sim/world.ts';
import { SEED } from '../../seeded.ts';
import { until } from './plugged-band.ts';

/** Bands that run the real firmware, in real time, on terminals. */
async function served() {
  const clock = createVirtualClock(0);
  const { devices } = createWorld({ clock, seed: SEED, motionOnly: true });
  const folder = mkdtempSync(join(tmpdir(), 'limber-swapped-'));
  const beganMs = performance.now();
  const pacing = setInterval(() => clock.advanceBy(Math.max(0, performance.now() - beganMs - clock.nowMs())), 10);
  const ports: ServedPort[] = [];
  for (const device of devices) ports.push(await servePort(device, folder));
  const close = async (): Promise<void> => {
    await Promise.all(ports.map((port) => port.close()));
    clearInterval(pacing);
    rmSync(folder, { recursive: true });
  };
  return { ports, close };
}

async function follow({ path }: ServedPort) {
  const connection = connectDevice(await openSerialLink({ path, timeline: wallTimeline() }));
  const states: LinkState[] = [];
  const tally = { frames: 0, salts: new Set<string>(), ids: new Set<string>() };
  connection.link.onState((state) => states.push(state));
  connection.messages$.subscribe((message) => {
    if (message.kind === 'motion') tally.frames++;
    if (message.kind !== 'hello') return;
    tally.ids.add(message.hello.deviceId);
    tally.salts.add(Buffer.from(message.hello.salt).toString('hex'));
  });
  await greet(connection, wallTimeline());
  return { connection, states, tally };
}

test('two bands that are plugged in again under each other’s names are streamed on, each to whom it belongs', async () => {
  const { ports, close } = await served();
  const followed: Awaited<ReturnType<typeof follow>>[] = [];
  for (const port of ports.slice(0, 2)) followed.push(await follow(port));
  await until(() => followed.every(({ tally }) => tally.frames > 5));
  const [first, second] = ports as [ServedPort, ServedPort];
  const names = [first, second].map(({ path }) => basename(path)) as [string, string];
  await Promise.all([first.unplug(), second.unplug()]);
  await until(() => followed.every(({ states }) => states.at(-1) === 'down'));
  await Promise.all([first.plugIn(`${names[0]}7`), second.plugIn(names[0])]);
  const backMs = performance.now();
  // The second is at the first one's port; only the first one's new name is like its old one.
  await until(() => followed[0]!.states.at(-1) === 'up');
  expect(performance.now() - backMs).toBeLessThan(5_000);
  await second.plugIn(names[1]);
  await until(() => followed[1]!.states.at(-1) === 'up');
  const before = followed.map(({ tally }) => tally.frames);
  await until(() => followed.every(({ tally }, i) => tally.frames > before[i]! + 5));
  for (const { tally, connection } of followed) {
    expect(tally.ids.size).toBe(1);
    // A connection of its own, so that what is sealed is sealed for it.
    expect(tally.salts.size).toBeGreaterThan(1);
    await connection.close();
  }
  expect(followed[0]!.tally.ids).not.toEqual(followed[1]!.tally.ids);
  await close();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pace } from '../host/cli/pace.ts';
import { connectDevice } from '../host/connect/device-connection.ts';
import { greet } from '../host/connect/greeting.ts';
import type { GreetedDevice } from '../host/device-roster.ts';
import { openGateway } from '../host/gateway.ts';
import { beginHomeSession } from '../host/home-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import type { SessionDocument } from '../host/records/session-document.ts';
import { startEmbeddedBroker } from '../host/relay/embedded-broker.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../host/stim/index.ts';
import { PLACEMENTS } from '../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../protocol/simulation.ts';
import { createVirtualClock } from '../sim/board/virtual-clock.ts';
import { composeMovement, type Piece } from '../sim/body/movement.ts';
import { seededRandom } from '../sim/random.ts';
import { createWorld } from '../sim/world.ts';
import { SEED } from './seeded.ts';

/** Known angles: eight knee extensions a set, from 60 to 88 degrees. */
const ROM_DEG = [60, 64, 68, 72, 76, 80, 84, 88];

function knownMovement() {
  const set: Piece[] = ROM_DEG.flatMap((romDeg): Piece[] => [
    { kind: 'rep', romDeg, outS: 1.8, holdS: 1, backS: 2 },
    { kind: 'rest', durationS: 0.8 },
  ]);
  const rest = (durationS: number): Piece => ({ kind: 'rest', durationS });
  return composeMovement([rest(4), ...set, rest(12), ...set, rest(1)], seededRandom(SEED));
}

async function subscribed(address: { url: string; username: string; password: string }) {
  const client = await connectAsync(address.url, { username: address.username, password: address.password });
  onTestFinished(async () => void (await client.endAsync(true)));
  const messages = new Map<string, unknown>();
  client.on('message', (topic, payload) => messages.set(topic, JSON.parse(payload.toString())));
  await client.subscribeAsync('limber/v1/#', { qos: 1 });
  return messages;
}

test('a knee with known angles, from the IMU of a simulated band to the summary read back from the broker', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'limber-journey-'));
  const broker = await startEmbeddedBroker({ newSecret: () => 'journey' });
  const messages = await subscribed(broker.address);
  const clock = createVirtualClock();
  const movement = knownMovement();
  const { devices: simulated } = createWorld({ clock, seed: SEED, movement });
  const gateway = await openGateway({
    dataDir,
    simulated: true,
    wallMs: clock.wallMs,
    broker: broker.address,
    say: () => {},
  });
  onTestFinished(async () => {
    await gateway.close();
    await broker.close();
    rmSync(dataDir, { recursive: true });
  });

  let over = false;
  const pacing = pace(clock, Number.POSITIVE_INFINITY, () => over);
  const devices: GreetedDevice[] = await Promise.all(
    simulated.map(async ({ link, role, placement }) => {
      const linkKey = () => (role === 'stim' ? SIMULATED_LINK_KEY : undefined);
      const connection = connectDevice(link, { linkKey });
      const worn = PLACEMENTS.find((one) => one === placement);
      return { connection, hello: await greet(connection, clock), ...(worn ? { placement: worn } : {}) };
    }),
  );
  const { session } = beginHomeSession({
    gateway,
    devices,
    timeline: clock,
    person: DEMONSTRATION_PRESCRIPTION.person,
    exercise: exerciseById('knee-extension')!,
    plan: { sets: 2, repsPerSet: 8, restS: 20 },
    prescription: DEMONSTRATION_PRESCRIPTION,
    rateHz: 104,
    say: () => {},
  });
  const { id } = (await session.done).session;
  over = true;
  await pacing;
  const stored = await gateway.published(id);

  const topic = `limber/v1/home/simulated-patient/session/${id}/summary`;
  await vi.waitUntil(() => messages.has(topic));
  const summary = messages.get(topic) as SessionDocument;
  expect(summary).toMatchObject({ schema: 'limber/session/1', simulated: true, session: { id, outcome: 'completed' } });
  expect(summary.reps).toHaveLength(16);
  summary.reps.forEach((rep, i) => {
    expect(Math.abs(rep.rom_deg - movement.reps[i]!.romDeg), `repetition ${rep.index}`).toBeLessThan(3);
    expect(rep.set).toBe(i < 8 ? 1 : 2);
  });
  expect(summary.session.sets).toMatchObject([{ reps: 8 }, { reps: 8 }]);
  expect(summary.stimulation).toMatchObject({ stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 });
  expect(summary.stimulation.on_time_s).toBeGreaterThan(59);
  expect(summary.stimulation.on_time_s).toBeLessThanOrEqual(60);
  expect(summary.reps).toEqual(stored.reps);
  expect(stored.published.pending).toBe(0);
  expect([...messages.keys()].some((one) => one.endsWith('/rep'))).toBe(true);
});

import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { type GreetedDevice, watchDevices } from '../../host/device-roster.ts';
import { exerciseSession } from '../../host/exercise-session.ts';
import type { IntakeHealth } from '../../host/intake/intake-health.ts';
import { exerciseById } from '../../host/motion/index.ts';
import type { DeviceView } from '../../host/screen/feed.ts';
import { PLACEMENTS } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createHolder } from '../../sim/holder.ts';
import { createWorld } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';

const AWAY_MS = 8_000;
const clock = createVirtualClock();
/** Of each band its own air: interval, loss, strength. */
const near = { ...HOME_AIR, lossShare: 0, signalDbm: -50, connectionIntervalMs: 15 };
const far = { ...HOME_AIR, lossShare: 0.08, burstPackets: 6, signalDbm: -90, connectionIntervalMs: 45 };
const bandsIn = (air: typeof HOME_AIR, seed: number, bands: number) =>
  createHolder({ clock, seed, bands, air }).devices;
const devices = [...bandsIn(near, SEED, 4), ...bandsIn(far, SEED + 1, 2)];
const stim = createWorld({ clock, seed: SEED, air: { ...near, connectionIntervalMs: 30 } }).devices.at(-1)!;

let before: readonly DeviceView[] = [];
let away: readonly DeviceView[] = [];
let after: readonly DeviceView[] = [];

/** Six motion bands and a stim band; the first goes away for a while. */
beforeAll(async () => {
  const linkKey = () => SIMULATED_LINK_KEY;
  const bands = devices.map(({ link }, i) => ({ connection: connectDevice(link), placement: PLACEMENTS[i]! }));
  const pads = connectDevice(stim.link, { linkKey });
  const connections = [...bands.map(({ connection }) => connection), pads];
  const hellos = await passUntil(clock, Promise.all(connections.map((connection) => greet(connection, clock))));
  const greeted = connections.map((connection, i): GreetedDevice => {
    const hello = hellos[i]!;
    return i < bands.length ? { connection, hello, placement: bands[i]!.placement } : { connection, hello };
  });
  const health = new Map<string, IntakeHealth>();
  const exercise = exerciseById('knee-extension')!;
  const intake = exerciseSession({ bands, exercise, rateHz: 104, timeline: clock, originMs: clock.nowMs() }).subscribe(
    (event) => {
      if (event.kind === 'health') health.set(event.health.sensor, event.health);
    },
  );
  const roster = watchDevices(greeted, clock, (placement) => health.get(placement));
  let views: readonly DeviceView[] = [];
  const seen = roster.views$.subscribe((latest) => {
    views = latest;
  });
  // A crystal's error shows against radio's delays only after a while.
  await pass(clock, 150_000);
  before = views;
  devices[0]!.air.dropOut(AWAY_MS);
  await pass(clock, AWAY_MS - 2_000);
  away = views;
  await pass(clock, 6_000);
  after = views;
  seen.unsubscribe();
  roster.close();
  intake.unsubscribe();
  await Promise.all(connections.map((connection) => connection.close()));
}, 120_000);

test('rate, signal, connection interval', () => {
  expect(before).toHaveLength(7);
  for (const view of before.slice(0, 4)) {
    expect(view.rateHz).toBeGreaterThan(95);
    expect(view.rateHz).toBeLessThan(115);
    expect(view.awayS).toBeNull();
    expect(view).not.toHaveProperty('reconnects');
  }
  expect(before.map(({ signalDbm }) => signalDbm)).toEqual([-50, -50, -50, -50, -90, -90, -50]);
  expect(before.map(({ intervalMs }) => intervalMs)).toEqual([15, 15, 15, 15, 45, 45, 30]);
});

test('a clock error is told once it can be, with how sure it is, and is each band’s own', () => {
  const boards = [...devices, stim].map(({ board }) => board.crystalPpm);
  const known = before.flatMap(({ clockErrorPpm, clockErrorSigmaPpm }, i) =>
    clockErrorPpm === null ? [] : [{ off: Math.abs(clockErrorPpm - boards[i]!), sigma: clockErrorSigmaPpm! }],
  );
  expect(known.length).toBeGreaterThan(1);
  for (const { off, sigma } of known) expect(off).toBeLessThan(4 * sigma + 1);
});

test('a band in bad air has losses and frames that were recovered; one beside it in good air has none', () => {
  const [good, bad] = [before[1]!, before[4]!];
  expect(good).toMatchObject({ lossPercent: 0, recovered: { frames: 0, percent: 0 } });
  expect(bad.recovered!.frames).toBeGreaterThan(10);
  expect(bad.recovered!.percent).toBeGreaterThan(0);
});

test('the stim band: accounts a second, and what of them was lost; nobody asks again', () => {
  expect(before[6]).toMatchObject({ kind: 'stim', lossPercent: 0, recovered: null });
  expect(before[6]!.rateHz).toBeGreaterThan(0);
});

describe('a band that goes away', () => {
  test('is down for as long as it is, and nothing is claimed of its radio; the others go on', () => {
    expect(away[0]).toMatchObject({ state: 'down', rateHz: 0, signalDbm: null, intervalMs: null });
    expect(away[0]!.awayS).toBeGreaterThanOrEqual(4);
    expect(away[0]!.awayS).toBeLessThanOrEqual(6);
    expect(away.slice(1).map(({ state }) => state)).toEqual(Array(6).fill('up'));
  });

  test('comes back once, after so long, and is counted for itself alone', () => {
    const { reconnects, state, awayS } = after[0]!;
    expect({ state, awayS }).toEqual({ state: 'up', awayS: null });
    expect(reconnects).toMatchObject({ count: 1, longestAwayS: AWAY_MS / 1000 });
    expect(Date.parse(reconnects!.lastAt)).toBeGreaterThan(clock.wallMs() - 10_000);
    expect(after.slice(1).every((view) => view.reconnects === undefined)).toBe(true);
  });
});

test('over a link that tells nothing of itself nothing is known, never 0', async () => {
  const own = createVirtualClock();
  const { link } = createHolder({ clock: own, seed: SEED, bands: 1 }).devices[0]!;
  const { signalDbm: _, intervalMs: __, ...silent } = link;
  const connection = connectDevice({ ...silent, payloadBytes: 50 });
  onTestFinished(() => connection.close());
  const hello = await passUntil(own, greet(connection, own));
  const roster = watchDevices([{ connection, hello }], own, () => undefined);
  const views: DeviceView[] = [];
  roster.views$.subscribe(([view]) => views.push(view!));
  await pass(own, 2_000);
  roster.close();
  expect(views.at(-1)).toMatchObject({
    signalDbm: null,
    intervalMs: null,
    lossPercent: null,
    recovered: null,
    clockErrorPpm: null,
  });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HomeSession } from '../../host/home-session.ts';
import type { Store } from '../../host/records/store.ts';
import type { DeviceView, FeedEvent } from '../../host/screen/feed.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { PretendedBand } from './pretended-band.ts';
import { beginPretended, FRAME_MS } from './pretended-home.ts';

const REST: readonly number[] = [3, -2, 1, 0, 0, 8192];

let clock: VirtualClock;
let store: Store;
let home: HomeSession;
let thigh: PretendedBand;
let shank: PretendedBand;
let events: FeedEvent[];

beforeEach(() => {
  clock = createVirtualClock();
  store = temporaryStore({ wallMs: clock.wallMs });
  thigh = new PretendedBand('thigh', clock.nowMs);
  shank = new PretendedBand('shank', clock.nowMs);
  events = [];
  home = beginPretended({ store, timeline: clock, bands: [thigh, shank] });
  home.feed$.subscribe((event) => events.push(event));
});

afterEach(() => home.close());

const random = seededRandom(SEED);
/** What a sensor at rest says: never twice the same. */
const noisy = (): number[] => REST.map((count) => count + Math.round(random.uniform(-6, 6)));

function live(seconds: number, thighSays = noisy, shankSays = noisy): void {
  for (let ms = 0; ms < 1000 * seconds; ms += FRAME_MS) {
    clock.advanceBy(FRAME_MS);
    thigh.measure(thighSays);
    shank.measure(shankSays);
  }
}

const views = (): readonly DeviceView[] => events.findLast((event) => event.kind === 'devices')!.devices;
const notes = () => store.decisions('s-1').filter(({ kind }) => kind.startsWith('band-'));

test('bands that measure are in no trouble', () => {
  live(5);
  expect(views().map(({ trouble, restarts }) => [trouble, restarts])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(notes()).toEqual([]);
});

test('an IMU stuck at one value is found within two seconds, on record once, and over when it measures again', () => {
  live(3);
  live(3, noisy, () => [...REST]);
  expect(views()[1]).toMatchObject({ placement: 'shank', trouble: { kind: 'stuck' } });
  expect(views()[0]!.trouble).toBeUndefined();
  live(2);
  expect(views()[1]!.trouble).toBeUndefined();
  expect(notes()).toMatchObject([{ kind: 'band-trouble', detail: { placement: 'shank', trouble: { kind: 'stuck' } } }]);
});

test('saturation is told by axis with its number of samples', () => {
  live(2);
  live(0.1, noisy, () => [0, 32_767, 0, -32_768, 0, 8192]);
  live(2);
  const { trouble } = views()[1]!;
  expect(trouble).toMatchObject({ kind: 'saturated', axes: [{ axis: 'gyroscope y' }, { axis: 'acceleration x' }] });
  const [gyro] = trouble!.kind === 'saturated' ? trouble!.axes : [];
  expect(gyro!.samples).toBe(12);
  expect(notes().length).toBeGreaterThan(0);
});

test('a band that comes back without its sensor is said to measure nothing', () => {
  live(2);
  shank.startAnew({ configurationId: 0, resetCause: 'WATCHDOG' });
  for (let i = 0; i < 80; i++) {
    clock.advanceBy(FRAME_MS);
    thigh.measure(noisy);
  }
  expect(views()[1]).toMatchObject({ trouble: { kind: 'no-sensor' } });
});

test('every restart is shown with its cause and stands in the records of the session', () => {
  live(1);
  shank.startAnew({ resetCause: 'WATCHDOG' });
  live(1.5);
  expect(views()[1]!.restarts).toEqual({ count: 1, latestCause: 'WATCHDOG' });
  shank.startAnew({ resetCause: 'POWER_ON' });
  live(1.5);
  expect(views()[1]!.restarts).toEqual({ count: 2, latestCause: 'POWER_ON' });
  expect(notes()).toMatchObject([
    { kind: 'band-restart', detail: { placement: 'shank', boot: 8, cause: 'WATCHDOG' } },
    { kind: 'band-restart', detail: { placement: 'shank', boot: 9, cause: 'POWER_ON' } },
  ]);
});

test('a press of the button is told at once, with the limb', () => {
  live(1);
  thigh.press(1);
  expect(events.at(-1)).toMatchObject({ kind: 'press', press: { placement: 'thigh', presses: 1 } });
});

import { expect, test } from 'vitest';
import { goesOnWords } from '../../host/cli/session-order.ts';
import type { StimSession } from '../../host/stim-session.ts';
import { passUntil } from '../virtual-time.ts';
import { KilledHome, PERSON } from './killed-home.ts';

const stimOf = (rig: KilledHome) => rig.world.find(({ role }) => role === 'stim')!;
const currentOf = (rig: KilledHome): number => stimOf(rig).board.currentUa();
const state = (stim: StimSession | undefined): string | undefined => stim?.view().state;

/** Looks every 20 ms; the largest current that flowed. */
async function largestUa(rig: KilledHome, ms: number): Promise<number> {
  let largest = 0;
  for (let passed = 0; passed < ms; passed += 20) {
    await rig.live(20);
    largest = Math.max(largest, currentOf(rig));
  }
  return largest;
}

async function stimulating(): Promise<KilledHome> {
  const rig = new KilledHome({ withStim: true });
  await rig.begin();
  await rig.until(() => state(rig.home!.stim) === 'ACTIVE');
  return rig;
}

test('killed while current flows: zero within the lease, and zero until the person asks for it again', async () => {
  const rig = await stimulating();
  expect(currentOf(rig)).toBeGreaterThan(0);
  await rig.live(4000);
  const whenKilled = rig.store.doseSince(PERSON, 0);
  rig.kill();
  await rig.live(2500);
  expect(currentOf(rig)).toBe(0);
  const { goesOn } = rig.choose();
  const home = await rig.begin(goesOn!);
  expect(home.session.plan()).toMatchObject({ phase: 'stimulating', waitsForPerson: true });

  // What flowed after the last booking is booked on this very session, and never less than what was.
  const booked = rig.store.doseSince(PERSON, 0);
  expect(booked.onTimeMs).toBeGreaterThan(whenKilled.onTimeMs);
  expect(booked.onTimeMs).toBe(rig.store.doseMark(home.stim!.device)!.mark.dayMs);
  expect(rig.store.doseMark(home.stim!.device)!.sessionId).toBe('session-0');

  // The stimulation that nobody saw end has its end in the records, by the band's word and counters.
  await rig.until(() => state(home.stim) !== 'UNKNOWN');
  const ends = () => rig.store.decisions('session-0').filter(({ kind }) => kind.startsWith('stimulation-'));
  expect(ends().map(({ kind }) => kind)).toEqual(['stimulation-started', 'stimulation-stopped', 'stimulation-cut']);
  expect(ends()[1]!.detail).toMatchObject({ reason: 'LEASE_LOST', currentUa: 0 });
  const { mark } = rig.store.doseMark(home.stim!.device)!;
  expect(ends()[2]!.detail).toEqual({ cause: 'HOST_GONE', band: 'LEASE_LOST', counters: mark });

  // While the band rests it cannot be asked for, and to have asked changes nothing later.
  await rig.until(() => state(home.stim) === 'LOCKOUT');
  expect(home.steer({ kind: 'again' })).toMatchObject({ taken: false, message: expect.stringContaining('rests') });
  await rig.until(() => state(home.stim) === 'IDLE');
  expect(await largestUa(rig, 60_000)).toBe(0);
  expect(state(home.stim)).toBe('IDLE');

  expect(home.steer({ kind: 'again' })).toEqual({ taken: true, message: '' });
  await rig.until(() => state(home.stim) === 'ACTIVE');
  expect(currentOf(rig)).toBeGreaterThan(0);
  const document = await passUntil(rig.clock, home.session.done, 20);
  expect(document.session).toMatchObject({ id: 'session-0', outcome: 'completed' });
  // One session, one dose: both processes' together, as the ledger and the band have it.
  const all = rig.store.doseSince(PERSON, 0);
  expect(document.stimulation).toMatchObject({ pulses: all.pulses, on_time_s: all.onTimeMs / 1000 });
  expect(1000 * document.stimulation.on_time_s).toBe(rig.store.doseMark(home.stim!.device)!.mark.dayMs);
  expect(document.stimulation.on_time_s).toBeLessThanOrEqual(60);
  expect(rig.store.audit.verify()).toMatchObject({ intact: true });
}, 60_000);

test('killed in the exercise: at its end the stimulation waits for the person, not for the button alone', async () => {
  const rig = new KilledHome({ withStim: true });
  await rig.begin();
  await rig.until(() => rig.home!.session.plan().phase === 'resting');
  const home = await rig.killAndGoOn(3000);
  expect(home.steer({ kind: 'again' })).toEqual({
    taken: false,
    message: 'First the exercises, then the stimulation.',
  });
  await rig.until(() => home.session.plan().phase === 'stimulating');
  // Somebody presses the band's button meanwhile.
  stimOf(rig).board.pressButton();
  expect(await largestUa(rig, 30_000)).toBe(0);
  expect(state(home.stim)).toBe('IDLE');
  expect(home.steer({ kind: 'again' }).taken).toBe(true);
  await rig.until(() => currentOf(rig) > 0);
}, 60_000);

test('nobody asks: the session ends by itself after five minutes, with what was stored, and without a current', async () => {
  const rig = new KilledHome({ withStim: true });
  await rig.begin();
  await rig.until(() => rig.home!.session.plan().phase === 'resting');
  const home = await rig.killAndGoOn(3000);
  await rig.until(() => home.session.plan().phase === 'stimulating');
  let isDone = false;
  const done = home.session.done.finally(() => {
    isDone = true;
  });
  expect(await largestUa(rig, 299_000)).toBe(0);
  expect(isDone).toBe(false);
  const document = await passUntil(rig.clock, done, 20);
  expect(document).toMatchObject({ session: { outcome: 'completed' }, stimulation: { pulses: 0, on_time_s: 0 } });
}, 60_000);

test('nobody has heard the band again: at the end of the session its stimulation has an end all the same, for reasons unknown', async () => {
  const rig = await stimulating();
  rig.kill();
  await rig.live(5000);
  const { goesOn } = rig.choose();
  // Without a page nobody can ask for it: that is said at once, and the session does not wait.
  expect(goesOnWords(goesOn!, false)).toMatch(/stimulation is off and stays off.*ends with the exercise/);
  const home = await rig.begin(goesOn!, false);
  const document = await passUntil(rig.clock, home.session.done, 20);
  expect(document.session.outcome).toBe('completed');
  expect(document.stimulation.stop_reason).toBe('UNKNOWN');
  expect(rig.store.decisions('session-0').at(-1)).toMatchObject({
    kind: 'stimulation-cut',
    detail: { cause: 'HOST_GONE', band: 'UNKNOWN', counters: null },
  });
}, 60_000);

test('killed again before anybody asked: it still waits', async () => {
  const rig = await stimulating();
  await rig.killAndGoOn(2000);
  await rig.live(2000);
  const home = await rig.killAndGoOn(2000);
  expect(home.session.plan()).toMatchObject({ phase: 'stimulating', waitsForPerson: true });
  expect(await largestUa(rig, 30_000)).toBe(0);
  expect(rig.store.leftOpen()).toHaveLength(1);
}, 60_000);

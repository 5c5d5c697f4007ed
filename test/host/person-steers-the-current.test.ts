import { expect, test } from 'vitest';
import { readSteeringWish } from '../../host/steering.ts';
import { HomeRig, PERSON } from './home-rig.ts';

test('up only after a word of comfort, down at once; every change is on record with who wanted it', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  expect(home.steer({ kind: 'raise' })).toEqual({
    taken: false,
    message: 'First say how it feels; then it can be raised.',
  });
  expect(home.steer({ kind: 'comfort', feeling: 'too-weak' }).taken).toBe(true);
  expect(home.steer({ kind: 'raise' }).taken).toBe(true);
  await rig.live(1_500);
  expect(rig.device.board.currentUa()).toBe(21_000);
  expect(home.stim!.view().steering).toMatchObject({ askedUa: 21_000, noRise: '', prompt: '' });
  home.steer({ kind: 'lower' });
  home.steer({ kind: 'lower' });
  await rig.until(() => home.stim!.course().outcome?.result === 'done');
  expect(rig.device.board.currentUa()).toBe(19_000);
  const changes = rig.store.audit
    .of(PERSON, ['stimulation'])
    .map(({ document }) => document as { kind?: string; asked_ua?: number; by?: string; result?: string })
    .filter(({ kind }) => kind === 'SET');
  expect(changes).toMatchObject([
    { asked_ua: 21_000, by: 'patient', result: 'done' },
    { asked_ua: 19_000, by: 'patient', result: 'done' },
  ]);
}, 30_000);

test('F35: what hurts ends at once; the note is kept', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  const outcome = home.steer({ kind: 'comfort', feeling: 'painful', note: 'burning under the upper pad' });
  expect(outcome.taken).toBe(true);
  await rig.live(250);
  expect(rig.device.board.currentUa()).toBe(0);
  expect(home.stim!.view().reason).toContain('because it hurt');
  expect(rig.store.audit.of(PERSON, ['comfort']).map(({ by, document }) => [by, document])).toEqual([
    ['patient', { session: 'session-1', feeling: 'painful', note: 'burning under the upper pad' }],
  ]);
  await rig.until(() => home.stim!.view().state === 'LOCKOUT');
  home.session.end();
  const { stimulation } = await home.session.done;
  expect(stimulation).toMatchObject({ stop_reason: 'STOP', log: { gateway_reason: 'PAIN' } });
  const { min, median, max } = stimulation.log!.impedance_ohm!;
  expect([min, median, max]).toEqual([min, median, max].toSorted((a, b) => a - b));
  expect(min).toBeGreaterThan(100);
  expect(max).toBeLessThan(10_000);
}, 30_000);

test('F38: a fall that a motion band feels pauses, and asks', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  home.stim!.find('jolt');
  await rig.live(1_000);
  expect(rig.device.board.currentUa()).toBe(0);
  expect(home.stim!.view()).toMatchObject({ state: 'PAUSED', steering: { prompt: 'JOLT' } });
  const { clock, said } = { clock: rig.clock.nowMs(), said: stateChanges(rig) };
  expect(said.at(-1)).toMatchObject({ to: 'PAUSED', why: 'JOLT' });
  while (home.stim!.view().state === 'PAUSED' && rig.clock.nowMs() - clock < 400_000) await rig.live(5_000);
  home.session.end();
  const { stimulation } = await home.session.done;
  expect(stimulation).toMatchObject({ stop_reason: 'PAUSE_TOO_LONG', log: { gateway_reason: 'JOLT' } });
}, 60_000);

const stateChanges = (rig: HomeRig): unknown[] =>
  rig.store.audit
    .of(PERSON, ['stimulation'])
    .map(({ document }) => document as { event?: string })
    .filter(({ event }) => event === 'state');

test('what is no wish is not obeyed', () => {
  for (const body of [null, 'raise', {}, { kind: 'raise', stepUa: 50_000 }, { kind: 'start' }, { kind: 'comfort' }]) {
    expect(readSteeringWish(body)).toBeNull();
  }
  expect(readSteeringWish({ kind: 'lower' })).toEqual({ kind: 'lower' });
});

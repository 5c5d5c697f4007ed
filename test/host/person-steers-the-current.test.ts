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
}, 30_000);

test('F38: a fall that a motion band feels pauses, and asks', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  home.stim!.find('jolt');
  await rig.live(1_000);
  expect(rig.device.board.currentUa()).toBe(0);
  expect(home.stim!.view()).toMatchObject({ state: 'PAUSED', steering: { prompt: 'JOLT' } });
}, 30_000);

test('what is no wish is not obeyed', () => {
  for (const body of [null, 'raise', {}, { kind: 'raise', stepUa: 50_000 }, { kind: 'start' }, { kind: 'comfort' }]) {
    expect(readSteeringWish(body)).toBeNull();
  }
  expect(readSteeringWish({ kind: 'lower' })).toEqual({ kind: 'lower' });
});

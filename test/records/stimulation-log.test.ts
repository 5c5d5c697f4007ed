import * as v from 'valibot';
import { expect, test } from 'vitest';
import { sessionSchema } from '../../host/records/schema.ts';
import { NO_STIMULATION } from '../../host/records/summary.ts';
import { sessionEnd, sessionStart, temporaryStore, WALL_MS } from './session-fixture.ts';

const delivered = { ...NO_STIMULATION, pulses: 1, stop_reason: 'STOP', prescription_id: 'rx-1' };
const AT = '2026-03-01T09:30:00.000Z';

test('what was decided, felt and measured of a stimulation is in its document', () => {
  let wallMs = WALL_MS;
  const store = temporaryStore({ wallMs: () => wallMs });
  const note = (document: object) =>
    store.audit.append({ person: 'p-7', by: 'gateway', kind: 'stimulation', document });
  const say = (kind: 'pad' | 'titration' | 'comfort' | 'pain' | 'skin', document: object) =>
    store.audit.append({ person: 'p-7', by: 'patient', kind, document });
  say('pad', { id: 'pads-3', event: 'opened', areaMm2: 2500 });
  say('pad', { id: 'pads-3', event: 'used' });
  const found = { site: 'knee', sensoryThresholdUa: 8000, strongComfortableUa: 20_000, discomfortUa: null };
  say('titration', { ...found, settledUa: 19_000 });
  say('titration', { ...found, site: 'shoulder', settledUa: 1000 });
  const recording = store.begin(sessionStart('s-1'));
  const prescription = { id: 'rx-1', revision: 4, device: 'stim-1', site: 'knee' };
  recording.addDecision({ atMs: 0, kind: 'prescription', detail: { verdict: 'ACCEPTED', prescription } });
  wallMs += 60_000;
  const command = { session: 's-1', event: 'command', kind: 'START', counter: 3, result: 'done', reason: '' };
  note({ ...command, asked_ua: 20_000 });
  note({ session: 's-1', event: 'state', from: 'ACTIVE', to: 'PAUSED', why: 'JOLT' });
  note({ session: 's-0', event: 'state', from: 'PAUSED', to: 'LOCKOUT', why: '' });
  wallMs += 4500;
  note({ session: 's-1', event: 'state', from: 'PAUSED', to: 'RAMPING_UP', why: '' });
  note({ ...command, kind: 'SET', asked_ua: 23_000, result: 'failed', reason: 'TOO_SOON' });
  note({ ...command, kind: 'SET', asked_ua: 21_000, reason: 'STEP_CAPPED', by: 'patient' });
  note({ ...command, kind: 'SET', asked_ua: 21_000 });
  wallMs = WALL_MS;
  recording.addDecision({ atMs: 99_000, kind: 'impedance', detail: { minOhm: 900, medianOhm: 1100, maxOhm: 2000 } });
  recording.addDecision({ atMs: 99_000, kind: 'else', detail: null });
  const pain = { session: 's-1', moment: 'before', activity: 'rest', stimulation: false, rating: 6 };
  say('pain', pain);
  say('pain', { ...pain, session: 's-0' });
  say('comfort', { session: 's-1', feeling: 'strong-comfortable' });
  say('skin', { site: 'knee', finding: 'none' });
  const document = recording.finish(sessionEnd({ stimulation: delivered }));
  expect(document.stimulation.log).toEqual({
    prescription_revision: 4,
    device: 'stim-1',
    site: 'knee',
    pads: { id: 'pads-3', area_mm2: 2500, uses: 1 },
    thresholds: { sensory_ua: 8000, comfortable_ua: 20_000, discomfort_ua: null, settled_ua: 19_000 },
    amplitude_changes: [
      { at_s: 60, from_ua: 0, to_ua: 20_000, by: 'gateway', reason: '' },
      { at_s: 64.5, from_ua: 20_000, to_ua: 21_000, by: 'patient', reason: 'STEP_CAPPED' },
    ],
    pauses: [{ at_s: 60, duration_s: 4.5, reason: 'JOLT' }],
    impedance_ohm: { min: 900, median: 1100, max: 2000 },
    comfort: [{ at: AT, feeling: 'strong-comfortable', by: 'patient' }],
    pain: [{ at: AT, moment: 'before', activity: 'rest', stimulation: false, rating: 6 }],
    skin: [{ at: AT, finding: 'none', by: 'patient' }],
  });
  expect(v.parse(v.strictObject(sessionSchema.entries), document)).toEqual(document);
});

test('without a stimulation, or without anything said of it, there is no log', () => {
  const store = temporaryStore();
  store.audit.append({ person: 'p-7', by: 'patient', kind: 'pad', document: { id: 'pads-3', event: 'opened' } });
  expect(store.begin(sessionStart('s-1')).finish(sessionEnd()).stimulation).toEqual(NO_STIMULATION);
  const other = store.begin({ ...sessionStart('s-2'), person: 'p-8' });
  expect(other.finish(sessionEnd({ stimulation: delivered })).stimulation).toEqual(delivered);
});

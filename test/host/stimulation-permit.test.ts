import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { firmwareTightenings, readFirmwareManifest } from '../../host/firmware-manifest.ts';
import { simulatedPrescription, trustsSimulatedClinician } from '../../host/keys/simulated-clinician.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { DEMONSTRATION_PRESCRIPTION, type PrescriptionDocument } from '../../host/stim/index.ts';
import { type PermitParams, permitStimulation } from '../../host/stimulation-permit.ts';
import type { Hello } from '../../protocol/message.ts';

const NOW_MS = Date.parse('2026-11-22T10:00:00Z');
const DAY_MS = 86_400_000;
const PERSON = DEMONSTRATION_PRESCRIPTION.person;
const built = readFirmwareManifest()!.stim!;
const hello = {
  deviceId: 'band-7',
  firmwareVersion: built.version,
  firmwareHash: built.hash,
  simulated: true,
} as Hello;

function emptyStore(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'limber-permit-'));
  const store = openStore(folder, { simulated: true, wallMs: () => NOW_MS });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

const signed = (more: Partial<PrescriptionDocument> = {}): unknown =>
  simulatedPrescription(hello.deviceId, { ...DEMONSTRATION_PRESCRIPTION, ...more });

function ask(store: Store, more: Partial<PermitParams> = {}) {
  const document = signed();
  const fixed = {
    hello,
    person: PERSON,
    recordsRefused: null,
    check: trustsSimulatedClinician,
    wallMs: NOW_MS,
    latestNowS: 0,
  };
  return permitStimulation({ store, document, ...fixed, ...more });
}

function refusals(store: Store, more: Partial<PermitParams> = {}): string[] {
  const { decision, course } = ask(store, more);
  expect(course).toBeNull();
  expect(decision.verdict).toBe('REFUSED');
  return decision.constraint.reasons.map(({ rule }) => rule);
}

test('what is signed, sealed, in force and answered for is permitted, with all inputs in the decision', () => {
  const { decision, course } = ask(emptyStore());
  expect(decision.verdict).toBe('ACCEPTED');
  expect(decision.context).toMatchObject({ device: 'band-7', person: PERSON, dayUsedMs: 0, daySessions: 0, also: [] });
  expect(course!.seal!.length).toBeGreaterThan(40);
  expect(course!.prescriptionHash).toHaveLength(8);
});

describe('refused, in words', () => {
  test('F41: another build of the firmware, an older one, none that is known', () => {
    const store = emptyStore();
    expect(refusals(store, { hello: { ...hello, firmwareHash: built.hash ^ 1 } })).toEqual(['firmware']);
    expect(refusals(store, { hello: { ...hello, firmwareVersion: '0.0.1' } })).toEqual(['firmware']);
    expect(firmwareTightenings(hello, null)[0]!.text).toContain('npm run firmware');
    expect(firmwareTightenings(hello, readFirmwareManifest())).toEqual([]);
    // An engineer's build, on a real band: named, and never armed, whatever its hash.
    const open = firmwareTightenings({ ...hello, development: true, simulated: false }, readFirmwareManifest());
    expect(open[0]!.text).toMatch(/development build, whose console is open .*limber flash --role stim/);
  });

  test('F46: records that were changed after they were written; nothing is read of them', () => {
    const store = { simulated: true } as Store;
    expect(refusals(store, { recordsRefused: 'record 3 was changed' })).toEqual(['records.broken']);
  });

  test('F13: another person, another band, a letter changed after signing, nobody who signed', () => {
    const store = emptyStore();
    expect(refusals(store, { person: 'somebody-else' })).toContain('other-person');
    expect(refusals(store, { hello: { ...hello, deviceId: 'band-8' } })).toContain('other-device');
    const changed = structuredClone(signed()) as { prescription: PrescriptionDocument };
    changed.prescription.ceiling_ua += 1;
    expect(refusals(store, { document: changed })).toEqual(['tampered']);
    expect(refusals(store, { document: DEMONSTRATION_PRESCRIPTION })).toContain('not-signed');
    expect(refusals(store, { check: null })).toEqual(['signature-unchecked']);
  });

  test('F12: a later revision is known; the same revision with other content', () => {
    const store = emptyStore();
    expect(ask(store, { document: signed({ revision: 4 }) }).course).not.toBeNull();
    expect(refusals(store, { document: signed({ revision: 3 }) })).toContain('superseded');
    expect(refusals(store, { document: signed({ revision: 4, level_ua: 10_000 }) })).toEqual(['revision-reused']);
    expect(ask(store, { document: signed({ revision: 4 }) }).course).not.toBeNull();
    store.prescriptions.withdraw(store.prescriptions.accepted()[0]!, 'clinician:anna', 'pain got worse');
    expect(refusals(store, { document: signed({ revision: 4 }) })).toEqual(['withdrawn']);
  });

  test('what was handed over in vain is in the book, once for each time, by nobody', () => {
    const store = emptyStore();
    const changed = structuredClone(signed()) as { prescription: PrescriptionDocument };
    changed.prescription.ceiling_ua += 1;
    for (const document of [changed, { schema: 'poem' }]) refusals(store, { document });
    // Refused for the day, not for itself.
    refusals(store, { wallMs: Date.parse(DEMONSTRATION_PRESCRIPTION.expires_at) });
    const entries = [PERSON, ''].flatMap((person) => store.audit.of(person, ['prescription']));
    expect(entries.map(({ by, document }) => [by, (document as { what: string }).what])).toEqual([
      ['nobody', 'refused'],
      ['nobody', 'refused'],
    ]);
    expect(store.prescriptions.accepted()).toEqual([]);
  });

  test('F6: expired by the latest time that was ever known, whatever the clock says now', () => {
    const document = signed({ expires_at: '2026-12-01T00:00:00Z' });
    expect(ask(emptyStore(), { document }).course).not.toBeNull();
    const latestNowS = Date.parse('2026-12-02T00:00:00Z') / 1000;
    expect(refusals(emptyStore(), { document, latestNowS })).toContain('expired');
  });

  test('a contraindication, redness that lasts, a burn', () => {
    const told = (kind: 'screening' | 'skin', document: unknown): string[] => {
      const store = emptyStore();
      ask(store);
      store.audit.append({ person: PERSON, by: 'patient', kind, document });
      return refusals(store);
    };
    expect(told('screening', { answers: { 'implanted-device': true } })).toEqual(['screening.implanted-device']);
    expect(told('skin', { site: 'knee-left', finding: 'redness-long' })).toEqual(['skin.redness']);
    expect(told('skin', { site: 'calf-left', finding: 'burn' })).toEqual(['skin.burn']);
  });

  test('F42: pads that are worn out or too small', () => {
    const store = emptyStore();
    ask(store);
    store.audit.append({
      person: PERSON,
      by: 'patient',
      kind: 'pad',
      document: { id: 'p', event: 'opened', areaMm2: 2_500 },
    });
    for (let i = 0; i < 20; i++)
      store.audit.append({ person: PERSON, by: 'gateway', kind: 'pad', document: { id: 'p', event: 'used' } });
    // Somebody who is no simulation: nobody opens new ones for them.
    expect(refusals({ ...store, simulated: false })).toEqual(['pads.worn']);
    store.audit.append({
      person: PERSON,
      by: 'patient',
      kind: 'pad',
      document: { id: 'q', event: 'opened', areaMm2: 1_600 },
    });
    expect(refusals({ ...store, simulated: false })).toEqual(['pads.small']);
  });
});

test('a session begins no higher than what the person found comfortable last', () => {
  const store = emptyStore();
  const found = { sensoryThresholdUa: 6_000, strongComfortableUa: 14_000, discomfortUa: null, settledUa: 14_000 };
  store.audit.append({ person: PERSON, by: 'patient', kind: 'titration', document: { site: 'knee-left', ...found } });
  expect(ask(store).course!.levelUa).toBe(14_000);
});

test('what was delivered in the last day counts, what was before does not', () => {
  const store = emptyStore();
  const day = { session_ms: 60_000, day_ms: 90_000 };
  const recording = store.begin({
    id: 'earlier',
    site: 'home',
    person: PERSON,
    exercise: 'knee-extension',
    startedAtMs: NOW_MS,
    targetDeg: { low: 0, high: 90 },
    sensors: [],
    wantedTempoS: { out: 1, hold: 1, back: 1 },
  });
  recording.addDose({ atMs: 0, pulses: 1, chargeNc: 1, onTimeMs: 40_000, peakCurrentUa: 1 });
  expect(refusals(store, { document: signed(day) })).toContain('day-used');
  expect(ask(store, { document: signed(day), wallMs: NOW_MS + DAY_MS + 1 }).decision.context.dayUsedMs).toBe(0);
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFirmwareManifest } from '../../host/firmware-manifest.ts';
import { simulatedPrescription, trustsSimulatedClinician } from '../../host/keys/simulated-clinician.ts';
import type { Store } from '../../host/records/store.ts';
import { writeBackup } from '../../host/records/upkeep/backup.ts';
import { restoreBackup } from '../../host/records/upkeep/backup-restore.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { permitStimulation } from '../../host/stimulation-permit.ts';
import type { Hello } from '../../protocol/message.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-11-22T10:00:00Z');
const PERSON = DEMONSTRATION_PRESCRIPTION.person;
const { version: firmwareVersion, hash: firmwareHash } = readFirmwareManifest()!.stim!;
const hello = { deviceId: 'band-7', firmwareVersion, firmwareHash, simulated: true } as Hello;

function refusals(store: Store, wallMs: number): { rule: string; text: string }[] {
  const document = simulatedPrescription(hello.deviceId, DEMONSTRATION_PRESCRIPTION);
  const fixed = { hello, person: PERSON, recordsRefused: null, check: trustsSimulatedClinician, latestNowS: 0 };
  const { decision, course } = permitStimulation({ store, document, wallMs, ...fixed });
  expect(course === null).toBe(decision.verdict === 'REFUSED');
  return decision.verdict === 'REFUSED' ? decision.constraint.reasons.map(({ rule, text }) => ({ rule, text })) : [];
}

/** Backed up, then a minute is delivered that the backup knows nothing of, and two hours later it is restored. */
async function restoredRecords(simulated: boolean) {
  const dataDir = temporaryDirectory();
  const from = join(temporaryDirectory(), 'backup');
  const store = temporaryStore({ dataDir, simulated, wallMs: () => NOW_MS });
  refusals(store, NOW_MS);
  const prescription = { id: 'rx-1', revision: 1, person: PERSON, device: 'band-9', site: 'knee-left' };
  store.prescriptions.accept({ ...prescription, hash: 'ab', clinician: 'anna', document: {} });
  await writeBackup({ dataDir, out: from, wallMs: NOW_MS });
  const recording = store.begin({ ...sessionStart('s-1'), person: PERSON });
  recording.addDose({ atMs: 0, pulses: 100, chargeNc: 100, onTimeMs: 60_000, peakCurrentUa: 20_000 });
  recording.finish(sessionEnd());
  store.close();
  const { withdrawn, keptAside } = await restoreBackup({ from, dataDir, replace: true, wallMs: NOW_MS + 2 * HOUR_MS });
  rmSync(keptAside!, { recursive: true });
  const clock = { wallMs: NOW_MS + 2 * HOUR_MS };
  return { withdrawn, clock, store: temporaryStore({ dataDir, simulated, wallMs: () => clock.wallMs }) };
}

test('restored records permit no stimulation until what they do not know of counts no more, whatever the clock says', async () => {
  const { store, withdrawn, clock } = await restoredRecords(true);
  expect(store.doseSince(PERSON, 0).onTimeMs).toBe(0);
  expect(refusals(store, NOW_MS + 2 * HOUR_MS)).toEqual([
    {
      rule: 'records.restored',
      text: expect.stringMatching(/backup of 2026-11-22 10:00.+ not known here: .+ until 2026-11-23 12:00/),
    },
  ]);
  const rules = (wallMs: number): string[] => {
    clock.wallMs = wallMs;
    return refusals(store, wallMs).map(({ rule }) => rule);
  };
  expect(rules(NOW_MS + 26 * HOUR_MS - 1)).toContain('records.restored');
  expect(rules(NOW_MS - 1000 * HOUR_MS)).toContain('records.restored');
  expect(rules(NOW_MS + 26 * HOUR_MS)).toEqual([]);
  // Nobody is hurt in a simulation.
  expect(withdrawn).toBe(0);
});

test('prescriptions that were in force are not any more: a withdrawal after the backup would be unknown', async () => {
  const { store, withdrawn } = await restoredRecords(false);
  expect(withdrawn).toBeGreaterThan(0);
  expect(store.prescriptions.inForce({ device: 'band-9' })).toBeNull();
  expect(store.prescriptions.latestRevision('band-9')).toBe(1);
  const entries = store.audit
    .of(PERSON, ['prescription'])
    .map(({ document }) => document as { what: string; why?: string });
  expect(entries.at(-1)).toMatchObject({ what: 'withdrawn', why: expect.stringContaining('restored from a backup') });
  expect(store.audit.verify()).toMatchObject({ intact: true });
});

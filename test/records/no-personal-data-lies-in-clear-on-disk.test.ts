import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Store } from '../../host/records/store.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import {
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
} from './session-fixture.ts';

/** In whatever file, as text of any kind of JSON. */
const TELLTALES = [
  ...[
    'Petra Sieben',
    'Dr. Keller',
    'O. Perator',
    'confided',
    'knee-extension',
    'limping',
    'clinician:anna',
    'knee-left',
  ],
  ...['"rom_deg"', '"pulses"', 'charge_nc', '"ceilingUa"', '"low":60', '"thigh"', '71.5', '123456789', '"detail"'],
  ...['"start_s"', '"exercise"', '"elapsedMs"', '"duration_s"'],
];

/** A session with stimulation, of a person with a name, who was prescribed something, and whose band has something to answer. */
function lived(store: Store): void {
  store.enrol({ kind: 'person', id: 'p-7', name: 'Petra Sieben' });
  store.enrol({ kind: 'device', id: 'stim-1', name: 'the confided one' });
  const recording = store.begin({ ...sessionStart('s-1'), side: 'left' });
  recording.addSamples(swingingBlock('shank', 0, 12));
  recording.addAngle(Float64Array.of(0, 60, 12_000), Float64Array.of(1, 2, 3));
  recording.addRep(repOf(1));
  recording.addDecision({ atMs: 1, kind: 'prescription', detail: { prescription: { ceilingUa: 123456789 } } });
  const mark = { boot: 1, session: 1, pulses: 123456789, chargeNc: 4, dayMs: 1000 };
  recording.addDose({
    atMs: 1,
    pulses: 41,
    chargeNc: 123456789,
    onTimeMs: 9,
    peakCurrentUa: 5,
    device: 'stim-1',
    mark,
  });
  recording.addEvent({ kind: 'stimulation-stopped', atMs: 2, currentUa: 0, reason: 'confided', prescriptionId: 'rx' });
  recording.noteProgress({
    elapsedMs: 2000,
    frames: { received: 1, lost: 0, recovered: 0, discarded: 0 },
    at: { wallMs: 1, upMs: 1 },
  });
  const of = { person: 'p-7', exercise: 'knee-extension', sessionId: 's-1', demonstratedAtMs: 0, leftOut: [] };
  store.prescribeMovement({ ...of, prescribedBy: 'Dr. Keller', movement: { exercise: 'knee-extension' } as never });
  store.enrolExecution({ ...of, execution: 'limping', enrolledBy: 'Dr. Keller' });
  store.audit.append({ person: 'p-7', by: 'clinician:anna', kind: 'pain', document: { words: 'confided' } });
  store.prescriptions.accept({
    ...{ id: 'rx', revision: 1, person: 'p-7', device: 'stim-1', site: 'knee-left', hash: 'ab', clinician: 'anna' },
    document: { ceilingUa: 123456789 },
  });
  const calibrated = { device: 'm-1', madeAtMs: 1, tag: '00', bytes: Uint8Array.of(1), onBand: true };
  store.keepCalibration({ ...calibrated, operator: 'O. Perator', findings: { seen: 'confided' } });
  store.keepPending('stim-1', { words: 'confided' });
  recording.finish(sessionEnd());
}

function found(dataDir: string): string[] {
  return readdirSync(dataDir).flatMap((name) => {
    const bytes = readFileSync(join(dataDir, name));
    return TELLTALES.filter((word) => bytes.includes(word)).map((word) => `${word} in ${name}`);
  });
}

test('of a session with stimulation, a name and prescriptions nothing is in clear: in no file, while it is written or after', () => {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir, simulated: false, beside: queueRecord });
  lived(store);
  expect(readdirSync(dataDir)).toContain('records.db-wal');
  expect(found(dataDir)).toEqual([]);
  store.close();
  expect(readdirSync(dataDir)).not.toContain('records.db-wal');
  expect(found(dataDir)).toEqual([]);
  // It is all there for who has the key.
  const again = temporaryStore({ dataDir, simulated: false });
  expect(again.session('s-1')).toMatchObject({
    session: { exercise: 'knee-extension', side: 'left' },
    reps: [repOf(1)],
  });
  expect(again.doseSince('p-7', 0).chargeNc).toBe(123456789);
  expect(again.enrolledExecutions('p-7', 'knee-extension')).toMatchObject([{ execution: 'limping' }]);
});

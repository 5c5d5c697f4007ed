import { expect, test } from 'vitest';
import { calibrationFrom } from '../../host/connect/band-calibration.ts';
import { MOTION_CORE } from '../../host/motion/motion-core.ts';
import type { AnalysisResult } from '../../host/records/analysis-record.ts';
import { decodeCurve, encodeCurve } from '../../host/records/samples/angle-curve.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import type { Store } from '../../host/records/store.ts';
import { storedDemonstrations } from '../../host/stored-demonstrations.ts';
import { encodeCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { temporaryStore, WALL_MS } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { passUntil } from '../virtual-time.ts';
import { KilledHome, REPS, SETS } from './killed-home.ts';
import { analysedAgain, kneeExtensions, olderSession, type SessionScript, storedSession } from './stored-session.ts';

/** To the last digit that is stored: repetitions with all their metrics, sets, and the curve. */
function expectSame(store: Store, document: SessionDocument, again: AnalysisResult): void {
  expect(again.reps).toEqual(document.reps);
  expect(again.sets).toEqual(document.session.sets);
  expect(decodeCurve([encodeCurve(again.curve)])).toEqual(store.angleCurve(document.session.id));
}

function calibration() {
  const bytes = encodeCalibration({
    madeAtS: WALL_MS / 1000,
    gyro: { biasRadS: [0.003, -0.002, 0.001], sigmaRadS: 5e-5 },
  });
  const read = calibrationFrom(bytes, crc32(bytes));
  if (read.kind !== 'found') throw new Error(read.why);
  return read.found;
}

const WHOLE = { lossShare: 0 };
const SCRIPTS: readonly (SessionScript & { readonly name: string })[] = [
  { name: 'of two sets by plan', movement: kneeExtensions(6), plan: { sets: 2, repsPerSet: 3, restS: 1 } },
  { name: 'with calibrated bands', movement: kneeExtensions(4), calibration: calibration() },
  {
    name: 'that is a recording, and ends before its last repetition does',
    movement: kneeExtensions(4),
    plan: { repsPerSet: Number.POSITIVE_INFINITY },
    overMs: 24_300,
  },
  {
    name: 'that is a demonstration',
    movement: kneeExtensions(3, SEED, { romDeg: 34 }),
    plan: { purpose: 'demonstration' },
  },
];

test.each(SCRIPTS)('the core that followed a session makes the very same of it again: one $name', async (script) => {
  const store = temporaryStore();
  const document = await storedSession(store, { ...script, air: WHOLE });
  expect(document.motion_core).toBe(MOTION_CORE);
  expect(document.reps.length).toBeGreaterThan(2);
  expectSame(store, document, analysedAgain(store, document));
});

test('it goes by what was prescribed and enrolled when the session began, and names executions alike', async () => {
  let hours = 0;
  const store = temporaryStore({ wallMs: () => WALL_MS + 3_600_000 * ++hours });
  const demonstrate = async (id: string, execution: string, romDeg: number): Promise<void> => {
    const movement = kneeExtensions(3, SEED, { romDeg });
    await storedSession(store, { id, movement, air: WHOLE, plan: { purpose: 'demonstration' } });
    const outcome = storedDemonstrations(store).prescribe(id, { leftOut: [], by: 'Dr. K', execution });
    expect(outcome).toMatchObject({ prescribed: true });
  };
  await demonstrate('shown-1', 'correct', 70);
  await demonstrate('shown-2', 'small', 40);
  const wallMs = WALL_MS + 3_600_000 * ++hours;
  const movement = kneeExtensions(3, SEED, { romDeg: 41 });
  const document = await storedSession(store, { movement, wallMs, air: WHOLE });
  expect(document.session.movement_prescription?.version).toBe(1);
  expect(document.reps.map(({ execution }) => execution?.name)).toEqual(['small', 'small', 'small']);
  await demonstrate('shown-3', 'small', 55);
  await demonstrate('shown-4', 'correct', 42);
  expectSame(store, document, analysedAgain(store, document));
});

test('what came too late for the session is counted where it belongs, as if the bands had been heard all along', async () => {
  const [store, movement] = [temporaryStore(), kneeExtensions(8)];
  const whole = await storedSession(store, { id: 'whole', movement, air: WHOLE });
  const document = await storedSession(store, { movement, air: WHOLE, break: { fromMs: 12_000, ms: 11_000 } });
  expect(document.reps.length).toBeLessThan(whole.reps.length - 1);
  expect(document.completion!.late_samples).toBeGreaterThan(2 * 8 * 104);
  const { reps } = analysedAgain(store, document);
  expect(reps).toHaveLength(whole.reps.length);
  reps.forEach((rep, i) => {
    expect(Math.abs(rep.rom_deg - whole.reps[i]!.rom_deg)).toBeLessThan(0.5);
    expect(Math.abs(rep.start_s - whole.reps[i]!.start_s)).toBeLessThan(0.05);
    expect(rep.doubts).toBeUndefined();
  });
});

test('air that loses more than is ever asked for again costs no repetition that the session had', async () => {
  const store = temporaryStore();
  const document = await storedSession(store, {
    movement: kneeExtensions(6),
    air: { lossShare: 0.1, burstPackets: 30 },
  });
  expect(document.frames.lost + (document.completion?.late_samples ?? 0)).toBeGreaterThan(0);
  expect(analysedAgain(store, document).reps.length).toBeGreaterThanOrEqual(document.reps.length);
});

test('a session that a second gateway went on with is seen as one, with the repetition that neither counted', async () => {
  const rig = new KilledHome();
  await rig.begin();
  await rig.live(9500);
  const home = await rig.killAndGoOn(4000);
  const document = await passUntil(rig.clock, home.session.done, 20);
  expect(document.session.gaps).toHaveLength(1);
  expect(document.reps.length).toBeLessThan(SETS * REPS);
  const { sets, reps } = analysedAgain(rig.store, document);
  expect(sets.length).toBe(document.session.sets.length);
  expect(reps.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what was asked of the person then decides what counts, and not what the library asks today', async () => {
  const store = temporaryStore();
  const document = await storedSession(store, { movement: kneeExtensions(3, SEED, { romDeg: 20 }), air: WHOLE });
  expect(document.reps).toEqual([]);
  const asked = olderSession(store, document, { id: 'low', targetDeg: { low: 40, high: 60 } });
  expect(analysedAgain(store, asked).reps).toHaveLength(3);
});

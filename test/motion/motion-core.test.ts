import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { inOrderOfTime } from '../../host/connect/recording-blocks.ts';
import { handedOn, type RecordedSamples } from '../../host/intake/handed-on.ts';
import { exerciseById, movement } from '../../host/motion/index.ts';
import { MOTION_CORE } from '../../host/motion/motion-core.ts';
import { repRecord, setsOf } from '../../host/records/summary.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';
import { perform, REST_AFTER_S } from './performed-exercise.ts';

/** One of each kind of angle. Always the same ones, whatever LIMBER_SEED says. */
const EXERCISES = [
  'knee-extension',
  'shoulder-flexion',
  'neck-side-bend',
  'mini-squat',
  'neck-rotation',
  'single-leg-stand',
];
const SEED = 5;
/** In which edition of the motion core was what: of the counts that went in, and of the records that came out. */
const NOTED = {
  core: 1,
  counts: 'dc1be5576de56939',
  records: 'b03517657f1ab38d',
};

const configuration = DEFAULT_MOTION_CONFIGURATION;
const WITH_GAP = { fromSample: 1100, samples: 30 };

interface Counted {
  readonly exercise: string;
  readonly bands: readonly { readonly sensor: Placement; readonly record: readonly RecordedSamples[] }[];
}

const counted: readonly Counted[] = EXERCISES.map((exercise) => ({
  exercise,
  bands: perform(exerciseById(exercise)!, 'right', SEED).recordings.map(({ sensor, tMs, gyroRadS, accMs2 }) => {
    const count = tMs.length - Math.round((REST_AFTER_S - 5) * configuration.rateHz);
    const raw = new Int16Array(6 * count);
    for (let i = 0; i < count; i++) {
      for (let axis = 0; axis < 3; axis++) {
        raw[6 * i + axis] = Math.round(gyroRadS[3 * i + axis]! / configuration.gyroRadSPerRaw);
        raw[6 * i + 3 + axis] = Math.round(accMs2[3 * i + axis]! / configuration.accMs2PerRaw);
      }
    }
    return { sensor, record: recordOf(tMs.subarray(0, count), raw) };
  }),
}));

/** With a gap that is interpolated, and a calibration. */
function recordOf(tMs: Float64Array, raw: Int16Array): RecordedSamples[] {
  const behind = WITH_GAP.fromSample + WITH_GAP.samples;
  const values = Float64Array.of(0.002, -0.001, 0.003, 0.1, -0.05, 0.08, 1.01, 0.002, -0.001, 0.99, 0.003, 1.002);
  const alike = { configurationId: configuration.id, correction: { values } };
  const marks = new Uint8Array(tMs.length - behind);
  marks[0] = WITH_GAP.samples;
  return [
    { ...alike, tMs: tMs.subarray(0, WITH_GAP.fromSample), raw: raw.subarray(0, 6 * WITH_GAP.fromSample) },
    { ...alike, tMs: tMs.subarray(behind), raw: raw.subarray(6 * behind), marks },
  ];
}

function recordsOf({ exercise, bands }: Counted): object {
  let state = movement.initial({ exercise: exerciseById(exercise)!, rateHz: configuration.rateHz });
  const reps: Parameters<typeof repRecord>[0][] = [];
  for (const block of inOrderOfTime(bands.map(({ sensor, record }) => handedOn(sensor, record)))) {
    const [next, events] = movement.step(state, block);
    state = next;
    for (const event of events) if (event.kind === 'rep') reps.push(event.rep);
  }
  const records = reps.map((rep) => repRecord(rep, 1));
  return { reps: records, sets: setsOf(records) };
}

const hashOf = (parts: readonly (string | Uint8Array)[]): string =>
  parts
    .reduce((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);

test('the same counts give the same repetitions as long as it is the same motion core', () => {
  const raw = counted.flatMap(({ bands }) => bands.flatMap(({ record }) => record.map((one) => one.raw)));
  const counts = hashOf(
    raw.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  const found = counted.map(recordsOf);
  for (const { reps } of found as { reps: object[] }[]) expect(reps.length).toBeGreaterThan(2);
  const records = hashOf([JSON.stringify(found)]);
  const advice =
    counts === NOTED.counts
      ? 'other repetitions from the same counts: raise MOTION_CORE, and note it here with its hash'
      : 'the simulated people of this test move differently: note both hashes, MOTION_CORE stays';
  expect({ core: MOTION_CORE, counts, records }, advice).toEqual(NOTED);
});

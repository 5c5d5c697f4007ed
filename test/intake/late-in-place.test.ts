import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handedOn, LATE, type RecordedSamples } from '../../host/intake/handed-on.ts';
import { lateInPlace } from '../../host/intake/late-in-place.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import { SEED } from '../seeded.ts';

const PERIOD_MS = 1000 / DEFAULT_MOTION_CONFIGURATION.rateHz;
const PER_FRAME = 3;
type Fate = 'heard' | 'lost' | 'late';

const timeOf = (i: number): number => Math.round(1000 * i * PERIOD_MS) / 1000;

/** As intake fills in: nothing where it is longer than a second. */
const fillOf = (missed: number): number => ((PER_FRAME * missed + 1) * PERIOD_MS > 1000 ? 0 : PER_FRAME * missed);

/** Frames in the order in which they were stored: what came late stands behind the first `delayed` that were heard after it. */
function recordOf(fates: readonly Fate[], delayed: number): RecordedSamples[] {
  const records: RecordedSamples[] = [];
  const waiting: { readonly record: RecordedSamples; readonly from: number }[] = [];
  // Before its first frame a session misses nothing.
  let missed: number | undefined;
  fates.forEach((fate, frame) => {
    const marks = new Uint8Array(PER_FRAME);
    if (fate === 'late') marks.fill(LATE);
    else marks[0] = fillOf(missed ?? 0);
    const samples = Array.from({ length: PER_FRAME }, (_, i) => frame * PER_FRAME + i);
    const raw = Int16Array.from(samples.flatMap((i) => [i, -i, 2 * i, i, i, i].map((count) => count % 9000)));
    const record = { configurationId: 1, tMs: Float64Array.from(samples, timeOf), raw, marks };
    if (fate === 'late') waiting.push({ record, from: frame });
    if (fate === 'heard') records.push(record);
    if (fate === 'heard') missed = 0;
    else if (missed !== undefined) missed++;
    while (waiting[0] && frame - waiting[0].from >= delayed) records.push(waiting.shift()!.record);
  });
  return [...records, ...waiting.map(({ record }) => record)];
}

const numbersOf = (blocks: Iterable<SampleBlock>): number[][] =>
  [...blocks].flatMap(({ count, tMs, gyroRadS, accMs2, filled }) =>
    Array.from({ length: count }, (_, i) => [
      ...[tMs[i]!, filled[i]!],
      ...gyroRadS.subarray(3 * i, 3 * i + 3),
      ...accMs2.subarray(3 * i, 3 * i + 3),
    ]),
  );

const stretch = (late: number) =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          { weight: 6, arbitrary: fc.constant<Fate>('heard') },
          { weight: 1, arbitrary: fc.constant<Fate>('lost') },
          { weight: late, arbitrary: fc.constant<Fate>('late') },
        ),
        fc.integer({ min: 1, max: 50 }),
      ),
      { minLength: 2, maxLength: 14 },
    )
    .map((parts) => parts.flatMap(([fate, frames]) => Array.from({ length: frames }, () => fate)));

test('where nothing came late, it is the record of the live session, number for number', () => {
  fc.assert(
    fc.property(stretch(0), (fates) => {
      const records = recordOf(fates, 0);
      const again = handedOn(
        'thigh',
        lateInPlace(() => records),
      );
      expect(numbersOf(again)).toStrictEqual(numbersOf(handedOn('thigh', records)));
    }),
    { seed: SEED, numRuns: 40 },
  );
});

test('whatever came late, and whenever, it is as if it had come in time', () => {
  fc.assert(
    fc.property(stretch(2), fc.integer({ min: 0, max: 200 }), (fates, delayed) => {
      const inTime = recordOf(
        fates.map((fate) => (fate === 'late' ? 'heard' : fate)),
        0,
      );
      const again = handedOn(
        'thigh',
        lateInPlace(() => recordOf(fates, delayed)),
      );
      expect(numbersOf(again)).toStrictEqual(numbersOf(handedOn('thigh', inTime)));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test('a late sample that does not fit between those that came in time is left out', () => {
  const heard = recordOf(['heard', 'heard', 'heard'], 0);
  const strange = { ...recordOf(['late'], 0)[0]!, tMs: Float64Array.of(timeOf(4), timeOf(4) + 1, timeOf(5) + 0.5) };
  const times = numbersOf(
    handedOn(
      'thigh',
      lateInPlace(() => [...heard, strange]),
    ),
  ).map(([tMs]) => tMs!);
  expect(times).toHaveLength(3 * PER_FRAME + 1);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
});

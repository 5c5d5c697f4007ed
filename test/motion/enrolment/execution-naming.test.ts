import { expect, test } from 'vitest';
import { initialNaming, nameTrack } from '../../../host/motion/enrolment/execution-naming.ts';
import type { EnrolledRep, Track } from '../../../host/motion/templates/track.ts';
import { anglesDeg, armTrack, CORRECT, enrol, FAST, LIFT, LOW, rep, type Step } from '../templates/arm.ts';

const LABELLED = { correct: CORRECT, fast: FAST, 'low-amplitude': LOW };
const ENROLLED: readonly EnrolledRep[] = Object.entries(LABELLED).map(([name, steps]) =>
  enrol('lift', name, LIFT, steps),
);
const LONGEST_S = 30;

const done = (steps: readonly Step[], seed: number): Track =>
  armTrack(LIFT, anglesDeg([{ restS: 0.3 }, ...steps, { restS: 0.3 }]), 0, seed);

/** Both bands turned in their straps: x is y, y is z, z is x. */
const strappedOtherwise = (track: Track): Track => ({
  ...track,
  values: track.values.map((values) => values.map((_, i) => values[i - (i % 3) + ((i + 1) % 3)]!)),
});

test.each([
  ['as enrolled', (track: Track) => track],
  ['in another direction', strappedOtherwise],
])('the names are those of the repetitions most alike, bands worn %s', (_, worn) => {
  const naming = initialNaming(ENROLLED, LONGEST_S);
  for (const [name, steps] of [...Object.entries(LABELLED), ...Object.entries(LABELLED)]) {
    const execution = nameTrack(naming, worn(done(steps, 3)));
    expect(execution?.name).toBe(name);
    expect(execution!.confidence).toBeGreaterThan(0.7);
    expect(execution!.confidence).toBeLessThanOrEqual(1);
  }
});

test('with one kind enrolled, what is like it has its name and all else none', () => {
  const naming = initialNaming(ENROLLED.slice(0, 1), LONGEST_S);
  expect(nameTrack(naming, done(CORRECT, 4))?.name).toBe('correct');
  expect(nameTrack(naming, done(rep(65, 1.4, 3.6), 4))?.name).toBe('correct');
  expect(nameTrack(naming, done(FAST, 4))).toMatchObject({ name: null });
  expect(nameTrack(naming, done(rep(25, 1.2, 4), 4))).toMatchObject({ name: null });
  for (const steps of [CORRECT, FAST]) expect(nameTrack(naming, done(steps, 4))!.confidence).toBeGreaterThan(0.5);
});

test('it goes on alike from a copy of its state', () => {
  const naming = initialNaming(ENROLLED, LONGEST_S);
  nameTrack(naming, done(FAST, 5));
  const copy = structuredClone(naming);
  for (const steps of [CORRECT, LOW, FAST]) {
    expect(nameTrack(copy, done(steps, 6))).toEqual(nameTrack(naming, done(steps, 6)));
  }
});

test('a band that dropped out for the whole repetition leaves the others to tell', () => {
  const naming = initialNaming(ENROLLED, LONGEST_S);
  const track = done(LOW, 7);
  const without = { ...track, values: [track.values[0]!, track.values[1]!.map(() => Number.NaN)] };
  expect(nameTrack(naming, without)?.name).toBe('low-amplitude');
  expect(nameTrack(naming, { ...track, values: track.values.map((all) => all.map(() => Number.NaN)) })).toBeUndefined();
});

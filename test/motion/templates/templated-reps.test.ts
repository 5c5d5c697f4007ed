import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompletedTemplatedRep } from '../../../host/motion/templates/templated-rep.ts';
import { finishTemplated, initialTemplated, stepTemplated } from '../../../host/motion/templates/templated-reps.ts';
import { type EnrolledRep, TRACK_VALUES, type Track } from '../../../host/motion/templates/track.ts';
import { SEED } from '../../seeded.ts';
import {
  ARM_SENSORS,
  anglesDeg,
  armTrack,
  CORRECT,
  enrol,
  FAST,
  LIFT,
  LOW,
  NECK,
  rep,
  type Step,
  set,
  TURN,
} from './arm.ts';

const OWN = [
  enrol('Arm heben, links', 'correct', LIFT, CORRECT),
  enrol('Arm heben, links', 'too fast ⚡', LIFT, FAST),
  enrol('Arm heben, links', 'low-amplitude', LIFT, LOW),
];

const begin = (enrolled: readonly EnrolledRep[]) => initialTemplated({ rateHz: 25, sensors: ARM_SENSORS, enrolled });

function find(track: Track, enrolled: readonly EnrolledRep[]): readonly CompletedTemplatedRep[] {
  const [state, completed] = stepTemplated(begin(enrolled), track);
  return [...completed, ...finishTemplated(state)];
}

const kinds = (found: readonly CompletedTemplatedRep[]): string[] => found.map(({ rep: one }) => one.execution);

function part(track: Track, from: number, to: number): Track {
  const values = track.values.map((all) => all.slice(from * TRACK_VALUES, to * TRACK_VALUES));
  return { ...track, t0S: track.t0S + from / track.rateHz, count: Math.min(to, track.count) - from, values };
}

const session = armTrack(LIFT, anglesDeg([...set(3, CORRECT), { restS: 20 }, ...set(3, FAST), ...set(3, LOW)]), 12.5);

describe('enrolled repetitions tell what the session holds', () => {
  test('each repetition once, its names unchanged, its boundaries where they were enrolled', () => {
    const found = find(session, OWN);
    expect(new Set(found.map((one) => one.rep.exercise))).toEqual(new Set(['Arm heben, links']));
    const fast = 'too fast ⚡';
    const wanted = [
      'correct',
      'correct',
      'correct',
      fast,
      fast,
      fast,
      'low-amplitude',
      'low-amplitude',
      'low-amplitude',
    ];
    expect(kinds(found)).toEqual(wanted);
    // Enrolled from 0.3 s before to 0.3 s after; the first begins after 1.5 s of rest and takes 6.4 s.
    expect(found[0]!.rep.startS).toBeGreaterThan(12.5 + 1.2 - 0.15);
    expect(found[0]!.rep.startS).toBeLessThan(12.5 + 1.2 + 0.15);
    expect(Math.abs(found[0]!.rep.endS - (12.5 + 1.5 + 6.4 + 0.3))).toBeLessThan(0.15);
    expect(Math.abs(found[0]!.rep.romDeg - 70)).toBeLessThan(3);
  });

  test('one template is enough to count by', () => {
    const found = find(session, OWN.slice(0, 1));
    expect(kinds(found)).toEqual(Array.from({ length: 9 }, () => 'correct'));
  });

  test("other people's repetitions find them too", () => {
    const others = OWN.map((one) => ({ ...one, isOwn: false }));
    const found = find(session, others);
    expect(found).toHaveLength(9);
    expect(kinds(found).slice(0, 3)).toEqual(['correct', 'correct', 'correct']);
  });

  test('two exercises are told apart', () => {
    const both = [...OWN, enrol('turn', 'correct', TURN, CORRECT)];
    const found = find(armTrack(TURN, anglesDeg(set(4, CORRECT))), both);
    expect(found.map((one) => one.rep.exercise)).toEqual(['turn', 'turn', 'turn', 'turn']);
  });

  test('a turn about the vertical is a movement, though gravity stays where it is', () => {
    const enrolled = [enrol('neck', 'correct', NECK, CORRECT), enrol('neck', 'low-amplitude', NECK, LOW)];
    const found = find(armTrack(NECK, anglesDeg([...set(3, CORRECT), ...set(2, LOW)])), enrolled);
    const [good, low] = ['correct', 'low-amplitude'];
    expect(kinds(found)).toEqual([good, good, good, low, low]);
    expect(Math.abs(found[0]!.rep.romDeg - 70)).toBeLessThan(4);
  });

  test('each is told within 0.3 s of its end; phases follow one another without a gap', () => {
    for (const { rep: one, emittedAtS } of find(session, OWN)) {
      expect(emittedAtS - one.endS).toBeLessThanOrEqual(0.3);
      const [out, hold, back] = one.phases;
      expect([out!.startS, out!.endS, hold!.endS, back!.endS]).toEqual([
        one.startS,
        hold!.startS,
        back!.startS,
        one.endS,
      ]);
      expect(out!.endS).toBeGreaterThan(out!.startS);
      expect(back!.endS).toBeGreaterThan(back!.startS);
    }
  });
});

describe('idle is idle', () => {
  const nothing: readonly (readonly [string, readonly Step[]])[] = [
    ['a minute of rest', [{ restS: 60 }]],
    ['a change of posture', [{ restS: 5 }, { toDeg: 60, s: 2 }, { restS: 40 }, { toDeg: 0, s: 2 }, { restS: 20 }]],
    ['small movements', Array.from({ length: 12 }, () => rep(9, 0.8, 0.5)).flat()],
    ['jerks', Array.from({ length: 5 }, () => [...rep(50, 0.2, 0), { restS: 4 }]).flat()],
  ];
  test.each(nothing)('%s', (_, steps) => {
    expect(find(armTrack(LIFT, anglesDeg(steps)), OWN)).toEqual([]);
  });

  test('an exercise nobody enrolled', () => {
    expect(find(armTrack(TURN, anglesDeg(set(4, CORRECT))), OWN)).toEqual([]);
  });

  test('who idles with the arm up lowers it first, and that is no repetition', () => {
    const steps: Step[] = [{ restS: 30 }, { toDeg: 0, s: 1 }, ...set(4, CORRECT), { toDeg: 70, s: 1 }, { restS: 30 }];
    expect(find(armTrack(LIFT, anglesDeg(steps, 70)), OWN)).toHaveLength(4);
  });
});

describe('however it arrives', () => {
  const whole = find(session, OWN);

  test('cut into blocks of any size it gives the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        let state = begin(OWN);
        const found: CompletedTemplatedRep[] = [];
        for (let from = 0, turn = 0; from < session.count; turn++) {
          const to = Math.min(session.count, from + sizes[turn % sizes.length]!);
          const [next, completed] = stepTemplated(state, part(session, from, to));
          state = next;
          found.push(...completed);
          from = to;
        }
        expect([...found, ...finishTemplated(state)]).toEqual(whole);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  test('a state that was put away and taken up again goes on as if nothing had happened', () => {
    const half = session.count >> 1;
    const [before, first] = stepTemplated(begin(OWN), part(session, 0, half));
    const [after, second] = stepTemplated(structuredClone(before), part(session, half, session.count));
    expect([...first, ...second, ...finishTemplated(after)]).toEqual(whole);
  });

  test('later on the clock everything is later, and nothing else', () => {
    const later = find({ ...session, t0S: session.t0S + 1000 }, OWN);
    expect(kinds(later)).toEqual(kinds(whole));
    later.forEach(({ rep: one }, i) => {
      expect(one.startS - whole[i]!.rep.startS).toBeCloseTo(1000, 6);
      expect(one.endS - whole[i]!.rep.endS).toBeCloseTo(1000, 6);
      expect(one.confidence).toBe(whole[i]!.rep.confidence);
    });
  });

  test('a sensor that begins later costs nothing', () => {
    const late = part(session, 0, session.count);
    late.values[1]!.fill(Number.NaN, 0, 20 * TRACK_VALUES);
    expect(kinds(find(late, OWN))).toEqual(kinds(whole));
  });

  test('a gap in one sensor costs no more than the repetition in it', () => {
    const gap = part(session, 0, session.count);
    for (let i = 60; i < 120; i++) gap.values[0]!.fill(Number.NaN, i * TRACK_VALUES, (i + 1) * TRACK_VALUES);
    const found = find(gap, OWN);
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(found.length).toBeLessThanOrEqual(9);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  initialHistory,
  noted,
  prepareRecogniser,
  type Recogniser,
  type Recognition,
  recognise,
} from '../../../host/motion/recognition/recogniser.ts';
import type { Track } from '../../../host/motion/templates/track.ts';
import { SEED } from '../../seeded.ts';
import {
  BOW,
  CORRECT,
  enrolled,
  FAST,
  LEG_RAISE,
  LOW,
  type MadeTempo,
  madeTrack,
  remounted,
  whole,
} from './made-rep.ts';

const LIBRARY = [LEG_RAISE, BOW].flatMap((exercise) => [
  enrolled(exercise, 'as agreed', CORRECT),
  enrolled(exercise, 'zu schnell', FAST),
  enrolled(exercise, 'half the way', LOW),
]);
const library = prepareRecogniser(LIBRARY);
const seen = (track: Track, recogniser: Recogniser = library): Recognition =>
  recognise(recogniser, initialHistory(), track, whole(track));

/** Two other people: one moves far and quickly, one half as far and slowly. */
const others = (scale: number, slowness: number, person: string) =>
  [CORRECT, FAST, LOW].map((tempo, i) =>
    enrolled(LEG_RAISE, ['as agreed', 'zu schnell', 'half the way'][i]!, scaled(tempo, scale, slowness), {
      isOwn: false,
      person,
    }),
  );
const scaled = (tempo: MadeTempo, reach: number, slowness: number): MadeTempo => ({
  outS: tempo.outS * slowness,
  holdS: tempo.holdS * slowness,
  backS: tempo.backS * slowness,
  reach: tempo.reach * reach,
});

describe('what is recognised', () => {
  test.each([
    ['as agreed', CORRECT],
    ['zu schnell', FAST],
    ['half the way', LOW],
  ])('%s comes back as it was named, with its exercise', (execution, tempo) => {
    for (const exercise of [LEG_RAISE, BOW]) {
      const found = seen(madeTrack(exercise, scaled(tempo, 1.05, 0.9)));
      expect(found).toMatchObject({ exercise: exercise.name, execution });
      expect(found.confidence).toBeGreaterThan(0.8);
    }
  });

  test('one enrolled repetition is enough, and its name the only answer', () => {
    const single = prepareRecogniser([enrolled(LEG_RAISE, 'constructor', CORRECT)]);
    const found = seen(madeTrack(LEG_RAISE, LOW), single);
    expect(found).toMatchObject({ exercise: LEG_RAISE.name, execution: 'constructor' });
  });

  test('a movement unlike all that is enrolled has no name', () => {
    const found = seen(madeTrack(BOW, CORRECT), prepareRecogniser(LIBRARY.slice(0, 3)));
    expect(found).toMatchObject({ exercise: null, execution: null, confidence: 0 });
    expect(found.distance).toBeGreaterThan(2);
  });

  test('nothing enrolled, nothing recognised', () => {
    expect(seen(madeTrack(BOW, CORRECT), prepareRecogniser([]))).toMatchObject({ exercise: null, confidence: 0 });
  });

  test('standing still is none of the exercises', () => {
    const still = madeTrack(LEG_RAISE, { ...CORRECT, reach: 0 });
    expect(seen(still)).toMatchObject({ exercise: null, confidence: 0 });
  });

  test('a band that fell silent is left out', () => {
    const track = madeTrack(LEG_RAISE, LOW);
    track.values[1]!.fill(Number.NaN);
    expect(seen(track)).toMatchObject({ exercise: LEG_RAISE.name, execution: 'half the way' });
  });

  test('turning left is not turning right, though gravity sees neither', () => {
    const turn = (rad: number) => ({ name: `${rad}`, restUp: [[0, 0, 1]] as const, turnRad: [[0, 0, rad]] as const });
    const both = prepareRecogniser([enrolled(turn(1), 'ok', CORRECT), enrolled(turn(-1), 'ok', CORRECT)]);
    expect(seen(madeTrack(turn(1), LOW), both).exercise).toBe('1');
    expect(seen(madeTrack(turn(-1), LOW), both).exercise).toBe('-1');
  });
});

describe('what an execution is', () => {
  const probabilityOf = (tempo: MadeTempo, execution: string): number => {
    const pair = prepareRecogniser(
      LIBRARY.filter((rep) => rep.execution === 'as agreed' || rep.execution === execution),
    );
    const found = seen(madeTrack(LEG_RAISE, tempo), pair);
    return found.execution === execution ? found.confidence : 1 - found.confidence;
  };

  test('the same movement in less time is nearer to the rushed one, the quicker the nearer', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 0.95, noNaN: true }), (slowness) => {
        const before = probabilityOf(CORRECT, 'zu schnell');
        expect(probabilityOf(scaled(CORRECT, 1, slowness), 'zu schnell')).toBeGreaterThanOrEqual(before);
      }),
      { seed: SEED, numRuns: 30 },
    );
    expect(seen(madeTrack(LEG_RAISE, scaled(CORRECT, 1, 0.3))).execution).toBe('zu schnell');
  });

  test('the same movement with less excursion is nearer to the small one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.4, max: 0.95, noNaN: true }), (reach) => {
        const before = probabilityOf(CORRECT, 'half the way');
        expect(probabilityOf(scaled(CORRECT, reach, 1), 'half the way')).toBeGreaterThanOrEqual(before);
      }),
      { seed: SEED, numRuns: 30 },
    );
    expect(seen(madeTrack(LEG_RAISE, scaled(CORRECT, 0.6, 1))).execution).toBe('half the way');
  });
});

describe('executions that differ in posture only', () => {
  test('are told apart although they go as far and last as long', () => {
    const leaning = { ...LEG_RAISE, restUp: [LEG_RAISE.restUp[0]!, LEG_RAISE.restUp[1]!, [0.8, 0.6, 0]] as const };
    const both = prepareRecogniser([
      enrolled(LEG_RAISE, 'upright', CORRECT),
      { ...enrolled(leaning, 'leaning', CORRECT), exercise: LEG_RAISE.name },
    ]);
    expect(seen(madeTrack(LEG_RAISE, CORRECT), both).execution).toBe('upright');
    expect(seen(madeTrack(leaning, CORRECT), both)).toMatchObject({ exercise: LEG_RAISE.name, execution: 'leaning' });
  });
});

describe('what makes no difference', () => {
  const vector = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })));
  const tilt = fc.tuple(vector, fc.double({ min: 0, max: 10, noNaN: true })).map(([[x, y, z], deg]) => {
    const scale = (deg * Math.PI) / 180 / (Math.hypot(x!, y!, z!) || 1);
    return [x! * scale, y! * scale, z! * scale] as const;
  });

  test('bands mounted up to ten degrees differently', () => {
    fc.assert(
      fc.property(fc.tuple(tilt, tilt, tilt), fc.constantFrom(CORRECT, FAST, LOW), (tilts, tempo) => {
        for (const exercise of [LEG_RAISE, BOW]) {
          const track = madeTrack(exercise, tempo);
          const { execution } = seen(track);
          expect(seen(remounted(track, tilts))).toMatchObject({ exercise: exercise.name, execution });
        }
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  test('the order of the enrolled repetitions', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(LIBRARY, { minLength: LIBRARY.length }), (shuffled) => {
        const track = madeTrack(LEG_RAISE, scaled(LOW, 1.1, 0.8));
        const [a, b] = [seen(track), seen(track, prepareRecogniser(shuffled))];
        expect(b).toMatchObject({ exercise: a.exercise, execution: a.execution });
        expect(b.confidence).toBeCloseTo(a.confidence, 9);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  test('a constant bias of the gyroscope', () => {
    const track = madeTrack(LEG_RAISE, CORRECT);
    const biased = { ...track, values: track.values.map((v) => v.map((x, i) => (i % 6 < 3 ? x + 0.03 : x))) };
    expect(seen(biased).traits[0]).toBeCloseTo(seen(track).traits[0], 1);
    expect(seen(biased)).toMatchObject({ exercise: LEG_RAISE.name, execution: 'as agreed' });
  });

  test('rest left standing before and behind the movement', () => {
    const [tight, wide] = [0, 2].map((extraS) => {
      const track = madeTrack(LEG_RAISE, FAST);
      const pad = (v: Float64Array, at: number) =>
        Array.from({ length: extraS * 50 }, () => [...v.subarray(at, at + 6)]);
      const values = track.values.map((v) =>
        Float64Array.from([...pad(v, 0).flat(), ...v, ...pad(v, v.length - 6).flat()]),
      );
      return seen({ ...track, count: values[0]!.length / 6, values });
    });
    expect(wide!.execution).toBe(tight!.execution);
    expect(wide!.traits[1]).toBeCloseTo(tight!.traits[1], 1);
  });
});

describe('people without templates of their own', () => {
  const recogniser = prepareRecogniser([...others(1, 1, 'Ann'), ...others(0.95, 0.9, 'Bob')]);
  /** A person who moves 0.65 times as far as both. */
  const small = (tempo: MadeTempo): Track => madeTrack(LEG_RAISE, scaled(tempo, 0.65, 1));
  const historyOf = (tempos: readonly MadeTempo[]) =>
    tempos.map(small).reduce((history, track) => {
      return noted(recogniser, history, recognise(recogniser, history, track, whole(track)));
    }, initialHistory());

  test('their scale is learnt from what they do, whatever it was', () => {
    const track = small(CORRECT);
    const first = recognise(recogniser, initialHistory(), track, whole(track));
    const later = recognise(recogniser, historyOf([LOW, FAST, LOW, FAST, FAST]), track, whole(track));
    expect(first.execution).toBe('half the way');
    expect(later.execution).toBe('as agreed');
  });

  test('the history is plain data', () => {
    const history = historyOf([LOW, FAST]);
    const track = small(CORRECT);
    expect(recognise(recogniser, structuredClone(history), track, whole(track))).toEqual(
      recognise(recogniser, history, track, whole(track)),
    );
  });

  test('their own repetitions, once enrolled, decide; others then only say what a label means', () => {
    const own = enrolled(LEG_RAISE, 'as agreed', scaled(CORRECT, 0.65, 1));
    const mixed = prepareRecogniser([...others(1, 1, 'Ann'), ...others(0.95, 0.9, 'Bob'), own]);
    expect(seen(small(CORRECT), mixed).execution).toBe('as agreed');
    expect(seen(small(LOW), mixed).execution).toBe('half the way');
    expect(seen(small(FAST), mixed).execution).toBe('zu schnell');
  });
});

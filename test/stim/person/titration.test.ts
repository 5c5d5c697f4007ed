import { describe, expect, test } from 'vitest';
import type { PersonRecord } from '../../../host/stim/person/person-record.ts';
import {
  initialTitration,
  skipDiscomfort,
  stepTitration,
  type TitrationStep,
} from '../../../host/stim/person/titration.ts';
import { startLevelUa, titrationDoubts } from '../../../host/stim/person/titration-history.ts';
import { DAY_MS, NOON_MS, record } from './records.ts';

const marks = (withClinician: boolean, ...said: [TitrationStep, number][]) =>
  said.reduce(
    (state, [step, currentUa]) => stepTitration(state, { step, currentUa })[0],
    initialTitration(withClinician),
  );

describe('titration', () => {
  test('alone: first felt, then strong but comfortable, and that is all', () => {
    const state = marks(false, ['sensory-threshold', 8_000], ['strong-comfortable', 18_000]);
    expect(state).toMatchObject({ step: 'done', sensoryThresholdUa: 8_000, settledUa: 18_000, discomfortUa: null });
  });

  test('with a clinician: a step of discomfort, and back below it', () => {
    const state = marks(
      true,
      ['sensory-threshold', 8_000],
      ['strong-comfortable', 18_000],
      ['discomfort', 22_000],
      ['settled', 19_500],
    );
    expect(state).toMatchObject({ step: 'done', discomfortUa: 22_000, settledUa: 19_500 });
  });

  const felt: [TitrationStep, number] = ['sensory-threshold', 8_000];
  const strong: [TitrationStep, number] = ['strong-comfortable', 18_000];
  const pain: [TitrationStep, number] = ['discomfort', 22_000];

  test('it begins with nothing found', () => {
    expect(initialTitration(false)).toEqual({
      step: 'sensory-threshold',
      withClinician: false,
      sensoryThresholdUa: 0,
      strongComfortableUa: 0,
      discomfortUa: null,
      settledUa: 0,
      refusal: '',
    });
  });

  test('what is done stays as it was found', () => {
    const state = marks(false, felt, strong);
    expect(marks(false, felt, strong, ['done', 20_000])).toEqual(state);
    expect(marks(false, felt, strong, ['settled', 20_000]).refusal).toBe('it is the turn of done');
  });

  test('nobody alone is taken to discomfort', () => {
    expect(marks(false, felt, strong).step).toBe('done');
    const forced = { ...initialTitration(false), step: 'discomfort' as const };
    expect(stepTitration(forced, { step: 'discomfort', currentUa: 22_000 })[0].refusal).toBe(
      'only with a clinician present',
    );
  });

  test('the clinician may leave the discomfort out, and nothing else', () => {
    expect(skipDiscomfort(marks(true, felt, strong))).toMatchObject({
      step: 'done',
      settledUa: 18_000,
      discomfortUa: null,
    });
    expect(skipDiscomfort(marks(true, felt))).toMatchObject({ step: 'strong-comfortable' });
    expect(skipDiscomfort(marks(true, felt)).refusal).toBe('there is no discomfort step to leave out');
  });

  test.each<[string, [TitrationStep, number][], [TitrationStep, number]]>([
    ['no current flows', [felt], ['strong-comfortable', 0]],
    ['no current flows', [felt], ['strong-comfortable', Number.NaN]],
    ['it is the turn of strong-comfortable', [felt], ['settled', 9_000]],
    ['below the level that was first felt', [felt], ['strong-comfortable', 7_999]],
    ['below the level that was comfortable', [felt, strong], ['discomfort', 17_999]],
    ['below the level that was first felt', [felt, strong, pain], ['settled', 7_999]],
    ['still at the level of discomfort', [felt, strong, pain], ['settled', 22_000]],
  ])('%s', (refusal, before, mark) => {
    const state = marks(true, ...before);
    expect(marks(true, ...before, mark)).toEqual({ ...state, refusal });
  });

  test.each<[[TitrationStep, number][], [TitrationStep, number]]>([
    [[], ['sensory-threshold', 1]],
    [[felt], ['strong-comfortable', 8_000]],
    [
      [felt, strong],
      ['discomfort', 18_000],
    ],
    [
      [felt, strong, pain],
      ['settled', 8_000],
    ],
    [
      [felt, strong, pain],
      ['settled', 21_999],
    ],
  ])('at the very bound it is taken: %j then %j', (before, mark) => {
    expect(marks(true, ...before, mark).refusal).toBe('');
  });
});

describe('plausibility against the own history', () => {
  const titration = (day: number, sensoryThresholdUa: number, settledUa: number, site = 'knee-left') =>
    record(
      'titration',
      { site, sensoryThresholdUa, strongComfortableUa: settledUa, discomfortUa: null, settledUa },
      { atMs: NOON_MS + day * DAY_MS },
    );
  const usual = [
    titration(0, 8_000, 18_000),
    titration(1, 8_200, 18_500),
    titration(2, 7_900, 17_500),
    titration(3, 8_100, 18_200),
  ];

  test('what is usual is not doubted, and sets where a session begins, never above what is prescribed', () => {
    const records = [...usual, titration(4, 8_300, 19_000)];
    expect(titrationDoubts(records, 'knee-left')).toEqual([]);
    expect(startLevelUa(records, 'knee-left', 30_000)).toBe(19_000);
    expect(startLevelUa(records, 'knee-left', 15_000)).toBe(15_000);
    expect(startLevelUa([], 'knee-left', 15_000)).toBe(15_000);
  });

  test('twice the usual level is doubted and counts only as far as it is usual, until a clinician confirms it', () => {
    const records = [...usual, titration(4, 8_100, 36_000)];
    expect(titrationDoubts(records, 'knee-left')).toMatchObject([
      { quantity: 'strong but comfortable level', usualUa: 18_100 },
    ]);
    expect(startLevelUa(records, 'knee-left', 40_000)).toBe(18_100);
    const confirmed = record(
      'override',
      { of: 'titration-doubt', id: 'knee-left', reason: 'new pads, measured twice' },
      { by: 'clinician:a', atMs: NOON_MS + 5 * DAY_MS },
    );
    expect(startLevelUa([...records, confirmed], 'knee-left', 40_000)).toBe(36_000);
  });

  test('another site is another history; a second titration is doubted by a factor of two only', () => {
    expect(titrationDoubts([...usual, titration(4, 20_000, 40_000, 'knee-right')], 'knee-right')).toEqual([]);
    expect(titrationDoubts([titration(0, 8_000, 18_000), titration(1, 12_000, 27_000)], 'knee-left')).toEqual([]);
    expect(titrationDoubts([titration(0, 8_000, 18_000), titration(1, 17_000, 40_000)], 'knee-left')).toHaveLength(2);
  });

  const doubted = (records: PersonRecord[]) => titrationDoubts(records, 'knee-left').map(({ quantity }) => quantity);
  const LEVEL = 'strong but comfortable level';

  test.each([
    [9_000, []],
    [8_999, [LEVEL]],
    [36_000, []],
    [36_001, [LEVEL]],
  ])('of two: %d uA after 18,000', (settledUa, expected) => {
    expect(doubted([titration(0, 8_000, 18_000), titration(1, 8_000, settledUa)])).toEqual(expected);
  });

  test('half and double of an odd number are rounded outwards', () => {
    const [doubt] = titrationDoubts([titration(0, 8_001, 18_001), titration(1, 8_001, 40_000)], 'knee-left');
    expect(doubt).toEqual({ quantity: LEVEL, foundUa: 40_000, lowUa: 9_000, highUa: 36_002, usualUa: 18_001 });
  });

  test('the usual of an even number is halfway between the middle two, rounded up', () => {
    const records = [titration(0, 8_000, 18_000), titration(1, 8_000, 18_001), titration(2, 8_000, 40_000)];
    expect(titrationDoubts(records, 'knee-left')).toMatchObject([{ usualUa: 18_001 }]);
  });

  /** Median 20,000, median deviation 0: a quarter either way. */
  const steady = [0, 1, 2, 3].map((day) => titration(day, 8_000, 20_000));
  /** Median 20,000, median deviation 4,000: 17,791 either way. */
  const unsteady = [12_000, 16_000, 20_000, 20_000, 24_000, 28_000].map((level, day) => titration(day, 8_000, level));
  test.each([
    ['steady', 15_000, false],
    ['steady', 14_999, true],
    ['steady', 25_000, false],
    ['steady', 25_001, true],
    ['unsteady', 2_208, false],
    ['unsteady', 2_207, true],
    ['unsteady', 37_792, false],
    ['unsteady', 37_793, true],
  ] as const)('somebody %s: %d uA doubted is %s', (kind, settledUa, expected) => {
    const earlier = kind === 'steady' ? steady : unsteady;
    expect(doubted([...earlier, titration(9, 8_000, settledUa)]).includes(LEVEL)).toBe(expected);
  });

  test('three earlier ones are early, four are enough', () => {
    expect(doubted([...steady.slice(1), titration(9, 8_000, 39_000)])).toEqual([]);
    expect(doubted([...steady, titration(9, 8_000, 39_000)])).toEqual([LEVEL]);
  });

  test('a doubted threshold alone does not move the level', () => {
    const records = [...steady, titration(9, 16_000, 21_000)];
    expect(doubted(records)).toEqual(['sensory threshold']);
    expect(startLevelUa(records, 'knee-left', 40_000)).toBe(21_000);
  });

  test.each([
    ['patient', 'titration-doubt', 'knee-left', 9],
    ['clinician:a', 'skin-lock', 'knee-left', 9],
    ['clinician:a', 'titration-doubt', 'knee-right', 9],
    ['clinician:a', 'titration-doubt', 'knee-left', 8],
  ] as const)('a word of %s on %s at %s on day %d confirms nothing', (by, of, id, day) => {
    const word = record(
      'override',
      { of, id, reason: 'measured twice' },
      { by, atMs: NOON_MS + day * DAY_MS - (day === 9 ? 0 : 1) },
    );
    expect(startLevelUa([...steady, titration(9, 8_000, 39_000), word], 'knee-left', 40_000)).toBe(20_000);
  });

  test('a word given in the same moment confirms', () => {
    const word = record(
      'override',
      { of: 'titration-doubt', id: 'knee-left', reason: 'measured twice' },
      { by: 'clinician:a', atMs: NOON_MS + 9 * DAY_MS },
    );
    expect(startLevelUa([...steady, titration(9, 8_000, 39_000), word], 'knee-left', 40_000)).toBe(39_000);
  });

  test('without any titration nothing is doubted', () => {
    expect(titrationDoubts([], 'knee-left')).toEqual([]);
    expect(titrationDoubts([titration(0, 8_000, 18_000, 'knee-right')], 'knee-left')).toEqual([]);
  });
});

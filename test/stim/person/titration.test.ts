import { describe, expect, test } from 'vitest';
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

  test('nobody alone is taken to discomfort', () => {
    const state = marks(false, ['sensory-threshold', 8_000], ['discomfort', 22_000]);
    expect(state.step).toBe('strong-comfortable');
    expect(state.refusal).not.toBe('');
  });

  test('the clinician may leave the discomfort out', () => {
    const state = skipDiscomfort(marks(true, ['sensory-threshold', 8_000], ['strong-comfortable', 18_000]));
    expect(state).toMatchObject({ step: 'done', settledUa: 18_000, discomfortUa: null });
  });

  test.each([
    ['strong-comfortable', 7_999, 'below the level that was first felt'],
    ['strong-comfortable', 0, 'no current flows'],
    ['strong-comfortable', Number.NaN, 'no current flows'],
  ] as const)('%s at %d uA is refused: %s', (step, currentUa, refusal) => {
    expect(marks(false, ['sensory-threshold', 8_000], [step, currentUa]).refusal).toBe(refusal);
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
});

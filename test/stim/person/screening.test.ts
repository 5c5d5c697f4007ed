import { describe, expect, test } from 'vitest';
import { screeningTightenings } from '../../../host/stim/person/screening.ts';
import { SCREENING_QUESTIONS } from '../../../host/stim/person/screening-questions.ts';
import { allNo, DAY_MS, HOUR_MS, NOON_MS, record } from './records.ts';

const answered = (...yes: string[]) => record('screening', { answers: allNo(yes) });
const rules = (...args: Parameters<typeof screeningTightenings>) =>
  screeningTightenings(...args).map(({ rule }) => rule);
const override = (id: string, by: string, atMs = NOON_MS + 1) =>
  record('override', { of: 'contraindication', id, reason: 'seen and discussed' }, { by, atMs });

describe('the screening gate', () => {
  test('nobody who was not asked is stimulated: every question that concerns the site stands against it', () => {
    const found = screeningTightenings([], 'knee-left', NOON_MS);
    expect(found).toHaveLength(SCREENING_QUESTIONS.filter(({ sites }) => !sites).length);
    expect(found.every(({ mostUa }) => mostUa === 0)).toBe(true);
  });

  test('all answered with no: nothing stands against it', () => {
    expect(rules([answered()], 'knee-left', NOON_MS)).toEqual([]);
  });

  test('a pacemaker blocks, and no clinician can let it pass', () => {
    const records = [answered('implanted-device'), override('implanted-device', 'clinician:a')];
    expect(rules(records, 'knee-left', NOON_MS + HOUR_MS)).toEqual(['screening.implanted-device']);
  });

  test('epilepsy blocks until a clinician gives a reason; the patient cannot', () => {
    const yes = answered('epilepsy');
    expect(rules([yes, override('epilepsy', 'patient')], 'knee-left', NOON_MS + HOUR_MS)).toEqual([
      'screening.epilepsy',
    ]);
    expect(rules([yes, override('epilepsy', 'clinician:a')], 'knee-left', NOON_MS + HOUR_MS)).toEqual([]);
  });

  test('a word given before the answer does not hold for it', () => {
    const records = [override('epilepsy', 'clinician:a', NOON_MS - 1), answered('epilepsy')];
    expect(rules(records, 'knee-left', NOON_MS + HOUR_MS)).toEqual(['screening.epilepsy']);
  });

  test('pregnancy concerns trunk and hips only', () => {
    expect(rules([answered('pregnancy')], 'knee-left', NOON_MS)).toEqual([]);
    expect(rules([answered('pregnancy')], 'lower-back-left', NOON_MS)).toEqual(['screening.pregnancy']);
  });

  test('answers expire: those about today within the day, all within a quarter', () => {
    expect(rules([answered()], 'knee-left', NOON_MS + DAY_MS)).toEqual([
      'screening.broken-skin',
      'screening.wrong-moment',
    ]);
    expect(screeningTightenings([answered()], 'knee-left', NOON_MS + 91 * DAY_MS)).toHaveLength(13);
  });

  test('an answer from the future counts as none: a clock set back clears nobody', () => {
    expect(screeningTightenings([answered()], 'knee-left', NOON_MS - 1)).toHaveLength(13);
  });

  test('a later answer replaces an earlier one, question by question', () => {
    const records = [
      answered('heart'),
      record('screening', { answers: { 'broken-skin': true } }, { atMs: NOON_MS + 1 }),
    ];
    expect(rules(records, 'knee-left', NOON_MS + 2)).toEqual(['screening.heart', 'screening.broken-skin']);
  });
});

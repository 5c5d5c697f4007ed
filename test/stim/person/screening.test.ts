import { describe, expect, test } from 'vitest';
import { padTightenings } from '../../../host/stim/person/pads.ts';
import { screening, screeningTightenings } from '../../../host/stim/person/screening.ts';
import { SCREENING_QUESTIONS } from '../../../host/stim/person/screening-questions.ts';
import { simulatedAnswers } from '../../../host/stim/person/simulated-person.ts';
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

  test('nor does one that is recorded later but was given earlier', () => {
    const records = [answered('epilepsy'), override('epilepsy', 'clinician:a', NOON_MS - 1)];
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

  test('an answer holds to the millisecond, and a word holds as long as its answer', () => {
    const records = [answered('epilepsy'), override('epilepsy', 'clinician:a', NOON_MS)];
    expect(rules(records, 'knee-left', NOON_MS)).toEqual([]);
    const todayEnds = NOON_MS + DAY_MS / 2;
    expect(rules(records, 'knee-left', todayEnds - 1)).toEqual([]);
    expect(rules(records, 'knee-left', todayEnds)).toHaveLength(2);
    const daily = record(
      'screening',
      { answers: { 'broken-skin': false, 'wrong-moment': false } },
      { atMs: NOON_MS + 89 * DAY_MS + 13 * HOUR_MS },
    );
    expect(rules([...records, daily], 'knee-left', NOON_MS + 90 * DAY_MS - 1)).toEqual([]);
    expect(rules([...records, daily], 'knee-left', NOON_MS + 90 * DAY_MS)).toHaveLength(11);
  });

  test('an absolute answer expires with the quarter, like the others', () => {
    const item = screening([answered()], 'knee-left', NOON_MS).find(
      ({ question }) => question.id === 'implanted-device',
    );
    expect(item).toMatchObject({
      status: 'clear',
      answeredAtMs: NOON_MS,
      holdsUntilMs: NOON_MS + 90 * DAY_MS,
      reason: '',
    });
  });

  test('a question that was never answered has no dates', () => {
    const [item] = screening([], 'knee-left', NOON_MS);
    expect(item).toEqual({
      question: SCREENING_QUESTIONS[0],
      status: 'unanswered',
      answeredAtMs: null,
      holdsUntilMs: null,
      reason: '',
    });
  });

  test('of several words the last one is the reason that is kept, and an answer too old says so', () => {
    const again = { of: 'contraindication', id: 'heart', reason: 'seen once more' } as const;
    const words = [
      override('heart', 'clinician:a'),
      record('override', again, { by: 'clinician:b', atMs: NOON_MS + 2 }),
    ];
    const items = screening([answered('heart'), ...words], 'knee-left', NOON_MS + 2);
    expect(items.find(({ question }) => question.id === 'heart')?.reason).toBe('seen once more');
    const old = screeningTightenings([answered()], 'knee-left', NOON_MS + 90 * DAY_MS);
    expect(old.every(({ text }) => text.endsWith('must be asked again: the answer is too old'))).toBe(true);
  });

  test('a word from the future, or on another thing, lifts nothing', () => {
    const later = NOON_MS + 2;
    expect(
      rules([answered('epilepsy'), override('epilepsy', 'clinician:a', later)], 'knee-left', later - 1),
    ).toHaveLength(1);
    const lock = record('override', { of: 'skin-lock', id: 'epilepsy', reason: 'looked at it' }, { by: 'clinician:a' });
    expect(rules([answered('epilepsy'), lock], 'knee-left', NOON_MS)).toHaveLength(1);
    expect(rules([answered('epilepsy'), override('heart', 'clinician:a')], 'knee-left', NOON_MS + 1)).toHaveLength(1);
  });

  test('what can be allowed says so, what cannot does not, and the clinician’s reason is kept', () => {
    const says = (id: string) => screeningTightenings([answered(id)], 'knee-left', NOON_MS)[0]?.text;
    expect(says('epilepsy')).toMatch(/was answered with yes; a clinician may allow it/);
    expect(says('cancer')).toMatch(/was answered with yes$/);
    expect(says('broken-skin')).toMatch(/was answered with yes$/);
    expect(
      screeningTightenings([], 'knee-left', NOON_MS).every(({ text }) => text.endsWith('has not been answered')),
    ).toBe(true);
    const item = screening([answered('heart'), override('heart', 'clinician:a')], 'knee-left', NOON_MS + 1);
    expect(item.find(({ question }) => question.id === 'heart')).toMatchObject({
      status: 'overridden',
      reason: 'seen and discussed',
    });
  });

  test('the simulated patient answers and opens pads when that is due, and not again before', () => {
    const said = simulatedAnswers([], 'knee-left', 2500, NOON_MS);
    const records = said.map(({ kind, document }) => ({ wallMs: NOON_MS, by: 'simulation', kind, document }));
    expect(rules(records, 'knee-left', NOON_MS)).toEqual([]);
    expect(padTightenings(records, 2500)).toEqual([]);
    expect(simulatedAnswers(records, 'knee-left', 2500, NOON_MS)).toEqual([]);
    expect(simulatedAnswers(records, 'knee-left', 2500, NOON_MS + DAY_MS).map(({ kind }) => kind)).toEqual([
      'screening',
    ]);
  });
});

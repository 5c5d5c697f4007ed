import { expect, test } from 'vitest';
import type { PersonRecord } from '../../../host/stim/person/person-record.ts';
import { screening } from '../../../host/stim/person/screening.ts';
import { skinLocks } from '../../../host/stim/person/skin.ts';
import { startLevelUa } from '../../../host/stim/person/titration-history.ts';
import { allNo, DAY_MS, HOUR_MS, NOON_MS, record } from './records.ts';

/** The gateway's clock was a year ahead when the clinician spoke, and was put right then. */
const AHEAD = { by: 'clinician:a', atMs: NOON_MS + 365 * DAY_MS };
const LATER = { atMs: NOON_MS + HOUR_MS };
const word = (of: 'skin-lock' | 'contraindication' | 'titration-doubt', id: string) =>
  record('override', { of, id, reason: 'looked at it' }, AHEAD);

test('a burn after a clinician’s word is locked, even where that word bears a later date', () => {
  const first = record('skin', { site: 'knee-left', finding: 'redness-long' });
  const burn = record('skin', { site: 'knee-left', finding: 'burn' }, LATER);
  expect(skinLocks([first, word('skin-lock', '*'), burn], NOON_MS + 2 * HOUR_MS)).toMatchObject([
    { because: 'burn', site: '*' },
  ]);
});

test('an answer after a clinician’s word stands, even where that word bears a later date', () => {
  const yes = { answers: allNo(['epilepsy']) };
  const item = (known: PersonRecord[]) =>
    screening(known, 'knee-left', AHEAD.atMs).find(({ question }) => question.id === 'epilepsy')!;
  const fresh = record('screening', yes, { atMs: AHEAD.atMs - HOUR_MS });
  expect(item([word('contraindication', 'epilepsy'), fresh]).status).toBe('applies');
  expect(item([fresh, word('contraindication', 'epilepsy')]).status).toBe('overridden');
});

test('a titration after a clinician’s word is doubted, even where that word bears a later date', () => {
  const found = (settledUa: number, atMs = NOON_MS) =>
    record(
      'titration',
      { site: 'knee-left', sensoryThresholdUa: 8000, strongComfortableUa: settledUa, discomfortUa: null, settledUa },
      { atMs },
    );
  const usual = [found(12_000), found(12_000), found(12_000)];
  const doubted = found(30_000, LATER.atMs);
  expect(startLevelUa([...usual, word('titration-doubt', 'knee-left'), doubted], 'knee-left', 40_000)).toBe(12_000);
  expect(startLevelUa([...usual, doubted, word('titration-doubt', 'knee-left')], 'knee-left', 40_000)).toBe(30_000);
});

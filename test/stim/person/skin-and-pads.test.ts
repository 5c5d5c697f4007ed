import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CONTACT_UNMEASURED_PERMILLE,
  contactPermille,
  PAD_USES_MAX,
  padsInUse,
  padTightenings,
} from '../../../host/stim/person/pads.ts';
import { skinLocks, skinTightenings } from '../../../host/stim/person/skin.ts';
import { SEED } from '../../seeded.ts';
import { DAY_MS, HOUR_MS, NOON_MS, record } from './records.ts';

const settings = { seed: SEED };
const report = (finding: 'redness-long' | 'blister' | 'burn' | 'redness-short' | 'itch', site = 'knee-left') =>
  record('skin', { site, finding });
const opens = (id: string, by: string) =>
  record('override', { of: 'skin-lock', id, reason: 'looked at it' }, { by, atMs: NOON_MS + HOUR_MS });

describe('skin', () => {
  test('redness of over half an hour locks that site, and only that site, for a day', () => {
    const records = [report('redness-long')];
    expect(skinTightenings(records, 'knee-left', NOON_MS + DAY_MS - 1)).toHaveLength(1);
    expect(skinTightenings(records, 'knee-left', NOON_MS + DAY_MS)).toEqual([]);
    expect(skinTightenings(records, 'knee-right', NOON_MS)).toEqual([]);
  });

  test('a burn locks every site until a clinician acts, however long that takes', () => {
    const records = [report('burn')];
    expect(skinTightenings(records, 'shoulder-right', NOON_MS + 1000 * DAY_MS)).toHaveLength(1);
    expect(skinTightenings([...records, opens('*', 'patient')], 'knee-left', NOON_MS + DAY_MS)).toHaveLength(1);
    expect(skinTightenings([...records, opens('*', 'clinician:a')], 'knee-left', NOON_MS + DAY_MS)).toEqual([]);
  });

  test('a lock says where, how long, since when and why; a blister is like a burn', () => {
    const since = { sinceMs: NOON_MS };
    const kneeUntil = { site: 'knee-left', untilMs: NOON_MS + DAY_MS };
    expect(skinLocks([report('redness-long')], NOON_MS)).toEqual([{ ...kneeUntil, because: 'redness-long', ...since }]);
    for (const because of ['blister', 'burn'] as const)
      expect(skinLocks([report(because)], NOON_MS)).toEqual([{ site: '*', untilMs: null, because, ...since }]);
  });

  test('a clinician’s word on another site, or on another thing, opens no lock', () => {
    const word = record(
      'override',
      { of: 'contraindication', id: '*', reason: 'looked at it' },
      { by: 'clinician:a', atMs: NOON_MS + HOUR_MS },
    );
    const early = record(
      'override',
      { of: 'skin-lock', id: '*', reason: 'looked at it' },
      { by: 'clinician:a', atMs: NOON_MS - 1 },
    );
    for (const other of [opens('knee-right', 'clinician:a'), word, early])
      expect(skinLocks([report('redness-long'), other], NOON_MS + HOUR_MS)).toHaveLength(1);
  });

  test('a lock opened by a clinician closes again with the next report', () => {
    const again = record('skin', { site: 'knee-left', finding: 'burn' }, { atMs: NOON_MS + 2 * HOUR_MS });
    expect(skinLocks([report('burn'), opens('knee-left', 'clinician:a'), again], NOON_MS + DAY_MS)).toHaveLength(1);
  });

  test('a clinician’s look in the same moment opens the lock, and the reasons say what to wait for', () => {
    const now = record('override', { of: 'skin-lock', id: '*', reason: 'looked at it' }, { by: 'clinician:a' });
    expect(skinLocks([report('burn'), now], NOON_MS)).toEqual([]);
    expect(skinTightenings([report('burn')], 'knee-left', NOON_MS)[0]).toMatchObject({ rule: 'skin.burn', mostUa: 0 });
    expect(skinTightenings([report('redness-long')], 'knee-left', NOON_MS)[0]).toMatchObject({ rule: 'skin.redness' });
  });

  test('a short redness and an itch lock nothing; a report from the future holds at once', () => {
    expect(skinLocks([report('redness-short'), report('itch')], NOON_MS)).toEqual([]);
    expect(skinLocks([report('redness-long')], NOON_MS - HOUR_MS)).toHaveLength(1);
  });
});

describe('pads', () => {
  const opened = (id: string, areaMm2 = 2500) => record('pad', { id, event: 'opened', areaMm2 });
  const used = (id: string, times: number) => Array.from({ length: times }, () => record('pad', { id, event: 'used' }));

  test('without pads that somebody opened nothing is delivered', () => {
    expect(padTightenings([], 2500).map(({ rule }) => rule)).toEqual(['pads.none']);
    const thrown = [opened('a'), record('pad', { id: 'a', event: 'discarded' })];
    expect(padTightenings(thrown, 2500).map(({ rule }) => rule)).toEqual(['pads.none']);
  });

  test('the pair in use is the one opened last; discarding another one changes nothing', () => {
    const discards = (id: string) => record('pad', { id, event: 'discarded' });
    const pair = { id: 'b', areaMm2: 2500, uses: 1, openedAtMs: NOON_MS };
    expect(padsInUse([opened('a'), opened('b'), ...used('b', 1), discards('a')])).toEqual(pair);
    expect(padsInUse([discards('b'), opened('b'), ...used('b', 1)])).toEqual(pair);
    expect(padsInUse([opened('b'), discards('b')])).toBeNull();
  });

  test('pads of unknown size count as the smallest there may be', () => {
    const unknown = [record('pad', { id: 'a', event: 'opened' })];
    expect(padTightenings(unknown, 1600)).toEqual([]);
    expect(padTightenings(unknown, 1601).map(({ rule }) => rule)).toEqual(['pads.small']);
  });

  test('pads are worn after twenty uses, and opening them again does not make them new', () => {
    const worn = [opened('a'), ...used('a', PAD_USES_MAX)];
    expect(padTightenings(worn, 2500).map(({ rule }) => rule)).toEqual(['pads.worn']);
    expect(padTightenings([...worn, opened('a')], 2500).map(({ rule }) => rule)).toEqual(['pads.worn']);
    expect(padTightenings([...worn, opened('b')], 2500)).toEqual([]);
    expect(padsInUse([opened('a'), ...used('a', 3)])?.uses).toBe(3);
  });

  test('pads smaller than the prescription reckons with are refused, larger ones are not', () => {
    expect(padTightenings([opened('a', 1600)], 2500).map(({ rule }) => rule)).toEqual(['pads.small']);
    expect(padTightenings([opened('a', 4000)], 2500)).toEqual([]);
  });

  test('the contact fraction is within (0, 1], falls as impedance grows, and is pessimistic where nothing is measured', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e6 }), fc.double({ min: 1, max: 1e6 }), (ohm, bestOhm) => {
        const permille = contactPermille(ohm, bestOhm);
        expect(permille).toBeGreaterThanOrEqual(1);
        expect(permille).toBeLessThanOrEqual(1000);
        expect(contactPermille(ohm * 2, bestOhm)).toBeLessThanOrEqual(permille);
      }),
      settings,
    );
    expect(contactPermille(3000, 1500)).toBe(500);
    expect(contactPermille(3000, 1999)).toBe(666);
    expect(contactPermille(1000, 1001)).toBe(1000);
    expect(contactPermille(2000, 1999)).toBe(999);
    expect(contactPermille(1000, 1500)).toBe(1000);
    expect(contactPermille(1e9, 0.5)).toBe(1);
    expect(contactPermille(1, 0)).toBe(CONTACT_UNMEASURED_PERMILLE);
    expect(contactPermille(0.5, 0.4)).toBe(800);
    expect(contactPermille(0.9, 0.9)).toBe(1000);
    expect([CONTACT_UNMEASURED_PERMILLE, PAD_USES_MAX]).toEqual([800, 20]);
    for (const nothing of [0, Number.NaN, -1]) {
      expect(contactPermille(nothing, 1500)).toBe(CONTACT_UNMEASURED_PERMILLE);
    }
  });
});

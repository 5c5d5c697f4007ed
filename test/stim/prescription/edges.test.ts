import { describe, expect, test } from 'vitest';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import { sessionTotals, steadyRate } from '../../../host/stim/dose/dose-total.ts';
import { longestPhaseUs, longestRunUs, patternFlaw, symmetricPhaseUs } from '../../../host/stim/dose/pattern.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import type { DoseContext } from '../../../host/stim/prescription/dose-context.ts';
import { canonicalPrescription } from '../../../host/stim/prescription/prescription.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';

const ANYBODY: DoseContext = {
  nowS: 1_800_000_000,
  person: null,
  latestRevision: null,
  contactPermille: 1000,
  dayUsedMs: 0,
};
const ISSUED_S = Date.parse(DEMONSTRATION_PRESCRIPTION.issued_at) / 1000;
const EXPIRES_S = Date.parse(DEMONSTRATION_PRESCRIPTION.expires_at) / 1000;
const rules = (context: Partial<DoseContext>, changes: object = {}): string[] =>
  checkPrescription({ ...DEMONSTRATION_PRESCRIPTION, ...changes }, { ...ANYBODY, ...context }).constraint.reasons.map(
    (reason) => reason.rule,
  );
const itself = canonicalPrescription(checkPrescription(DEMONSTRATION_PRESCRIPTION, ANYBODY).prescription!);

describe('each rule holds to the unit', () => {
  test.each<[string, Partial<DoseContext>, Partial<DoseContext>, string]>([
    ['F12 expiry', { nowS: EXPIRES_S - 1 }, { nowS: EXPIRES_S }, 'expired'],
    ['issue, with 5 min between clocks', { nowS: ISSUED_S - 300 }, { nowS: ISSUED_S - 301 }, 'not-yet'],
    ['F39 a session left of the day', { dayUsedMs: 3_540_000 }, { dayUsedMs: 3_540_001 }, 'day-used'],
    ['F39 what cannot have been used of it', { dayUsedMs: 0 }, { dayUsedMs: -1 }, 'day-used'],
    ['sessions of the day', { daySessions: 11 }, { daySessions: 12 }, 'sessions-used'],
    ['sessions that cannot be', { daySessions: 0 }, { daySessions: -1 }, 'sessions-used'],
    ['F12 the latest revision', { latestRevision: 1 }, { latestRevision: 2 }, 'superseded'],
    [
      'the same revision',
      { latestRevision: 1, latestCanonical: itself },
      { latestRevision: 1, latestCanonical: `${itself} ` },
      'revision-reused',
    ],
    ['least contact', { contactPermille: 1, also: [] }, { contactPermille: 0 }, 'contact'],
    ['most contact', { contactPermille: 1000 }, { contactPermille: 1001 }, 'contact'],
    ['F13 the person', { person: 'simulated-patient' }, { person: 'p-17' }, 'other-person'],
    ['F13 the band', { device: 'simulated-band' }, { device: 'b-1' }, 'other-device'],
  ])('%s', (_name, inside, outside, rule) => {
    expect(rules(inside)).not.toContain(rule);
    expect(rules(outside)).toContain(rule);
  });

  test('where one session a day is allowed, the first is', () => {
    expect(rules({}, { sessions_per_day: 1 })).toEqual([]);
    expect(rules({ daySessions: 1 }, { sessions_per_day: 1 })).toEqual(['sessions-used']);
  });

  test('the latest revision, its content not known, is welcome; so is any where none is known', () => {
    expect(rules({ latestRevision: 1 })).toEqual([]);
    expect(rules({ latestRevision: null })).toEqual([]);
  });

  test('what else allows less is one of the reasons', () => {
    const also = { rule: 'x', text: 't', source: 's', mostUa: 5 };
    const { constraint, verdict } = checkPrescription(DEMONSTRATION_PRESCRIPTION, { ...ANYBODY, also: [also] });
    expect(constraint.reasons).toEqual([{ rule: 'x', text: 't', source: 's' }]);
    expect([constraint.permittedUa, verdict]).toEqual([5, 'REFUSED']);
  });

  test('a later revision than the latest known is welcome, whatever was in that', () => {
    expect(rules({ latestRevision: 1, latestCanonical: '{}' }, { revision: 2 })).toEqual([]);
  });

  test.each<[string, object, object]>([
    ['session', { session_ms: 1_800_000 }, { session_ms: 1_800_001 }],
    ['day', { day_ms: 10_800_000 }, { day_ms: 10_800_001 }],
    ['sessions of a day', { sessions_per_day: 24 }, { sessions_per_day: 25 }],
    ['smallest pad', { pad_area_mm2: 1_600 }, { pad_area_mm2: 1_599 }],
    ['lowest rate', { rate_millihertz: 1_000 }, { rate_millihertz: 999 }],
    ['highest rate', { rate_millihertz: 150_000 }, { rate_millihertz: 150_001 }],
    ['peak current', { ceiling_ua: 60_000 }, { ceiling_ua: 60_001 }],
    ['level up to the ceiling', { level_ua: 25_000 }, { level_ua: 25_001 }],
    ['session up to the day', { day_ms: 60_000 }, { day_ms: 59_999 }],
    [
      'end after the beginning',
      { expires_at: '2099-01-01T00:00:00Z' },
      { expires_at: DEMONSTRATION_PRESCRIPTION.issued_at },
    ],
  ])('F14: %s', (_name, inside, outside) => {
    expect(rules({}, inside)).toEqual([]);
    expect(rules({}, outside).length).toBeGreaterThan(0);
  });
});

describe('the pulse', () => {
  const segment = (sharePermille: number, widthUs: number) => ({ sharePermille, widthUs });
  test.each([
    ['32 segments', Array.from({ length: 32 }, () => segment(1000, 10)), 1_000, true],
    ['33 segments', Array.from({ length: 33 }, () => segment(1000, 10)), 1_000, false],
    ['the widest that 16 bits tell', [segment(1000, 65_535)], 1_000, true],
    ['one more', [segment(1000, 65_536)], 1_000, false],
    ['one more in one of several', [segment(1000, 65_536), segment(-1000, 10)], 1_000, false],
    ['a microsecond between pulses', [segment(1000, 9_999)], 100_000, true],
    ['none between pulses', [segment(1000, 10_000)], 100_000, false],
  ])('%s', (_name, parts, rateMillihertz, forms) => expect(patternFlaw(parts, rateMillihertz) === '').toBe(forms));

  test('says in words why no band forms it', () => {
    expect(patternFlaw([segment(1000, 10_000)], 100_000)).toBe(
      'a pattern of 10000 us does not fit between pulses at 100 Hz',
    );
  });

  test('is symmetric only with two equal and opposite phases at full level', () => {
    expect(symmetricPhaseUs([segment(-1000, 200), segment(1000, 200)])).toBe(200);
    expect(symmetricPhaseUs([segment(1000, 200), segment(-1000, 201)])).toBeNull();
    expect(symmetricPhaseUs([segment(1000, 200), segment(1000, 200)])).toBeNull();
    expect(symmetricPhaseUs([segment(500, 200), segment(-500, 200)])).toBeNull();
    expect(symmetricPhaseUs([segment(1000, 200)])).toBeNull();
    expect(symmetricPhaseUs([segment(1000, 200), segment(-1000, 200), segment(0, 200)])).toBeNull();
  });

  test('a phase cut into segments, or by a gap, stays as long as it is; a gap is no phase', () => {
    const current = (currentUa: number, widthUs: number) => ({ currentUa, widthUs });
    expect(longestRunUs([current(1, 200), current(0, 900), current(2, 150), current(-1, 300)])).toBe(350);
    expect(longestRunUs([current(0, 900)])).toBe(0);
    expect(longestPhaseUs([segment(0, 900), segment(-5, 100), segment(1000, 90)])).toBe(100);
    expect(longestPhaseUs([segment(0, 900)])).toBe(0);
    const cut = [segment(1000, 250), segment(1000, 250), segment(-1000, 500)].map((part) => ({
      share_permille: part.sharePermille,
      width_us: part.widthUs,
    }));
    expect(rules({}, { pattern: cut, rate_millihertz: 50_000 })).toEqual(['prescription.phaseMaxUs']);
  });

  test('charge that swings farther than any one phase is limited like a phase', () => {
    const part = (share: number, width: number) => ({ share_permille: share, width_us: width });
    // +18 -0.9 +18 -0.9 ... uC at 45 mA: no phase passes 20 uC, the swing does.
    const pattern = [part(1000, 400), part(-50, 400), part(1000, 400), part(-1000, 400), part(0, 50), part(-950, 400)];
    expect(rules({}, { pattern, ceiling_ua: 45_000, rate_millihertz: 10_000 })).toContain('hard.phaseChargeNc');
  });

  const fine = {
    pattern: [{ currentUa: 1, widthUs: 1 }],
    rateMillihertz: 1,
    padAreaMm2: 1,
    contactPermille: 1,
    dutyPermille: 1,
  };
  test('is reckoned with from 1 of everything, and refused with less or with a fraction', () => {
    expect(doseMetrics(fine)).toMatchObject({
      phaseChargePc: 1,
      chargeSwingPc: 1,
      netChargePc: 1,
      absoluteChargePc: 1,
    });
    for (const name of ['rateMillihertz', 'padAreaMm2', 'contactPermille', 'dutyPermille'] as const) {
      expect(() => doseMetrics({ ...fine, [name]: 0 }), name).toThrow(name);
      expect(() => doseMetrics({ ...fine, [name]: 1.5 }), name).toThrow(name);
    }
    expect(() => doseMetrics({ ...fine, pattern: [] })).toThrow('a pattern needs a segment');
    expect(() => doseMetrics({ ...fine, pattern: [{ currentUa: 1, widthUs: 0.5 }] })).toThrow('0.5 us');
  });
});

describe('a decision', () => {
  const also = [{ rule: 'x', text: 't', source: 's', mostUa: 5 }];

  test('on what has no form keeps document and context, and every reason', () => {
    const document = { schema: 'nonsense' };
    const context = { ...ANYBODY, also };
    const { constraint, ...rest } = checkPrescription(document, context);
    expect(rest).toEqual({
      schema: 'limber/dose-decision/1',
      verdict: 'REFUSED',
      context,
      document,
      prescription: null,
      metrics: null,
      totals: null,
      advice: [],
      standards: [],
      duties: [],
    });
    expect(constraint).toMatchObject({ askedUa: 0, permittedUa: 0, strictest: { rule: 'form' } });
    expect(constraint.reasons.at(-1)).toEqual({ rule: 'x', text: 't', source: 's' });
    expect(checkPrescription(document, ANYBODY).constraint.reasons).toHaveLength(constraint.reasons.length - 1);
  });

  test('says of which form it is, and what a strong output asks of a device', () => {
    const strong = { ceiling_ua: 60_000, rate_millihertz: 150_000 };
    const { schema, duties } = checkPrescription({ ...DEMONSTRATION_PRESCRIPTION, ...strong }, ANYBODY);
    expect(schema).toBe('limber/dose-decision/1');
    expect(duties.map(({ id }) => id)).toEqual(['IEC_OUTPUT_INDICATOR', 'IEC_STATED_OUTPUT']);
  });

  test.each([{ session_ms: 1_800_001 }, { day_ms: 10_800_001 }, { sessions_per_day: 25 }])(
    'on times leaves no current that would heal them: %o',
    (changes) => {
      const { constraint } = checkPrescription({ ...DEMONSTRATION_PRESCRIPTION, ...changes }, ANYBODY);
      expect(constraint.permittedUa).toBe(0);
    },
  );
});

describe('a session', () => {
  test('of the demonstration: 60 s, 5 s up at 4 mA/s, 0.5 s down', () => {
    const { totals } = checkPrescription(DEMONSTRATION_PRESCRIPTION, ANYBODY);
    // 20 mA x 400 us x 100 Hz x 57.25 s; 0.08 mJ x 100 Hz x (60 - 2/3 5.5) s
    expect(totals).toEqual({ pulses: 6_000, absoluteChargeNc: 45_800_000, energyUj: 450_667, equivalentMs: 57_250 });
  });

  test('shorter than its ramp never gets to its level', () => {
    const pattern = [
      { currentUa: 20_000, widthUs: 200 },
      { currentUa: -20_000, widthUs: 200 },
    ];
    const metrics = doseMetrics({ ...ONE_PAD, pattern });
    const plan = { durationMs: 1_000, rampUpMs: 2_000, rampDownMs: 0, sweep: steadyRate(100_000) };
    expect(sessionTotals(metrics, plan)).toMatchObject({ pulses: 100, equivalentMs: 250 });
  });

  test.each([
    [1_234, 567],
    [1_238, 561],
  ])(
    'with ramps of %d and %d ms that fit no step of 10 ms: the midpoint rule, step by step',
    (rampUpMs, rampDownMs) => {
      const plan = { durationMs: 10_007, rampUpMs, rampDownMs, sweep: steadyRate(100_000) };
      const steps = 1_001;
      let equivalentMs = 0;
      for (let i = 0; i < steps; i++) {
        const tMs = ((i + 0.5) * plan.durationMs) / steps;
        equivalentMs += Math.min(1, tMs / plan.rampUpMs, (plan.durationMs - tMs) / plan.rampDownMs) * (10_007 / steps);
      }
      const metrics = doseMetrics({ ...ONE_PAD, pattern: [{ currentUa: 1_000_000, widthUs: 1_000 }] });
      const totals = sessionTotals(metrics, plan);
      expect(totals.equivalentMs).toBe(Math.round(equivalentMs));
      expect(totals.absoluteChargeNc).toBe(Math.round(1_000_000 * 100 * (equivalentMs / 1000)));
    },
  );

  test('shorter than a step is one step', () => {
    const plan = { durationMs: 4, rampUpMs: 0, rampDownMs: 0, sweep: steadyRate(1_000_000) };
    const metrics = doseMetrics({ ...ONE_PAD, pattern: [{ currentUa: 1_000, widthUs: 1 }] });
    expect(sessionTotals(metrics, plan)).toMatchObject({ pulses: 4, equivalentMs: 4 });
  });

  test('longer than any band runs has no totals, and is refused', () => {
    const within = { session_ms: 3_600_000, day_ms: 4_000_000 };
    expect(checkPrescription({ ...DEMONSTRATION_PRESCRIPTION, ...within }, ANYBODY).totals).not.toBeNull();
    const beyond = { session_ms: 3_600_001, day_ms: 4_000_000 };
    expect(checkPrescription({ ...DEMONSTRATION_PRESCRIPTION, ...beyond }, ANYBODY).totals).toBeNull();
  });

  test('the least contact is reckoned with as it is; an impossible one as a pad that lies flat, and refused', () => {
    const area = (contactPermille: number) =>
      checkPrescription(DEMONSTRATION_PRESCRIPTION, { ...ANYBODY, contactPermille }).metrics?.contactAreaCm2;
    expect([1, 500.9, 1000, 0, 1001].map(area)).toEqual([0.025, 12.5, 25, 25, 25]);
  });
});

const ONE_PAD = { rateMillihertz: 100_000, padAreaMm2: 2_500, contactPermille: 1000, dutyPermille: 1000 };

import { describe, expect, test } from 'vitest';
import { symmetricBiphasic } from '../../../host/stim/dose/pattern.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import type { DoseContext } from '../../../host/stim/prescription/dose-context.ts';
import { canonicalPrescription, parsePrescription } from '../../../host/stim/prescription/prescription.ts';
import type { DoseDecision } from '../../../host/stim/prescription/prescription-check.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';

const CONTEXT: DoseContext = {
  nowS: 1_800_000_000,
  person: null,
  latestRevision: null,
  contactPermille: 1000,
  dayUsedMs: 0,
};
const check = (changes: object, context: Partial<DoseContext> = {}): DoseDecision =>
  checkPrescription({ ...DEMONSTRATION_PRESCRIPTION, ...changes }, { ...CONTEXT, ...context });
const rulesOf = (decision: DoseDecision): string[] => decision.constraint.reasons.map((reason) => reason.rule);
const biphasic = (phaseUs: number): object[] =>
  symmetricBiphasic(phaseUs).map((part) => ({ share_permille: part.sharePermille, width_us: part.widthUs }));
/** Balanced, 400 us a pair. */
const segments = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    share_permille: i === count - 1 && count % 2 === 1 ? 0 : i % 2 === 0 ? 1000 : -1000,
    width_us: 400,
  }));

describe('a prescription as a document', () => {
  test('the demonstration is accepted, with nothing to be said against it', () => {
    const decision = check({});
    expect(decision.verdict).toBe('ACCEPTED');
    expect(decision.constraint).toMatchObject({ askedUa: 25_000, permittedUa: 25_000, reasons: [], strictest: null });
    expect(decision.advice).toEqual([]);
    expect(decision.standards).toEqual([]);
    expect(decision.totals).toMatchObject({ pulses: 6_000 });
  });

  test('every flaw of its form is named at once', () => {
    const decision = check({
      rate_millihertz: '100 Hz',
      ceiling_ua: -1,
      site: 'left knee',
      session_ms: 1.5,
      note: 'x',
      pattern: [],
    });
    expect(decision.verdict).toBe('REFUSED');
    const texts = decision.constraint.reasons.map((reason) => reason.text).join('\n');
    for (const field of ['rate_millihertz', 'ceiling_ua', 'site', 'session_ms', 'note', 'pattern'])
      expect(texts).toContain(field);
    expect(decision.constraint.permittedUa).toBe(0);
  });

  test.each([
    null,
    undefined,
    7,
    'prescription',
    [],
    {},
    { schema: 'limber/prescription/2' },
    { ...DEMONSTRATION_PRESCRIPTION, schema: 'limber/prescription/1' },
    Number.NaN,
  ])('%o is refused, not thrown at', (document) => {
    const parsed = parsePrescription(document);
    expect(parsed.kind).toBe('Refused');
  });

  test.each([
    ['a level above the ceiling', { level_ua: 25_001 }],
    ['a session longer than the day', { session_ms: 3_600_001 }],
    ['an end before the beginning', { expires_at: '2025-01-01T00:00:00Z' }],
    [
      'a pattern that never has the full level',
      {
        pattern: [
          { share_permille: 500, width_us: 200 },
          { share_permille: -500, width_us: 200 },
        ],
      },
    ],
    ['not a number', { ceiling_ua: Number.NaN }],
    ['infinity', { ceiling_ua: Number.POSITIVE_INFINITY }],
    ['an instant that is none', { expires_at: '2027-01-31 00:00:00 +02' }],
    ['an end beyond what 32 bits count', { expires_at: '2107-01-01T00:00:00Z' }],
    ['presence asked every moment', { presence_ms: 59_999 }],
    ['no word about presence', { presence_ms: undefined }],
    ['no sessions', { sessions_per_day: 0 }],
    ['no band', { device: '' }],
  ])('%s is refused', (_name, changes) => expect(check(changes).verdict).toBe('REFUSED'));

  test('sleep is allowed where it says so', () => {
    expect(check({ presence_ms: null })).toMatchObject({ verdict: 'ACCEPTED', prescription: { presenceMs: null } });
  });

  test('its canonical text does not depend on the order of its fields, and depends on every field', () => {
    const parsed = parsePrescription(DEMONSTRATION_PRESCRIPTION);
    const turned = parsePrescription(Object.fromEntries(Object.entries(DEMONSTRATION_PRESCRIPTION).reverse()));
    if (parsed.kind === 'Refused' || turned.kind === 'Refused') throw new Error('demonstration refused');
    const text = canonicalPrescription(parsed.prescription);
    expect(canonicalPrescription(turned.prescription)).toBe(text);
    for (const [name, value] of Object.entries(parsed.prescription)) {
      const changed = {
        ...parsed.prescription,
        [name]: typeof value === 'number' ? value + 1 : name === 'pattern' ? [] : `${String(value)}x`,
      };
      expect(canonicalPrescription(changed), name).not.toBe(text);
    }
  });
});

describe('a prescription at the chain of rules', () => {
  test.each<[string, object, Partial<DoseContext>, string[]]>([
    ['expired', {}, { nowS: 4_200_000_000 }, ['expired']],
    ['from the future', { issued_at: '2050-01-01T00:00:00Z' }, {}, ['not-yet']],
    ['of somebody else', {}, { person: 'p-17' }, ['other-person']],
    ['superseded', {}, { latestRevision: 2 }, ['superseded']],
    ['across the chest', { site: 'chest' }, {}, ['site']],
    ['without a session left today', {}, { dayUsedMs: 3_550_000 }, ['day-used']],
    ['for another band', {}, { device: 'band-17' }, ['other-device']],
    ['changed without a new revision', {}, { latestRevision: 1, latestCanonical: '{}' }, ['revision-reused']],
    ['with all sessions of the day begun', {}, { daySessions: 12 }, ['sessions-used']],
    [
      'of more segments than a band has',
      { pattern: segments(33), level_ua: 20_000, ceiling_ua: 20_000, rate_millihertz: 50_000 },
      {},
      ['band-pattern'],
    ],
    [
      'of a pattern longer than its period',
      { pattern: segments(26), level_ua: 20_000, ceiling_ua: 20_000 },
      {},
      ['band-pattern'],
    ],
    ['with pads off the skin', {}, { contactPermille: 0 }, ['contact']],
    [
      'that contradicts itself',
      { level_ua: 30_000, session_ms: 3_600_000, day_ms: 60_000 },
      { person: 'p-17' },
      ['day-used', 'other-person', 'contradiction', 'contradiction', 'prescription.sessionMs'],
    ],
    ['for a pad too small', { pad_area_mm2: 900, ceiling_ua: 20_000 }, {}, ['hard.padAreaMinMm2']],
    ['too long', { session_ms: 1_800_001 }, {}, ['prescription.sessionMs']],
    ['far too long', { session_ms: 3_600_001, day_ms: 3_700_000 }, {}, ['hard.sessionMs']],
    ['too fast', { rate_millihertz: 150_001 }, {}, ['prescription.rateMaxMillihertz']],
    ['too slow', { rate_millihertz: 499 }, {}, ['hard.rateMinMillihertz']],
    ['too short a phase', { pattern: biphasic(45) }, {}, ['prescription.phaseMinUs']],
    ['too strong', { ceiling_ua: 61_000 }, {}, ['prescription.peakCurrentUa']],
    ['too strong for any band', { ceiling_ua: 81_000 }, {}, ['hard.peakCurrentUa']],
  ])('%s: refused for that reason', (_name, changes, context, rules) => {
    const decision = check(changes, context);
    expect(decision.verdict).toBe('REFUSED');
    expect(rulesOf(decision)).toEqual(rules);
    expect(decision.constraint.permittedUa).toBeLessThan(decision.constraint.askedUa);
    expect(decision.constraint.reasons.every((reason) => reason.source !== '' && reason.text !== '')).toBe(true);
  });

  test('x7 of the reference, 120 mA 500 us 200 Hz: every reason', () => {
    const decision = check({
      pattern: biphasic(500),
      rate_millihertz: 200_000,
      pad_area_mm2: 10_000,
      ceiling_ua: 120_000,
    });
    expect(rulesOf(decision).sort()).toEqual([
      'hard.peakCurrentUa',
      'hard.phaseChargeNc',
      'hard.rmsCurrentUa',
      'prescription.phaseMaxUs',
      'prescription.pulseEnergyUj',
      'prescription.rateMaxMillihertz',
    ]);
    expect(decision.standards.map((finding) => finding.id)).toEqual(['IEC_RMS_CURRENT']);
  });

  test('x8 of the reference, one phase stuck for 20 ms: every reason', () => {
    const decision = check({
      pattern: [{ share_permille: 1000, width_us: 20_000 }],
      rate_millihertz: 10_000,
      ceiling_ua: 30_000,
    });
    expect(rulesOf(decision).sort()).toEqual([
      'hard.dcDensityUaPerCm2',
      'hard.netChargeNc',
      'hard.netChargePermille',
      'hard.phaseChargeNc',
      'hard.phaseMaxUs',
      'prescription.pulseEnergyUj',
    ]);
    expect(decision.constraint.permittedUa).toBe(0);
    expect(decision.standards.map((finding) => finding.id)).toEqual(['DC_DENSITY_ADVICE']);
  });

  test('half a pad lifted doubles the density and tightens the current', () => {
    const whole = check({ rate_millihertz: 150_000, pattern: biphasic(300), ceiling_ua: 60_000, pad_area_mm2: 1_600 });
    const half = check(
      { rate_millihertz: 150_000, pattern: biphasic(300), ceiling_ua: 60_000, pad_area_mm2: 1_600 },
      { contactPermille: 500 },
    );
    expect(whole.verdict).toBe('ACCEPTED');
    expect(half.constraint.strictest?.rule).toBe('hard.rmsDensityUaPerCm2');
    expect(half.constraint.permittedUa).toBe(40_000);
  });

  test('what is allowed but not recommended is said', () => {
    const decision = check({ ceiling_ua: 45_000 });
    expect(decision.verdict).toBe('ACCEPTED');
    expect(decision.advice.map((reason) => reason.rule)).toEqual(['recommended.peakCurrentUa']);
  });

  test('the decision is a plain record with all its inputs', () => {
    const decision = check({ ceiling_ua: 81_000 }, { person: 'p-17' });
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
    expect(decision.document).toMatchObject({ ceiling_ua: 81_000 });
    expect(decision.context).toMatchObject({ person: 'p-17' });
  });
});

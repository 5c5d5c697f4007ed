import { describe, expect, test } from 'vitest';
import { trusting } from '../../../host/keys/clinician-key.ts';
import { simulatedPrescription, trustsSimulatedClinician } from '../../../host/keys/simulated-clinician.ts';
import type { DoseDecision } from '../../../host/stim/prescription/prescription-check.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';
import type { SignatureCheck } from '../../../host/stim/prescription/signed-prescription.ts';
import { openPrescription } from '../../../host/stim/prescription/signed-prescription.ts';

const SIGNED = simulatedPrescription('band-1');
const CONTEXT = { nowS: 1_800_000_000, person: null, latestRevision: null, contactPermille: 1000, dayUsedMs: 0 };

function decide(document: unknown, check: SignatureCheck | null = trustsSimulatedClinician): DoseDecision {
  const opened = openPrescription(document, check);
  return checkPrescription(opened.document, { ...CONTEXT, also: opened.flaws });
}
const rulesOf = (decision: DoseDecision): string[] => decision.constraint.reasons.map((reason) => reason.rule);

describe('a signed prescription', () => {
  test('counts when a trusted clinician signed exactly this', () => {
    const opened = openPrescription(SIGNED, trustsSimulatedClinician);
    expect(opened).toMatchObject({ clinician: SIGNED.clinician, flaws: [] });
    expect(opened.seal?.length).toBeGreaterThan(21);
    expect(decide(SIGNED).verdict).toBe('ACCEPTED');
  });

  test('counts however its fields are ordered and its instants spelled: what it says is signed', () => {
    const prescription = {
      ...Object.fromEntries(Object.entries(SIGNED.prescription).reverse()),
      expires_at: '2100-01-01T02:00:00+02:00',
    };
    expect(decide({ ...SIGNED, prescription }).verdict).toBe('ACCEPTED');
  });

  test('F13: any number of it changed is tampering', () => {
    for (const [name, value] of Object.entries(SIGNED.prescription)) {
      if (typeof value !== 'number') continue;
      const prescription = { ...SIGNED.prescription, [name]: value - 1 };
      expect(rulesOf(decide({ ...SIGNED, prescription })), name).toContain('tampered');
    }
  });

  test('F13: every single bit of its signature counts', () => {
    const signature = Buffer.from(SIGNED.signature, 'base64');
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const flipped = Buffer.from(signature);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(rulesOf(decide({ ...SIGNED, signature: flipped.toString('base64') }))).toEqual(['tampered']);
    }
  });

  test.each<[string, unknown, SignatureCheck | null, string[]]>([
    ['of a clinician nobody trusts', SIGNED, trusting([]), ['unknown-clinician']],
    [
      'in the name of another clinician',
      { ...SIGNED, clinician: 'somebody' },
      trustsSimulatedClinician,
      ['unknown-clinician'],
    ],
    ['without a key to check it', SIGNED, null, ['signature-unchecked']],
    [
      'with a signature that is not base64',
      { ...SIGNED, signature: 'ä!' },
      trustsSimulatedClinician,
      ['signature-form'],
    ],
    ['with half a signature', { ...SIGNED, signature: 'AAAA' }, trustsSimulatedClinician, ['signature-form']],
    ['with a seal that is not base64', { ...SIGNED, seal: '***' }, trustsSimulatedClinician, ['signature-form']],
    ['with half a seal', { ...SIGNED, seal: 'AAAA' }, trustsSimulatedClinician, ['seal-form']],
    [
      'of a later form',
      { ...SIGNED, schema: 'limber/signed-prescription/2' },
      trustsSimulatedClinician,
      ['signature-form'],
    ],
    ['with more than belongs there', { ...SIGNED, note: 'x' }, trustsSimulatedClinician, ['signature-form']],
    ['without a signature', SIGNED.prescription, trustsSimulatedClinician, ['not-signed']],
  ])('%s is refused for that reason', (_name, document, check, rules) => {
    expect(rulesOf(decide(document, check))).toEqual(rules);
    expect(decide(document, check).constraint.permittedUa).toBe(0);
  });

  test('that is tampered with, expired and for nobody here is told all of it', () => {
    const prescription = { ...SIGNED.prescription, site: 'chest', expires_at: '2026-02-01T00:00:00Z' };
    expect(rulesOf(decide({ ...SIGNED, prescription })).sort()).toEqual(['expired', 'site', 'tampered']);
  });

  test.each([
    null,
    7,
    [],
    {},
    { schema: 'limber/signed-prescription/1' },
    { schema: 'limber/signed-prescription/1', prescription: 7 },
  ])('%o is refused, not thrown at', (document) => expect(decide(document).verdict).toBe('REFUSED'));

  test('a stored refusal is decided the same again, without the key', () => {
    const decision = decide({ ...SIGNED, prescription: { ...SIGNED.prescription, ceiling_ua: 26_000 } });
    const stored = JSON.parse(JSON.stringify(decision)) as DoseDecision;
    expect(checkPrescription(stored.document, stored.context)).toEqual(decision);
  });
});

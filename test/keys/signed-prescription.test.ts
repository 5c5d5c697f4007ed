import { createDecipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { clinicianKey, publicKeyId, signMessage, trusting } from '../../host/keys/clinician-key.ts';
import { prescriptionHash } from '../../host/keys/prescription-signing.ts';
import {
  SIMULATED_CLINICIAN,
  simulatedPrescription,
  trustsSimulatedClinician,
} from '../../host/keys/simulated-clinician.ts';
import {
  canonicalPrescription,
  DEMONSTRATION_PRESCRIPTION,
  type Prescription,
  parsePrescription,
} from '../../host/stim/index.ts';
import { decodeSealedPrescription } from '../../protocol/generated/device-wire.ts';
import { PRESCRIPTION_NONCE_BYTES, TAG_BYTES } from '../../protocol/seal.ts';
import { SIMULATED_LINK_KEY, SIMULATED_PRESCRIPTION_KEY } from '../../protocol/simulation.ts';

const DEVICE = 'band-1';
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

function prescriptionOf(document: unknown): Prescription {
  const parsed = parsePrescription(document);
  if (parsed.kind === 'Refused') throw new Error(JSON.stringify(parsed.reasons));
  return parsed.prescription;
}

function opened(seal: Uint8Array, key: Uint8Array): Uint8Array {
  const tagAt = seal.length - TAG_BYTES;
  const nonce = seal.subarray(0, PRESCRIPTION_NONCE_BYTES);
  const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(seal.subarray(tagAt));
  const plain = decipher.update(seal.subarray(PRESCRIPTION_NONCE_BYTES, tagAt));
  decipher.final();
  return new Uint8Array(plain);
}

describe('Ed25519', () => {
  test('agrees with the first vectors of RFC 8032, section 7.1', () => {
    const first = clinicianKey('', hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
    expect(Buffer.from(bytes(first.public.publicKey)).toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(Buffer.from(signMessage(new Uint8Array(0), first)).toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  test('a name on a file makes nobody trusted: the id is reckoned from the key', () => {
    const impostor = clinicianKey('Impostor', new Uint8Array(32).fill(9));
    const message = new TextEncoder().encode('a message');
    const forged = { ...impostor.public, id: SIMULATED_CLINICIAN.public.id };
    const check = trusting([forged]);
    expect(check(SIMULATED_CLINICIAN.public.id, message, signMessage(message, impostor))).toBe('unknown-clinician');
    expect(check(publicKeyId(forged.publicKey), message, signMessage(message, impostor))).toBe('good');
  });

  test('a signature of a wrong length is bad, not an error', () => {
    const { id } = SIMULATED_CLINICIAN.public;
    for (const length of [0, 1, 63, 65])
      expect(trustsSimulatedClinician(id, new Uint8Array(4), new Uint8Array(length))).toBe('bad');
  });
});

describe('a prescription for a simulated band', () => {
  const signed = simulatedPrescription(DEVICE);
  const prescription = prescriptionOf(signed.prescription);
  const canonical = new TextEncoder().encode(canonicalPrescription(prescription));

  test('comes out the same each time, and differently for another band', () => {
    expect(simulatedPrescription(DEVICE)).toEqual(signed);
    expect(simulatedPrescription('band-2').seal).not.toBe(signed.seal);
  });

  test('its signature is good, and bad for anything else', () => {
    const { clinician, signature } = signed;
    expect(trustsSimulatedClinician(clinician, canonical, bytes(signature))).toBe('good');
    const other = new TextEncoder().encode(canonicalPrescription({ ...prescription, ceilingUa: 26_000 }));
    expect(trustsSimulatedClinician(clinician, other, bytes(signature))).toBe('bad');
    expect(trusting([])(clinician, canonical, bytes(signature))).toBe('unknown-clinician');
  });

  test('its seal opens at the band with the prescription key, and says what the document says', () => {
    const plain = opened(bytes(signed.seal), SIMULATED_PRESCRIPTION_KEY);
    expect(decodeSealedPrescription(plain)).toMatchObject({
      revision: prescription.revision,
      prescriptionHash: prescriptionHash(prescription),
      deviceId: DEVICE,
      ceilingUa: 25_000,
      phaseUs: 200,
      rateMillihertz: 100_000,
      sessionMs: 60_000,
      dayMs: 3_600_000,
    });
    expect(() => opened(bytes(signed.seal), SIMULATED_LINK_KEY)).toThrow();
  });

  test('a document without form is not signed', () => {
    expect(() => simulatedPrescription(DEVICE, { ...DEMONSTRATION_PRESCRIPTION, ceiling_ua: -1 })).toThrow(RangeError);
  });
});

import { createHash } from 'node:crypto';
import { sealedOf } from '../stim/prescription/device-prescription.ts';
import { canonicalBytes, documentOf, type Prescription } from '../stim/prescription/prescription.ts';
import type { SignedPrescription } from '../stim/prescription/signed-prescription.ts';
import { type ClinicianKey, signMessage } from './clinician-key.ts';
import { sealPrescription } from './prescription-seal.ts';

/** First eight bytes of the SHA-256 of what is signed: enough for band, gateway and prescriber to mean the same one. */
export const prescriptionHash = (prescription: Prescription): Uint8Array =>
  new Uint8Array(createHash('sha256').update(canonicalBytes(prescription)).digest().subarray(0, 8));

/**
 * Signed for the gateway, sealed for the band.
 * @param prescriptionKey 16 bytes that only the prescriber and the prescription's band have
 * @param nonce 13 random bytes, new for each seal
 * @throws RangeError for a pattern that no band forms
 */
export function signPrescription(
  prescription: Prescription,
  clinician: ClinicianKey,
  prescriptionKey: Uint8Array,
  nonce: Uint8Array,
): SignedPrescription {
  const seal = sealPrescription(sealedOf(prescription, prescriptionHash(prescription)), prescriptionKey, nonce);
  return {
    schema: 'limber/signed-prescription/1',
    prescription: documentOf(prescription),
    clinician: clinician.public.id,
    signature: Buffer.from(signMessage(canonicalBytes(prescription), clinician)).toString('base64'),
    seal: Buffer.from(seal).toString('base64'),
  };
}

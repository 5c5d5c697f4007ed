import { createHash } from 'node:crypto';
import { PRESCRIPTION_NONCE_BYTES } from '../../protocol/seal.ts';
import { SIMULATED_PRESCRIPTION_KEY } from '../../protocol/simulation.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../stim/prescription/demonstration-prescription.ts';
import { canonicalBytes, type PrescriptionDocument, parsePrescription } from '../stim/prescription/prescription.ts';
import type { SignedPrescription } from '../stim/prescription/signed-prescription.ts';
import { clinicianKey, SEED_BYTES, trusting } from './clinician-key.ts';
import { signPrescription } from './prescription-signing.ts';

/** Known to everybody, as all of a simulation is: trusted in simulated homes and nowhere else. */
export const SIMULATED_CLINICIAN = clinicianKey(
  'Simulated clinician',
  Uint8Array.from({ length: SEED_BYTES }, (_, i) => i + 1),
);

export const trustsSimulatedClinician = trusting([SIMULATED_CLINICIAN.public]);

/**
 * For simulated bands: signed by the simulated clinician, sealed for one band. The same input gives the same bytes.
 * @throws RangeError for a document without form
 */
export function simulatedPrescription(
  deviceId: string,
  wanted: PrescriptionDocument = DEMONSTRATION_PRESCRIPTION,
): SignedPrescription {
  const parsed = parsePrescription({ ...wanted, device: deviceId });
  if (parsed.kind === 'Refused') throw new RangeError(parsed.reasons.map(({ text }) => text).join('; '));
  const { prescription } = parsed;
  // Drawn from what is sealed: other terms, other nonce.
  const nonce = createHash('sha256').update('nonce').update(canonicalBytes(prescription)).digest();
  return signPrescription(
    prescription,
    SIMULATED_CLINICIAN,
    SIMULATED_PRESCRIPTION_KEY,
    nonce.subarray(0, PRESCRIPTION_NONCE_BYTES),
  );
}

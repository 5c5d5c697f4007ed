import type { PrescriptionDocument } from './prescription.ts';

/** A prescription as it travels from prescriber to gateway: nobody on the way can change it unseen. */
export interface SignedPrescription {
  readonly schema: 'limber/signed-prescription/1';
  readonly prescription: PrescriptionDocument;
  /** Who signed: id of the clinician's public key. */
  readonly clinician: string;
  /** Ed25519 over the canonical bytes, base64. */
  readonly signature: string;
  /** For the band: nonce, ciphertext and tag of a SealedPrescription, base64. The gateway cannot open it. */
  readonly seal: string;
}

/** Ed25519 lives in Node, this room does not: who decides brings it along. */
export type SignatureCheck = (
  clinician: string,
  message: Uint8Array,
  signature: Uint8Array,
) => 'good' | 'bad' | 'unknown-clinician';

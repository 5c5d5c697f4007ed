import * as v from 'valibot';
import { PRESCRIPTION_NONCE_BYTES, TAG_BYTES } from '../../../protocol/seal.ts';
import { forbid, type Tightening } from '../person/tightening.ts';
import { formWords } from './form-words.ts';
import { canonicalBytes, type PrescriptionDocument, readPrescription } from './prescription.ts';

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

/** A file of either kind, taken apart. */
export interface OpenedPrescription {
  /** The prescription itself, whatever its form: for `checkPrescription`. */
  readonly document: unknown;
  /** Null where nobody has signed. */
  readonly clinician: string | null;
  /** Null where there is none, or none that can be read. */
  readonly seal: Uint8Array | null;
  /** Why the signature does not count; empty where it is good. For `DoseContext.also`, and so stored with the decision. */
  readonly flaws: readonly Tightening[];
}

const SIGNED = 'limber/signed-prescription/1';
const SIGNATURE_BYTES = 64;
const SOURCE = 'signed prescription';

const base64 = v.pipe(v.string(), v.nonEmpty('not base64'), v.base64('not base64'));

/** `prescription` has a schema of its own: its flaws are named by the chain of rules. */
export const signedPrescriptionSchema = v.strictObject({
  schema: v.literal(SIGNED),
  prescription: v.unknown(),
  clinician: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ only')),
  signature: base64,
  seal: base64,
});

/** By its schema: anything that says it is signed must hold as such. */
export const claimsSignature = (document: unknown): boolean =>
  typeof document === 'object' &&
  document !== null &&
  'schema' in document &&
  String(document.schema).startsWith('limber/signed-prescription');

function bytesOf(base64Text: string): Uint8Array {
  return Uint8Array.from(atob(base64Text), (letter) => letter.charCodeAt(0));
}

/**
 * Takes a prescription out of its signature and says everything that is wrong with that. Never throws for a document.
 * @param check null where no key is at hand: then no signature counts
 */
export function openPrescription(document: unknown, check: SignatureCheck | null): OpenedPrescription {
  if (!claimsSignature(document)) {
    const flaws = [forbid('not-signed', 'nobody has signed the prescription', SOURCE)];
    return { document, clinician: null, seal: null, flaws };
  }
  const parsed = v.safeParse(signedPrescriptionSchema, document);
  if (!parsed.success) {
    const inner = (document as { readonly prescription?: unknown }).prescription;
    const flaws = parsed.issues.map((issue) =>
      forbid('signature-form', formWords(issue, v.getDotPath(issue) ?? 'document'), SOURCE),
    );
    return { document: inner, clinician: null, seal: null, flaws };
  }
  const { prescription, clinician, signature, seal } = parsed.output;
  const flaws = [...signatureFlaws(parsed.output.prescription, clinician, bytesOf(signature), check)];
  const sealBytes = bytesOf(seal);
  const sealed = sealBytes.length > PRESCRIPTION_NONCE_BYTES + TAG_BYTES;
  if (!sealed) flaws.push(forbid('seal-form', 'seal: too short to be one', SOURCE));
  return { document: prescription, clinician, seal: sealed ? sealBytes : null, flaws };
}

function signatureFlaws(
  document: unknown,
  clinician: string,
  signature: Uint8Array,
  check: SignatureCheck | null,
): Tightening[] {
  if (check === null) return [forbid('signature-unchecked', 'no key of a clinician is at hand to check it', SOURCE)];
  if (signature.length !== SIGNATURE_BYTES)
    return [forbid('signature-form', `signature: ${signature.length} bytes, not ${SIGNATURE_BYTES}`, SOURCE)];
  const read = readPrescription(document);
  // Without its form there is nothing that could have been signed; the chain names every flaw of the form.
  if (read.kind === 'Refused') return [forbid('tampered', 'what was signed cannot be read', SOURCE)];
  const verdict = check(clinician, canonicalBytes(read.prescription), signature);
  if (verdict === 'good') return [];
  if (verdict === 'unknown-clinician')
    return [forbid('unknown-clinician', `the key ${clinician} belongs to no clinician that is trusted here`, SOURCE)];
  return [forbid('tampered', 'the signature does not fit: the prescription was changed after signing', SOURCE)];
}

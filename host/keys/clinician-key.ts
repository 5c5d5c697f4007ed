import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { SignatureCheck } from '../stim/prescription/signed-prescription.ts';

/** What everybody may know of a clinician's key; the form of a `*.pub.json` file. */
export interface ClinicianPublicKey {
  readonly schema: 'limber/clinician-key/1';
  /** First eight bytes of the SHA-256 of the raw public key, hex. */
  readonly id: string;
  readonly name: string;
  /** Ed25519 (RFC 8032), 32 bytes, base64. */
  readonly publicKey: string;
}

/** Signs prescriptions; stays with the clinician. */
export interface ClinicianKey {
  readonly public: ClinicianPublicKey;
  /** Ed25519's 32 secret bytes. */
  readonly seed: Uint8Array;
}

export const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const KEY_ID_BYTES = 8;
/** Node takes keys as DER only; RFC 8410 puts the raw bytes behind these. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** @param seed 32 random bytes */
export function clinicianKey(name: string, seed: Uint8Array): ClinicianKey {
  const spki = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
  const raw = spki.subarray(SPKI_HEAD.length);
  return {
    seed,
    public: { schema: 'limber/clinician-key/1', id: keyId(raw), name, publicKey: raw.toString('base64') },
  };
}

export function signMessage(message: Uint8Array, { seed }: ClinicianKey): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey(seed)));
}

/** Good is only what one of these has signed. What a file says its id is does not count: ids are reckoned anew. */
export function trusting(clinicians: readonly Pick<ClinicianPublicKey, 'publicKey'>[]): SignatureCheck {
  const keys = new Map(clinicians.map(({ publicKey }) => [publicKeyId(publicKey), ed25519(publicKey)]));
  return (clinician, message, signature) => {
    const key = keys.get(clinician);
    if (!key) return 'unknown-clinician';
    return verify(null, message, key, signature) ? 'good' : 'bad';
  };
}

/** @param publicKey base64; @throws RangeError where it is not 32 bytes */
export const publicKeyId = (publicKey: string): string => keyId(rawPublicKey(publicKey));

const keyId = (raw: Uint8Array): string =>
  createHash('sha256').update(raw).digest().subarray(0, KEY_ID_BYTES).toString('hex');

function rawPublicKey(publicKey: string): Buffer {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== PUBLIC_KEY_BYTES) throw new RangeError(`a public key has ${PUBLIC_KEY_BYTES} bytes`);
  return raw;
}

const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });

const ed25519 = (publicKey: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, rawPublicKey(publicKey)]), format: 'der', type: 'spki' });

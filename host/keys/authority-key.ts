import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Certified } from './certificate.ts';
import { certificateFacts } from './certificate-file.ts';
import { type KeyFile, lockKey } from './key-file.ts';

const ID_DIGITS = 16;

/** The key of an authority signs whatever it is asked to: it lies encrypted, beside nothing that runs. */
export function lockAuthority({ certificate, privateKey }: Certified, passphrase: string): KeyFile {
  const x509 = new X509Certificate(certificate);
  const { names, fingerprint } = certificateFacts(x509);
  const facts = {
    kind: 'authority' as const,
    id: fingerprint.replaceAll(':', '').slice(0, ID_DIGITS).toLowerCase(),
    name: names[0]!,
    publicKey: spkiOf(x509),
  };
  const { d } = createPrivateKey(privateKey).export({ format: 'jwk' });
  return lockKey(facts, Buffer.from(d!, 'base64url'), passphrase);
}

/** Of several that are trusted at once, the one whose key this is. */
export const certificateOf = (
  { publicKey }: KeyFile,
  trusted: readonly X509Certificate[],
): X509Certificate | undefined => trusted.find((x509) => spkiOf(x509) === publicKey);

/** @param secret what the key file holds */
export function unlockedAuthority(x509: X509Certificate, secret: Uint8Array): Certified {
  const key = { ...x509.publicKey.export({ format: 'jwk' }), d: Buffer.from(secret).toString('base64url') };
  return {
    certificate: x509.toString(),
    privateKey: createPrivateKey({ key, format: 'jwk' }).export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

const spkiOf = ({ publicKey }: X509Certificate): string =>
  publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Certified } from './certificate.ts';
import { readKeptFile } from './secret-file.ts';
import { withoutSteering } from './small-file.ts';

export type CertificateKind = 'authority' | 'server' | 'client';

/** What a certificate tells everybody. */
export interface CertificateFacts {
  readonly kind: CertificateKind;
  /** Those of a machine; of an authority or a site the one name it has. */
  readonly names: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** SHA-256, as phones and browsers show it. */
  readonly fingerprint: string;
}

export const CERTIFICATE_WORDS: Readonly<Record<CertificateKind, string>> = {
  authority: 'certificate of an authority',
  server: 'certificate of a server',
  client: 'certificate of a site',
};

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----/;

export function certificateFacts(x509: X509Certificate): CertificateFacts {
  const kind = x509.ca ? 'authority' : x509.keyUsage?.includes(SERVER_AUTH) ? 'server' : 'client';
  const own = alternativeNames(x509);
  return {
    kind,
    names: own.length > 0 ? own : [commonName(x509)],
    fromMs: x509.validFromDate.getTime(),
    untilMs: x509.validToDate.getTime(),
    fingerprint: x509.fingerprint256,
  };
}

/** As a browser would write them: IPv6 in its shortest form. */
function alternativeNames({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):([\w.:*-]+)$/.exec(entry) ?? [];
    if (name === undefined) return [];
    return isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
  });
}

const commonName = ({ subject = '' }: X509Certificate): string =>
  withoutSteering(/(?:^|\n)CN=(.*)/.exec(subject)?.[1] ?? '');

/**
 * The first is the machine's own, those behind it vouch for it.
 * @throws LimberError keys/file-unreadable, keys/file-exposed where a private key is in it too, keys/wrong-kind
 */
export const readCertificates = (path: string): X509Certificate[] => certificatesIn(path, readPem(path));

/** @throws LimberError as readCertificates, and where there is no key, or another one's */
export function readCertified(path: string, keyPath = path): Certified {
  const text = readPem(path);
  const [own, ...others] = certificatesIn(path, text);
  const key = keyIn(keyPath, keyPath === path ? text : readPem(keyPath));
  if (!own!.checkPrivateKey(key))
    throw new LimberError(
      'keys/wrong-kind',
      `The private key in ${keyPath} is not that of the certificate in ${path}.`,
    );
  return {
    certificate: [own!, ...others].map(String).join(''),
    privateKey: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/** Soon enough to make another one without haste; undefined where there is no hurry. */
export function expiryWords({ kind, untilMs }: CertificateFacts, path: string, wallMs: number): string | undefined {
  const days = Math.floor((untilMs - wallMs) / DAY_MS);
  if (days >= WARN_DAYS) return undefined;
  const day = new Date(untilMs).toISOString().slice(0, 10);
  const remedy = kind === 'authority' ? 'limber keys rotate <folder> --ca begin' : 'limber keys rotate <folder>';
  const ends = untilMs <= wallMs ? `ended on ${day}: who is to trust it refuses it` : `ends on ${day}, in ${days} days`;
  return `The ${CERTIFICATE_WORDS[kind]} in ${path} ${ends}. Make a new one: ${remedy}`;
}

function readPem(path: string): string {
  const text = readKeptFile(path, false);
  return PRIVATE_KEY.test(text) ? readKeptFile(path, true) : text;
}

function certificatesIn(path: string, text: string): X509Certificate[] {
  try {
    const found = (text.match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
    if (found.length > 0) return found;
  } catch (cause) {
    throw new LimberError('keys/file-damaged', `${path} is damaged: its certificate cannot be read.`, { cause });
  }
  throw new LimberError('keys/wrong-kind', `There is no certificate in ${path}; a PEM file with one is needed.`);
}

function keyIn(path: string, text: string): KeyObject {
  try {
    if (PRIVATE_KEY.test(text)) return createPrivateKey(text);
  } catch (cause) {
    const why = /ENCRYPTED/.test(PRIVATE_KEY.exec(text)?.[0] ?? '') ? 'is encrypted' : 'cannot be read';
    throw new LimberError('keys/file-damaged', `The private key in ${path} ${why}; one in plain PEM is needed.`, {
      cause,
    });
  }
  throw new LimberError('keys/wrong-kind', `There is no private key in ${path}; a PEM file with one is needed.`);
}

import { createPrivateKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { NAME_CONSTRAINTS_ID, nameConstraints } from './name-constraints.ts';
import { x509Library } from './x509-library.ts';

/** A certificate and its private key (PKCS#8), both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly privateKey: string;
}

interface LeafParams {
  readonly authority: Certified;
  readonly wallMs: number;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3653;
/** What browsers take of public authorities; phones draw a line for private ones too, at 825 days. */
const LEAF_DAYS = 397;
/** Clocks of a house differ. */
const BEFORE_MS = DAY_MS;
/** RFC 5280, ub-common-name. Machines go by the alternative names, people by this. */
const COMMON_NAME_MOST = 64;
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** What a machine is called in a network: "gateway.local", "192.168.0.7", "fd00::7"; lower case, no wildcard. */
export const isHostName = (name: string): boolean => isIP(name) > 0 || DNS_NAME.test(name);

export interface AuthorityParams {
  readonly name: string;
  readonly wallMs: number;
  /** Where given it may vouch for these, and addresses of houses, alone. */
  readonly hostNames?: readonly string[] | undefined;
}

/** Signs the certificates of one house or one broker, and nothing below those. */
export async function makeAuthority({ name, wallMs, hostNames }: AuthorityParams): Promise<Certified> {
  const x509 = await x509Library();
  const keys = await freshKeys();
  // Another one each time: two that are trusted at once are told apart by their names.
  const mark = randomBytes(4).toString('hex');
  const called = `${name.slice(0, COMMON_NAME_MOST - mark.length - 1)} ${mark}`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [called] }],
    notBefore: new Date(wallMs - BEFORE_MS),
    notAfter: new Date(wallMs + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(hostNames ? [new x509.Extension(NAME_CONSTRAINTS_ID, true, nameConstraints(hostNames))] : []),
    ],
  });
  return { certificate: pemOf(certificate), privateKey: privateText(keys) };
}

/** For a machine that is reached under these names or addresses; the first is the one it is called by. */
export async function makeServerCertificate(
  params: LeafParams & { readonly hostNames: readonly [string, ...string[]] },
): Promise<Certified> {
  const x509 = await x509Library();
  const [called] = params.hostNames;
  const names = params.hostNames.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return makeLeaf(params, isCommonName(called) ? called : 'Limber', [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
  ]);
}

/** By which a gateway shows a broker which site it is: the common name. */
export async function makeClientCertificate(params: LeafParams & { readonly site: string }): Promise<Certified> {
  const x509 = await x509Library();
  return makeLeaf(params, params.site, [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])]);
}

/** An address there would count as a name that is none. */
const isCommonName = (name: string): boolean => isIP(name) === 0 && name.length <= COMMON_NAME_MOST;

type Extension = InstanceType<Awaited<ReturnType<typeof x509Library>>['Extension']>;

async function makeLeaf(
  { authority, wallMs }: LeafParams,
  commonName: string,
  purpose: readonly Extension[],
): Promise<Certified> {
  const x509 = await x509Library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await freshKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [commonName] }],
    issuer: issuer.subjectName,
    notBefore: new Date(wallMs - BEFORE_MS),
    // None outlives who vouches for it.
    notAfter: new Date(Math.min(wallMs - BEFORE_MS + LEAF_DAYS * DAY_MS, issuer.notAfter.getTime())),
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey: signingKey(authority.privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...purpose,
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), privateKey: privateText(keys) };
}

/** Node writes and reads PEM everywhere else. */
const pemOf = (certificate: { readonly rawData: ArrayBuffer }): string =>
  new X509Certificate(Buffer.from(certificate.rawData)).toString();

const freshKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);

const privateText = ({ privateKey }: webcrypto.CryptoKeyPair): string =>
  KeyObject.from(privateKey).export({ format: 'pem', type: 'pkcs8' }).toString();

const signingKey = (pem: string): webcrypto.CryptoKey => createPrivateKey(pem).toCryptoKey(CURVE, false, ['sign']);

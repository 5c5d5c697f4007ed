import type { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { certificateOf, lockAuthority, unlockedAuthority } from './authority-key.ts';
import { type Certified, makeAuthority, makeClientCertificate, makeServerCertificate } from './certificate.ts';
import { certificateFacts, readCertificates } from './certificate-file.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { namesBeyond } from './name-constraints.ts';
import { writePublicFile, writeSecretFile } from './secret-file.ts';
import { systemWords } from './small-file.ts';

/** One certificate that an authority vouches for: of a machine, or of a site that shows itself to a broker. */
export type Leaf =
  | { readonly file: string; readonly hostNames: readonly [string, ...string[]] }
  | { readonly file: string; readonly site: string };

export interface AuthorityFolder {
  readonly path: string;
  /** Whom to trust; more than one while a new authority takes over. */
  readonly trusted: readonly X509Certificate[];
  /** The one that signs, and its key as it lies there. */
  readonly signing: X509Certificate;
  readonly key: KeyFile;
  readonly leaves: readonly Leaf[];
}

export const TRUSTED_FILE = 'ca.crt';
/** Of the gateway's pages. */
export const GATEWAY_FILE = 'gateway.pem';
const KEY_FILE = 'ca.key.json';
/** Certificate and key in one file: that is how both are replaced at once, or not at all. */
const LEAF_FILE = /^[A-Za-z0-9_-]+\.pem$/;

export const siteFile = (site: string): string => `site-${site}.pem`;
export const keyPath = (folder: string): string => join(folder, KEY_FILE);
export const isAuthorityFolder = (path: string): boolean => existsSync(keyPath(path));

/** @throws LimberError keys/wrong-kind where it is none, and those of its files */
export function readAuthorityFolder(path: string): AuthorityFolder {
  if (!isAuthorityFolder(path))
    throw new LimberError(
      'keys/wrong-kind',
      `${path} is no folder that limber keys gateway or limber keys broker made.`,
    );
  const key = readKeyFile(keyPath(path), 'authority');
  const trusted = readCertificates(join(path, TRUSTED_FILE));
  const signing = certificateOf(key, trusted);
  if (!signing)
    throw new LimberError(
      'keys/wrong-kind',
      `The key in ${keyPath(path)} is of none of the authorities in ${TRUSTED_FILE}.`,
    );
  return {
    path,
    trusted,
    signing,
    key,
    leaves: readdirSync(path)
      .filter(isLeaf)
      .sort()
      .map((file) => readLeaf(path, file)),
  };
}

const isLeaf = (file: string): boolean => LEAF_FILE.test(file);

function readLeaf(folder: string, file: string): Leaf {
  const { kind, names } = certificateFacts(readCertificates(join(folder, file))[0]!);
  const [first = '', ...others] = names;
  return kind === 'server' ? { file, hostNames: [first, ...others] } : { file, site: first };
}

export interface NewFolder {
  readonly path: string;
  readonly name: string;
  readonly leaves: readonly Leaf[];
  readonly passphrase: string;
  readonly wallMs: number;
}

/**
 * A new authority and what it vouches for, whole or not at all.
 * @throws LimberError keys/file-exists where a folder with something in it is there, keys/file-not-writable
 */
export async function makeAuthorityFolder({
  path,
  name,
  leaves,
  passphrase,
  wallMs,
}: NewFolder): Promise<X509Certificate> {
  refuseFilledFolder(path);
  const authority = await makeAuthority({ name, wallMs, hostNames: namesOnPhones(leaves) });
  const draft = join(dirname(resolve(path)), `.${basename(resolve(path))}.${process.pid}`);
  try {
    inFolder(draft, () => mkdirSync(draft, { mode: 0o700 }));
    writePublic(draft, authority.certificate);
    writeKey(draft, authority, passphrase, false);
    await writeLeaves(draft, leaves, authority, wallMs);
    inFolder(path, () => renameSync(draft, path));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return readCertificates(join(path, TRUSTED_FILE))[0]!;
}

/** Where phones are told to trust the authority, it may vouch for nothing else. */
function namesOnPhones(leaves: readonly Leaf[]): readonly string[] | undefined {
  const pages = leaves.find(({ file }) => file === GATEWAY_FILE);
  return pages && 'hostNames' in pages ? pages.hostNames : undefined;
}

/** Before a passphrase is asked for. @throws LimberError keys/name-not-permitted */
export function refuseOtherNames({ path, signing }: AuthorityFolder, leaves: readonly Leaf[]): void {
  const names = leaves.flatMap((leaf) => ('hostNames' in leaf ? leaf.hostNames : []));
  const beyond = namesBeyond(signing.raw, names);
  if (beyond.length === 0) return;
  throw new LimberError(
    'keys/name-not-permitted',
    `The authority in ${path} may not vouch for ${beyond.join(', ')}: phones trust it for the names it was made for, and addresses of a house. Make another folder for the new names.`,
  );
}

/** Each takes the place of an earlier one in one go. */
export async function writeLeaves(
  folder: string,
  leaves: readonly Leaf[],
  authority: Certified,
  wallMs: number,
): Promise<void> {
  for (const leaf of leaves) {
    const made = await ('site' in leaf
      ? makeClientCertificate({ authority, wallMs, site: leaf.site })
      : makeServerCertificate({ authority, wallMs, hostNames: leaf.hostNames }));
    writeSecretFile(join(folder, leaf.file), made.certificate + made.privateKey, true);
  }
}

export const unlockAuthority = ({ signing }: AuthorityFolder, secret: Uint8Array): Certified =>
  unlockedAuthority(signing, secret);

/** From now on another one signs; both are trusted until the old one is ended. */
export async function beginAuthority(
  { path, signing, leaves }: AuthorityFolder,
  { name, passphrase, wallMs }: Pick<NewFolder, 'name' | 'passphrase' | 'wallMs'>,
): Promise<void> {
  const authority = await makeAuthority({ name, wallMs, hostNames: namesOnPhones(leaves) });
  // In this order: one that is trusted and signs nothing yet does no harm, should it end here.
  writePublic(path, authority.certificate + signing);
  writeKey(path, authority, passphrase, true);
}

/** @throws LimberError keys/authority-in-use where something here still rests on another one */
export function endAuthority({ path, signing, leaves }: AuthorityFolder): void {
  const old = leaves.find(({ file }) => !readCertificates(join(path, file))[0]!.checkIssued(signing));
  if (old)
    throw new LimberError(
      'keys/authority-in-use',
      `${join(path, old.file)} still rests on the old authority. First: limber keys rotate ${path}`,
    );
  writePublic(path, signing.toString());
}

const writePublic = (folder: string, text: string): void => writePublicFile(join(folder, TRUSTED_FILE), text);

const writeKey = (folder: string, authority: Certified, passphrase: string, replace: boolean): void =>
  writeSecretFile(keyPath(folder), `${JSON.stringify(lockAuthority(authority, passphrase), null, 2)}\n`, replace);

/** Before a passphrase is asked for. @throws LimberError keys/file-exists */
export function refuseFilledFolder(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there || (there.isDirectory() && readdirSync(path).length === 0)) return;
  throw new LimberError('keys/file-exists', `${path} is there already, and not empty. Choose another --out.`);
}

function inFolder(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    throw new LimberError('keys/file-not-writable', `${path} cannot be made: ${systemWords(cause)}.`, { cause });
  }
}

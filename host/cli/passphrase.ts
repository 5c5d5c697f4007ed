import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { type KeyFile, unlockKey } from '../keys/key-file.ts';
import { readKeptFile } from '../keys/secret-file.ts';
import { askSecret } from './secret-prompt.ts';

const LEAST_LETTERS = 10;
const SYSTEMD_CREDENTIAL = 'limber-passphrase';

export const PASSPHRASE_HELP = 'file with a passphrase (else LIMBER_PASSPHRASE, else asked for); once for each';
export const collectFiles = (path: string, before: readonly string[] = []): string[] => [...before, path];

/**
 * What was given: files, the environment, what systemd hands over (LoadCredential=limber-passphrase). Never arguments: every
 * user of a machine may read those. @throws LimberError keys/file-unreadable, keys/file-exposed
 */
export function givenPassphrases(files: readonly string[] = []): string[] {
  const { LIMBER_PASSPHRASE: spoken, CREDENTIALS_DIRECTORY: credentials } = process.env;
  const handedOver = credentials && join(credentials, SYSTEMD_CREDENTIAL);
  const paths = handedOver && existsSync(handedOver) ? [...files, handedOver] : files;
  const read = paths.map((path) => readKeptFile(path, true).replace(/\r?\n$/, ''));
  return [...read, ...(spoken ? [spoken] : [])].filter((passphrase) => passphrase !== '');
}

/**
 * For a file that is to be made: the first one given, else asked for twice.
 * @throws LimberError keys/passphrase-missing, keys/passphrase-weak, keys/passphrase-wrong
 */
export async function newPassphrase(purpose: string, files: readonly string[] = []): Promise<string> {
  const [given] = givenPassphrases(files);
  const passphrase = given ?? (await askTwice(purpose));
  if ([...passphrase].length >= LEAST_LETTERS) return passphrase;
  throw new LimberError('keys/passphrase-weak', `A passphrase needs at least ${LEAST_LETTERS} letters.`);
}

async function askTwice(purpose: string): Promise<string> {
  const passphrase = await askSecret(`New passphrase for ${purpose}: `);
  if ((await askSecret('The same again: ')) === passphrase) return passphrase;
  throw new LimberError('keys/passphrase-wrong', 'The two passphrases differ. Nothing was written.');
}

export interface LockedKey {
  readonly path: string;
  readonly file: KeyFile;
}

/**
 * With whichever passphrase fits; what none of those given opens is asked for.
 * @throws LimberError keys/passphrase-missing, keys/passphrase-wrong, keys/file-damaged
 */
export async function unlock({ path, file }: LockedKey, passphrases: readonly string[]): Promise<Uint8Array> {
  for (const passphrase of passphrases) {
    const secret = tryPassphrase({ path, file }, passphrase);
    if (secret) return secret;
  }
  if (passphrases.length > 0 && !process.stdin.isTTY)
    throw new LimberError('keys/passphrase-wrong', `No passphrase that was given opens ${path}.`);
  return unlockKey(file, await askSecret(`Passphrase of ${path}: `), path);
}

/** Undefined where it is another one. @throws LimberError keys/file-damaged */
export function tryPassphrase({ path, file }: LockedKey, passphrase: string): Uint8Array | undefined {
  try {
    return unlockKey(file, passphrase, path);
  } catch (error) {
    if (error instanceof LimberError && error.code === 'keys/passphrase-wrong') return undefined;
    throw error;
  }
}

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import type { ClinicianPublicKey } from './clinician-key.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { readPublicKeyFile } from './public-key-file.ts';
import { writeSecretFile } from './secret-file.ts';
import { systemWords } from './small-file.ts';

/** What a gateway knows by key, in its data directory: link keys of its bands, and clinicians that it trusts. Never a prescription key. */
const KEYS = 'keys';
const CLINICIAN = /^clinician-[0-9a-f]{16}\.pub\.json$/;
/** A band says its id itself: nothing else becomes part of a path. */
const DEVICE_ID = /^[A-Za-z0-9_-]{1,64}$/;

const linkKeyPath = (dataDir: string, deviceId: string): string => join(dataDir, KEYS, `${deviceId}.link.key.json`);

/** Takes the place of an earlier one. @throws RangeError for any other key, LimberError keys/file-not-writable */
export function keepLinkKey(dataDir: string, file: KeyFile): string {
  if (file.kind !== 'link') throw new RangeError(`a gateway keeps no ${file.kind} key`);
  return keep(dataDir, linkKeyPath(dataDir, file.id), file);
}

/** Undefined where none is kept. @throws LimberError keys/file-exposed, keys/file-damaged, keys/wrong-kind */
export function keptLinkKey(dataDir: string, deviceId: string): { path: string; file: KeyFile } | undefined {
  const path = linkKeyPath(dataDir, deviceId);
  if (!DEVICE_ID.test(deviceId) || !existsSync(path)) return undefined;
  const file = readKeyFile(path, 'link');
  if (file.id !== deviceId) throw new LimberError('keys/wrong-kind', `${path} holds the link key of ${file.id}.`);
  return { path, file };
}

/** Whether one is kept, whatever its file is worth. */
export const hasLinkKey = (dataDir: string, deviceId: string): boolean =>
  DEVICE_ID.test(deviceId) && existsSync(linkKeyPath(dataDir, deviceId));

/** Of a band that was wiped, or is lost. @throws LimberError keys/file-not-writable */
export function forgetLinkKey(dataDir: string, deviceId: string): void {
  if (!hasLinkKey(dataDir, deviceId)) return;
  const path = linkKeyPath(dataDir, deviceId);
  try {
    rmSync(path);
  } catch (cause) {
    throw new LimberError('keys/file-not-writable', `${path} cannot be removed: ${systemWords(cause)}.`, { cause });
  }
}

/** From now on this gateway takes prescriptions that this clinician has signed. @throws LimberError keys/file-not-writable */
export const trustClinician = (dataDir: string, key: ClinicianPublicKey): string =>
  keep(dataDir, join(dataDir, KEYS, `clinician-${key.id}.pub.json`), key);

/** @throws LimberError keys/file-damaged: a key that was tampered with is not passed over in silence. */
export function trustedClinicians(dataDir: string): ClinicianPublicKey[] {
  const folder = join(dataDir, KEYS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => CLINICIAN.test(name))
    .sort()
    .map((name) => readPublicKeyFile(join(folder, name)));
}

function keep(dataDir: string, path: string, document: unknown): string {
  makeFolder(dataDir);
  makeFolder(join(dataDir, KEYS));
  writeSecretFile(path, `${JSON.stringify(document, null, 2)}\n`, true);
  return path;
}

function makeFolder(path: string): void {
  if (existsSync(path)) return;
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    throw new LimberError('keys/file-not-writable', `${path} cannot be made: ${systemWords(cause)}.`, { cause });
  }
}

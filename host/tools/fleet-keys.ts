import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { LimberError } from '../../protocol/limber-error.ts';
import { type KeyFile, type KeyKind, lockKey, readKeyFile, unlockKey } from '../keys/key-file.ts';
import { writeSecretFile } from '../keys/secret-file.ts';
import { systemWords } from '../keys/small-file.ts';
import type { FirmwareRole } from './flash-images.ts';

export interface FleetKey {
  readonly file: KeyFile;
  readonly secret: Uint8Array;
}

export interface FleetKeys {
  readonly link: FleetKey;
  /** Of a stim band; never goes to a gateway. */
  readonly prescription?: FleetKey;
}

/** The engineer's keys, one encrypted file each. */
export interface KeyDrawer {
  /** Those that are there; made where they are not. */
  keysOf(device: string, role: FirmwareRole): Promise<FleetKeys>;
  /** Undefined where there is none. */
  linkKeyOf(device: string): Promise<Uint8Array | undefined>;
  /** Of a band that was wiped: they open nothing any more. */
  forget(device: string): void;
}

const KEY_BYTES = 16;

/** @param passphrases the first for prescription keys; the link keys have the second, which a gateway may know, where there is one */
export function openKeyDrawer(folder: string, passphrase: string, linkPassphrase = passphrase): KeyDrawer {
  const own = (kind: KeyKind): string => (kind === 'link' ? linkPassphrase : passphrase);
  const pathOf = (device: string, kind: KeyKind): string => join(folder, `${device}.${kind}.key.json`);
  const read = async (device: string, kind: 'link' | 'prescription'): Promise<FleetKey | undefined> => {
    // Half a second of the processor each: what has come meanwhile is heard in between.
    await eventLoopTurn();
    const path = pathOf(device, kind);
    if (!existsSync(path)) return undefined;
    const file = readKeyFile(path, kind);
    if (file.id !== device) throw new LimberError('keys/wrong-kind', `${path} is for ${file.id}, not ${device}.`);
    return { file, secret: unlockKey(file, own(kind), path) };
  };
  const make = async (device: string, kind: 'link' | 'prescription'): Promise<FleetKey> => {
    await eventLoopTurn();
    const secret = new Uint8Array(randomBytes(KEY_BYTES));
    const file = lockKey({ kind, id: device, name: '', publicKey: '' }, secret, own(kind));
    writeSecretFile(pathOf(device, kind), `${JSON.stringify(file, null, 2)}\n`, false);
    return { file, secret };
  };
  const keysOf = async (device: string, role: FirmwareRole): Promise<FleetKeys> => {
    const link = (await read(device, 'link')) ?? (await make(device, 'link'));
    if (role === 'motion') return { link };
    return { link, prescription: (await read(device, 'prescription')) ?? (await make(device, 'prescription')) };
  };
  const forget = (device: string): void => {
    for (const kind of ['link', 'prescription'] as const) removeKey(pathOf(device, kind));
  };
  return {
    keysOf,
    linkKeyOf: async (device) => (await read(device, 'link'))?.secret,
    forget,
  };
}

function removeKey(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (cause) {
    throw new LimberError('keys/file-not-writable', `${path} cannot be removed: ${systemWords(cause)}.`, { cause });
  }
}

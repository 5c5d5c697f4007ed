import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../../protocol/crc32.ts';
import {
  BOARD_AT,
  BYTES_AT,
  CRC_AT,
  HASH_AT,
  HASH_BLOCK_BYTES,
  MOTION_FIRMWARE,
  ROLE_AT,
  STIM_FIRMWARE,
  VERSION_AT,
} from '../../protocol/firmware-manifest.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { type FirmwareRole, firmwareFolder } from './flash-images.ts';

/** A firmware as it may be sent to a band. */
export interface FirmwareImage {
  readonly role: FirmwareRole;
  readonly version: string;
  /** As a band's hello says it: firmware/dist/manifest.json. */
  readonly hash: number;
  readonly bytes: Uint8Array;
}

const VERSION = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})/;

/** The three numbers of a version. @throws RangeError where it has none */
export function versionNumbers(version: string): [number, number, number] {
  const match = VERSION.exec(version);
  if (!match) throw new RangeError(`"${version}" is no version of three numbers`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Above 0 where the first is the newer one. */
export function compareVersions(one: string, other: string): number {
  const others = versionNumbers(other);
  return versionNumbers(one).reduce((sign, number, i) => sign || number - others[i]!, 0);
}

/** Hash by blocks, each behind the hash of those before it: protocol/firmware-manifest.ts. */
function imageHash(bytes: Uint8Array): Uint8Array {
  let hash: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < bytes.length; at += HASH_BLOCK_BYTES)
    hash = createHash('sha256')
      .update(hash)
      .update(bytes.subarray(at, at + HASH_BLOCK_BYTES))
      .digest();
  return hash;
}

/** What UPDATE_BEGIN says of an image, without its tag. @param board empty: any */
export function manifestOf({ role, version, bytes }: FirmwareImage, board = ''): Uint8Array {
  const manifest = new Uint8Array(BOARD_AT + board.length);
  const view = new DataView(manifest.buffer);
  manifest[ROLE_AT] = role === 'motion' ? MOTION_FIRMWARE : STIM_FIRMWARE;
  for (const [i, number] of versionNumbers(version).entries()) view.setUint16(VERSION_AT + 2 * i, number, true);
  view.setUint32(BYTES_AT, bytes.length, true);
  view.setUint32(CRC_AT, crc32(bytes), true);
  manifest.set(imageHash(bytes), HASH_AT);
  manifest.set(Buffer.from(board, 'latin1'), BOARD_AT);
  return manifest;
}

const notBuilt = (message: string, cause?: unknown): LimberError =>
  new LimberError('firmware/not-built', message, { cause });

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/**
 * The release of a role that was built with this host, or that lies in another folder of the same form.
 * @throws LimberError firmware/not-built where there is none, or not the one that its list says
 */
export function readFirmwareImage(role: FirmwareRole, folder = firmwareFolder()): FirmwareImage {
  const [listPath, codePath] = [join(folder, 'manifest.json'), join(folder, `${role}-release.js`)];
  const [list, code] = [fileText(listPath), fileText(codePath)];
  if (list === undefined) throw notBuilt(`${listPath} cannot be read.`);
  if (code === undefined) throw notBuilt(`${codePath} cannot be read.`);
  const { version, hash } = listed(list, role, listPath);
  // A band scans for what is missing by what no image may hold; and the number in its list stands in it.
  if (!/^[\x20-\x7e\n]+$/.test(code) || !code.includes(String(hash)))
    throw notBuilt(`${codePath} is not the firmware that ${listPath} lists: run \`npm run firmware\`.`);
  return { role, version, hash, bytes: new Uint8Array(Buffer.from(code, 'latin1')) };
}

function listed(text: string, role: FirmwareRole, path: string): { version: string; hash: number } {
  try {
    const found = (JSON.parse(text) as Record<string, { version: string; hash: number } | undefined>)[role];
    if (found && VERSION.test(found.version) && Number.isInteger(found.hash)) return found;
  } catch (cause) {
    throw notBuilt(`${path} is damaged: run \`npm run firmware\`.`, cause);
  }
  throw notBuilt(`${path} lists no firmware for a ${role} band.`);
}

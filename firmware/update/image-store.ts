import { BOARD_AT, BYTES_AT, CRC_AT, HASH_AT, HASH_BLOCK_BYTES } from '../../protocol/firmware-manifest.ts';
import {
  IMAGE_FILES,
  IMAGES,
  INSTALLED,
  nextSlotFile,
  ON_TRIAL,
  PROVEN,
  RUNS,
  readSlotRecord,
  type SlotRecord,
  STANDING,
  slotRecordText,
} from '../../protocol/slot-record.ts';

const MANIFEST_FILE = 'limber.new';
const NOT_WRITTEN = '\xff';
const SEARCH_BYTES = 256;

const storage = builtinModule('Storage');

export function slotRecord(): SlotRecord | null {
  return readSlotRecord((name) => storage.read(name), E.CRC32);
}

/** @returns false where flash does not take it; the record before it is then in force */
function keepRecord(record: SlotRecord): boolean {
  const file = nextSlotFile(record);
  const text = slotRecordText(record, E.CRC32);
  try {
    storage.write(file, text);
  } catch {
    return false;
  }
  return storage.read(file) === text;
}

/** The firmware that runs was told HEALTHY: it stays. */
export function endTrial(): boolean {
  const record = slotRecord();
  if (!record || record[STANDING] !== ON_TRIAL) return true;
  record[STANDING] = PROVEN;
  return keepRecord(record);
}

function numberAt(manifest: Uint8Array, at: number): number {
  return new DataView(manifest.buffer, manifest.byteOffset).getUint32(at, true);
}

export function bytesOf(manifest: Uint8Array): number {
  return numberAt(manifest, BYTES_AT);
}

/** The image that does not run. */
export function freeFile(record: SlotRecord): string {
  return IMAGE_FILES[1 - record[RUNS]]!;
}

/** Images are ASCII: the first byte as an erased flash has it is the first that is missing. */
function storedBytes(file: string, bytes: number): number {
  const text = storage.read(file);
  if (!text || text.length !== bytes) return 0;
  let low = 0;
  let high = Math.ceil(bytes / SEARCH_BYTES);
  // Written from the front: blocks are full up to one.
  while (low < high) {
    const middle = (low + high) >> 1;
    const last = Math.min(bytes, (middle + 1) * SEARCH_BYTES) - 1;
    if (storage.read(file, last, 1) === NOT_WRITTEN) high = middle;
    else low = middle + 1;
  }
  const from = low * SEARCH_BYTES;
  if (from >= bytes) return bytes;
  return from + storage.read(file, from, SEARCH_BYTES)!.indexOf(NOT_WRITTEN);
}

/** Goes on with the same update, or makes room for another one. @returns bytes that are there already; -1: flash is full */
export function openImage(file: string, manifest: Uint8Array): number {
  const text = manifest.join();
  if (storage.read(MANIFEST_FILE) === text) return storedBytes(file, bytesOf(manifest));
  forgetImage(file);
  try {
    storage.write(MANIFEST_FILE, text);
  } catch {
    return -1;
  }
  return storage.read(MANIFEST_FILE) === text ? 0 : -1;
}

export function forgetImage(file: string): void {
  storage.erase(file);
  storage.erase(MANIFEST_FILE);
}

/** @returns false where flash does not take it */
export function writePiece(file: string, piece: Uint8Array, at: number, bytes: number): boolean {
  try {
    return storage.write(file, piece, at, bytes);
  } catch {
    return false;
  }
}

/** One block a turn. */
export function checkImage(
  sha256: (message: Hashed | Hashed[]) => ArrayBuffer,
  file: string,
  manifest: Uint8Array,
  onChecked: (isGenuine: boolean) => void,
): void {
  const bytes = bytesOf(manifest);
  let hash = new Uint8Array(0);
  let at = 0;
  function turn(): void {
    hash = new Uint8Array(sha256([hash, storage.read(file, at, Math.min(HASH_BLOCK_BYTES, bytes - at)) ?? '']));
    at += HASH_BLOCK_BYTES;
    if (at < bytes) setTimeout(turn, 1);
    else onChecked(hash.join() === manifest.subarray(HASH_AT, BOARD_AT).join());
  }
  turn();
}

/** The next start runs it, on trial. @returns false where flash does not take that */
export function installImage(record: SlotRecord, manifest: Uint8Array): boolean {
  const image = 1 - record[RUNS]!;
  record[RUNS] = image;
  record[STANDING] = INSTALLED;
  record[IMAGES + 2 * image] = bytesOf(manifest);
  record[IMAGES + 2 * image + 1] = numberAt(manifest, CRC_AT);
  if (!keepRecord(record)) return false;
  storage.erase(MANIFEST_FILE);
  return true;
}

import { fixed32Text, partText } from '../../protocol/generated/device-wire.ts';
import { LOG_BLOCK_HEAD_BYTES, LOG_FILE_BYTES, LOG_FILE_HEAD_BYTES, LOG_FILES } from './log-capacity.ts';

/**
 * The log in flash: files of a fixed size that are written from front to back and taken in turn. Nothing is ever written over, and a file
 * goes as a whole: the interpreter's Storage then moves what lies behind it, which takes seconds and wears, so files are few and large.
 * A file: number of its first block, blocks dropped so far; then each block behind its length and half of its CRC-32 (2 bytes each).
 */
/** Of a LogBlock. */
const NUMBER_TAG = '\r';
const BLOCK_TAG = 18;
/** Read where nothing was written yet. */
const UNWRITTEN = 0xffff;
/** Not even before block 0. */
const NOWHERE = -2;
const storage = builtinModule('Storage');
const fileBytes = LOG_FILE_BYTES.find((entry) => entry[0] === process.env.BOARD)![1];
/** Number of the first block of each file; below 0 where there is none. */
const firsts: number[] = [];
let current = 0;
/** Where the next block goes. */
let end = fileBytes;
let next = 0;
let dropped = 0;
let failed = 0;
/** What lies before it is stored elsewhere. It is not kept: after a restart some blocks may be read once more. */
let forgotten = 0;
/** Where block `soughtNumber` stands: whoever reads, reads in order. */
let soughtNumber = NOWHERE;
let soughtFile = 0;
let soughtAt = 0;

function nameOf(file: number): string {
  return 'limber.log' + file;
}

/** Little endian; UNWRITTEN where a file ends. */
function numberAt(file: number, at: number, bytes: number): number {
  const text = storage.read(nameOf(file), at, bytes) || '';
  let value = 0;
  for (let i = bytes; i--; ) value = value * 256 + text.charCodeAt(i);
  return text.length < bytes ? UNWRITTEN : value;
}

/** What an earlier start of the band has left. */
function find(): void {
  for (let file = 0; file < LOG_FILES; file++) {
    firsts[file] = storage.read(nameOf(file), 0, 1) ? numberAt(file, 0, 4) : -1;
    if (firsts[file] > firsts[current]) current = file;
  }
  if (firsts[current] < 0) return;
  next = firsts[current];
  dropped = numberAt(current, 4, 4);
  end = LOG_FILE_HEAD_BYTES;
  for (let length = numberAt(current, end, 2); length < UNWRITTEN; length = numberAt(current, end, 2)) {
    end += LOG_BLOCK_HEAD_BYTES + length;
    next++;
  }
}

function oldestFile(): number {
  let oldest = current;
  firsts.forEach((first, file) => {
    if (first >= 0 && first < firsts[oldest]) oldest = file;
  });
  return oldest;
}

function eraseFile(file: number): void {
  storage.erase(nameOf(file));
  firsts[file] = -1;
  soughtNumber = NOWHERE;
}

/** @returns false where flash holds something else now. */
function write(file: number, text: string, at: number): boolean {
  try {
    storage.write(nameOf(file), text, at, fileBytes);
  } catch {
    // Judged by what stands there.
  }
  return storage.read(nameOf(file), at, text.length) === text;
}

/** The oldest file gives way; none before something was stored in the one it made room for: worn flash must not cost all of them. */
function openFile(): boolean {
  if (next !== firsts[current]) {
    current = (current + 1) % LOG_FILES;
    if (firsts[current] >= 0) {
      const after = firsts[(current + 1) % LOG_FILES];
      dropped += Math.max(0, after - Math.max(firsts[current], forgotten));
    }
  }
  eraseFile(current);
  firsts[current] = next;
  const isOpen = write(current, fixed32Text(next) + fixed32Text(dropped), 0);
  end = isOpen ? LOG_FILE_HEAD_BYTES : fileBytes;
  return isOpen;
}

/** The lower two bytes. */
function shortText(value: number): string {
  return fixed32Text(value).substr(0, 2);
}

/** @param text a block of protocol/log-code.ts */
export function storeBlock(text: string): void {
  const block = shortText(text.length) + shortText(E.CRC32(text)) + text;
  const fits = firsts[current] >= 0 && end + block.length <= fileBytes;
  if ((fits && write(current, block, end)) || (openFile() && write(current, block, end))) {
    end += block.length;
    next++;
  } else failed++;
}

/** As a LogState. */
export function logState(): number[] {
  return [Math.max(firsts[oldestFile()], forgotten), next, dropped, failed];
}

/** @param number of a block between the oldest and the next */
function seek(number: number): void {
  if (number !== soughtNumber + 1) {
    soughtFile = oldestFile();
    firsts.forEach((first, file) => {
      if (first <= number && first > firsts[soughtFile]) soughtFile = file;
    });
    soughtNumber = firsts[soughtFile];
    soughtAt = LOG_FILE_HEAD_BYTES;
  }
  while (soughtNumber < number) {
    soughtAt += LOG_BLOCK_HEAD_BYTES + numberAt(soughtFile, soughtAt, 2);
    soughtNumber++;
    const following = (soughtFile + 1) % LOG_FILES;
    if (firsts[following] === soughtNumber) {
      soughtFile = following;
      soughtAt = LOG_FILE_HEAD_BYTES;
    }
  }
}

/** A LogBlock; empty where it is gone or does not read as it was written. */
export function loggedBlock(number: number): string {
  seek(number);
  const length = numberAt(soughtFile, soughtAt, 2);
  const text = storage.read(nameOf(soughtFile), soughtAt + LOG_BLOCK_HEAD_BYTES, length) || '';
  const isWhole = soughtNumber === number && numberAt(soughtFile, soughtAt + 2, 2) === (E.CRC32(text) & 0xffff);
  return isWhole ? NUMBER_TAG + fixed32Text(number) + partText(BLOCK_TAG, text) : '';
}

/** Erases the files that lie before `number`; the numbers go on. */
export function forgetBlocks(number: number): void {
  forgotten = Math.min(number, next);
  for (let file = oldestFile(); file !== current; file = oldestFile()) {
    if (firsts[(file + 1) % LOG_FILES] > number) return;
    eraseFile(file);
  }
  if (number !== next || next === firsts[current]) return;
  dropped = 0;
  openFile();
  eraseFile((current + LOG_FILES - 1) % LOG_FILES);
}

find();

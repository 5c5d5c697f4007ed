import { fixed32Text } from '../../protocol/generated/device-wire.ts';
import { PACKED_IN_WORDS } from '../../protocol/log-digits.ts';
import { MODULE_INTERFACE } from '../module-interface.ts';
import { beginBlock, compressWord, endBlock } from './log-code.ts';
import { forgetBlocks, loggedBlock, logState, storeBlock } from './log-store.ts';

/** `limber.rec` in flash, loaded when the first frame goes unheard or a host asks: what a motion band measures while nobody listens. */
const SAMPLE_BYTES = 12;
/** Behind the samples of a frame: sequence, ticks and configuration. */
const TAIL_BYTES = 12;
const SEQUENCE_FROM = 1;
const TICKS_FROM = 6;
const WORD_BYTES = 4;
/** Blocks before the one in which the host went that are kept too: who loses a connection notices up to 4 s later. */
const BLOCKS_BEFORE = 6;
/** A look at the sensor. */
const BETWEEN_JOBS_MS = 25;
/** A sample's. */
const WORDS = 3;
/** One notification at each: about what a connection of 15 ms carries beside the live frames. */
const PACKET_MS = 20;

/** Begins a block of frames next - count … next - 1 as they lie in the ring. @returns its head (protocol/log-code.ts); empty where newer ones lie there */
function headOf(ring: Uint8Array, frameBytes: number, next: number, count: number, boot: number): string {
  const places = ring.length / frameBytes;
  const part = (back: number, from: number, bytes: number): Uint8Array => {
    const at = ((next - back) % places) * frameBytes + from;
    return ring.subarray(at, at + bytes);
  };
  const samples = Math.floor(frameBytes / SAMPLE_BYTES) - 1;
  const samplesEnd = frameBytes - TAIL_BYTES;
  const samplesBytes = samples * SAMPLE_BYTES;
  const ticksAt = samplesEnd + TICKS_FROM;
  const sequence = E.toString(part(count, samplesEnd + SEQUENCE_FROM, WORD_BYTES));
  if (sequence !== fixed32Text(next - count)) return '';
  const bytes = new Uint8Array(SAMPLE_BYTES + count * samplesBytes);
  for (let i = 0; i < count; i++)
    bytes.set(part(count - i, samplesEnd - samplesBytes, samplesBytes), SAMPLE_BYTES + i * samplesBytes);
  beginBlock(bytes);
  return (
    sequence +
    E.toString(part(count, ticksAt, WORD_BYTES)) +
    E.toString(part(1, ticksAt, WORD_BYTES)) +
    String.fromCharCode(
      boot & 255,
      (boot >> 8) & 255,
      part(count, frameBytes - 1, 1)[0]! | PACKED_IN_WORDS,
      samples,
      count,
    )
  );
}

exports.serves = MODULE_INTERFACE;

let recordedUpTo = 0;
/** The block before those that are recorded, and how many more of them. */
let before = 0;
let blocksBefore = 0;

/** Head of the block that is under way. */
let head = '';
/** One after the other; the sensor is looked at between. */
const jobs: (() => void)[] = [];
let isWorking = 0;

function goOn(word: number): void {
  if (!head) return;
  compressWord(word);
  if (word < WORDS - 1) return;
  storeBlock(head + endBlock());
  head = '';
}

function work(): void {
  const job = jobs.shift();
  if (job) {
    job();
    setTimeout(work, BETWEEN_JOBS_MS);
  } else isWorking = 0;
}

/**
 * Each block, and behind it, as long as the ring has them, one of those that were sent before, when perhaps nobody heard any more. In pieces:
 * a block takes 0.25 s, and a KX023, which remembers 0.41 s, has to be looked at meanwhile. A Puck.js's ring is one block long and can
 * neither wait nor has any before; its sensor remembers 3 s.
 */
exports.record = (ring, frameBytes, from, next, boot) => {
  const count = next - from;
  if (from !== recordedUpTo) {
    before = from;
    blocksBefore = BLOCKS_BEFORE;
  }
  recordedUpTo = next;
  const begin = (upTo: number): void => {
    head = headOf(ring, frameBytes, upTo, count, boot);
  };
  const beginBefore = (): void => {
    head = '';
    // Number 0 is what a place of the ring reads that was never used.
    if (before > count) begin(before);
    blocksBefore = head ? blocksBefore - 1 : 0;
    before -= count;
  };
  const add = (job: () => void): void => {
    jobs.push(job);
    for (let word = 0; word < WORDS; word++) jobs.push(() => goOn(word));
  };
  add(() => begin(next));
  if (ring.length < 2 * count * frameBytes) {
    while (jobs.length) jobs.shift()!();
    return;
  }
  if (blocksBefore) add(beginBefore);
  if (!isWorking) isWorking = setTimeout(work, BETWEEN_JOBS_MS);
};

let timer = 0;
let wanted = 0;
let last = 0;
let counter = 0;
let message = '';
let sent = 0;

function sendPacket(room: number, emit: (packet: string) => void): void {
  while (sent >= message.length && wanted < last) {
    const block = loggedBlock(wanted++);
    message = block && block + fixed32Text(E.CRC32(block));
    sent = 0;
  }
  if (sent >= message.length) {
    clearInterval(timer);
    timer = 0;
    return;
  }
  // As cutMessage of protocol/fragment.ts.
  const head = (sent ? 0 : 128) | (sent + room < message.length ? 0 : 64) | (counter++ & 63);
  emit(String.fromCharCode(head) + message.substr(sent, room));
  sent += room;
}

/** A newer request replaces an older one. */
exports.read = (from, count, payloadBytes, emit) => {
  const state = logState();
  wanted = Math.max(from, state[0]);
  last = Math.min(from + count, state[1]);
  message = '';
  sent = 0;
  if (!timer) timer = setInterval(() => sendPacket(payloadBytes - 1, emit), PACKET_MS);
};

exports.forget = forgetBlocks;
exports.state = logState;

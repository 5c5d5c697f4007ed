import { fixed32Text } from '../../protocol/generated/device-wire.ts';
import { compressSamples } from './log-code.ts';
import { forgetBlocks, loggedBlock, logState, storeBlock } from './log-store.ts';

/** `limber.rec` in flash, loaded when the first frame goes unheard or a host asks: what a motion band measures while nobody listens. */
const SAMPLE_BYTES = 12;
/** Behind the samples of a frame: sequence, ticks and configuration. */
const TAIL_BYTES = 12;
const SEQUENCE_FROM = 1;
const SEQUENCE_TO = 5;
const TICKS_FROM = 6;
const TICKS_TO = 10;
const CONFIGURATION_AT = 11;
/** One notification at each: about what a connection of 15 ms carries beside the live frames. */
const PACKET_MS = 20;

/** Frames next - count … next - 1 as they lie in the ring: a block of protocol/log-code.ts. */
function blockText(packets: readonly Uint8Array[], next: number, count: number, boot: number): string {
  const frame = (back: number): Uint8Array => packets[(next - back) % packets.length];
  const first = frame(count);
  const samples = Math.floor(first.length / SAMPLE_BYTES) - 1;
  const samplesEnd = first.length - TAIL_BYTES;
  const samplesAt = samplesEnd - samples * SAMPLE_BYTES;
  const bytes = new Uint8Array(SAMPLE_BYTES * (1 + count * samples));
  for (let i = 0; i < count; i++)
    bytes.set(frame(count - i).subarray(samplesAt, samplesEnd), SAMPLE_BYTES * (1 + i * samples));
  return (
    E.toString(first.subarray(samplesEnd + SEQUENCE_FROM, samplesEnd + SEQUENCE_TO)) +
    E.toString(first.subarray(samplesEnd + TICKS_FROM, samplesEnd + TICKS_TO)) +
    E.toString(frame(1).subarray(samplesEnd + TICKS_FROM, samplesEnd + TICKS_TO)) +
    String.fromCharCode(boot & 255, (boot >> 8) & 255, first[samplesEnd + CONFIGURATION_AT], samples, count) +
    compressSamples(bytes)
  );
}

exports.record = (packets, from, next, boot) => {
  storeBlock(blockText(packets, next, next - from, boot));
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

import { fitsProof } from '../../host/connect/command-seal.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { fitsBandTag } from '../../host/connect/link-tag.ts';
import { loggedFrames } from '../../host/connect/log-frames.ts';
import { readConsoleValue } from '../../host/tools/espruino-console.ts';
import { decodeCalibration } from '../../protocol/calibration.ts';
import { decodeCobs, encodeCobs } from '../../protocol/cobs.ts';
import { crc32 } from '../../protocol/crc32.ts';
import type { Decoded } from '../../protocol/decoded.ts';
import { beginReassembly, cutMessage, MESSAGE_BYTES_MAX, takePacket } from '../../protocol/fragment.ts';
import { CHANNELS, type Link } from '../../protocol/link.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import { decodeHello, decodeLogBlock, decodeStatusMessage, decodeStimulationFrame } from '../../protocol/message.ts';
import { decodeMotionFrame } from '../../protocol/motion-frame.ts';
import { beginReceiving, encodeSerialPacket, receiveSerial } from '../../protocol/serial-framing.ts';
import { readSlotRecord, slotRecordText } from '../../protocol/slot-record.ts';
import type { Decoder, FuzzTarget } from './fuzz.ts';
import { INPUT_BYTES_MAX } from './mutation.ts';
import {
  BAND_SAYS,
  CALIBRATIONS,
  HELLOS,
  LOG_BLOCKS,
  LOGGED,
  MOTION_FRAMES,
  STATUS_MESSAGES,
  STIMULATION_FRAMES,
} from './valid-inputs.ts';

/** What a host does with bytes of a band, of a serial line or of a board's console. */

/** Bytes of a value, deeply: what is held in texts and arrays. Of an array what is there: a place far out costs nothing. */
export function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array || value instanceof Int16Array) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, one) => sum + sizeOf(one), 16);
}

/** A decoder without memory: what it gives is a value, or a refusal with its reason. */
function pure<Value>(
  name: string,
  valid: readonly Uint8Array[],
  decode: (input: Uint8Array) => Decoded<Value>,
  givesMost = 2 * INPUT_BYTES_MAX,
): FuzzTarget {
  const take = (input: Uint8Array): number => {
    const result = decode(input);
    if (!result.ok && result.reason === '') throw new Error('refused without a reason');
    return result.ok ? sizeOf(result.value) : 0;
  };
  return {
    name,
    valid,
    givesMost,
    begin: () => ({ take, understands: () => valid.every((input) => take(input) > 0) }),
  };
}

function everyNumberIsFinite(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} among its numbers`);
  if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) everyNumberIsFinite(one);
}

const cobs: FuzzTarget = {
  name: 'cobs',
  valid: [...HELLOS, ...MOTION_FRAMES].map((bytes) => encodeCobs(bytes)),
  givesMost: INPUT_BYTES_MAX,
  begin: () => ({
    take: (input) => decodeCobs(input)?.length ?? 0,
    understands: () => decodeCobs(encodeCobs(HELLOS[0]!))?.length === HELLOS[0]!.length,
  }),
};

const serialLine: FuzzTarget = {
  name: 'serial line',
  valid: [
    ...MOTION_FRAMES.map((bytes) => encodeSerialPacket('motion', bytes)),
    ...STATUS_MESSAGES.map((bytes) => encodeSerialPacket('status', bytes)),
  ],
  givesMost: 2 * INPUT_BYTES_MAX,
  heldMost: 300,
  begin: () => {
    const receiver = beginReceiving();
    const next = Uint8Array.from([0, ...encodeSerialPacket('status', Uint8Array.of(1, 2, 3))]);
    return {
      take: (input) => receiveSerial(receiver, input).reduce((sum, { bytes }) => sum + bytes.length, 0),
      held: () => receiver.pending.length,
      understands: () => receiveSerial(receiver, next).at(-1)?.bytes.length === 3,
    };
  },
};

const packetsOf = (message: Uint8Array, payloadBytes: number): Uint8Array[] => {
  const packets: Uint8Array[] = [];
  cutMessage(message, payloadBytes, 62, crc32, (packet) => packets.push(packet));
  return packets;
};

const reassembly: FuzzTarget = {
  name: 'reassembly',
  valid: [...HELLOS, ...STIMULATION_FRAMES].flatMap((message) => [
    ...packetsOf(message, 20),
    ...packetsOf(message, 244),
  ]),
  givesMost: MESSAGE_BYTES_MAX,
  heldMost: MESSAGE_BYTES_MAX + 4,
  begin: () => {
    const state = beginReassembly();
    return {
      take: (input) => takePacket(state, input, crc32)?.length ?? 0,
      held: () => Math.max(state.buffer.length, state.filled),
      understands: () =>
        packetsOf(HELLOS[0]!, 20)
          .map((packet) => takePacket(state, packet, crc32))
          .at(-1)?.length === HELLOS[0]!.length,
    };
  },
};

/** A band's packets by all channels into what sessions listen to; half of them bent inside a whole message. */
const connection: FuzzTarget = {
  name: 'connection',
  valid: [...MOTION_FRAMES, ...Object.values(BAND_SAYS).flat()],
  givesMost: 64 * INPUT_BYTES_MAX,
  begin: connectionDecoder,
};

function connectionDecoder(): Decoder {
  const listeners = linkListeners('up');
  const link: Link = {
    name: 'band',
    payloadBytes: 244,
    onPacket: listeners.onPacket,
    onState: listeners.onState,
    send: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const connected = connectDevice(link);
  let given = 0;
  connected.messages$.subscribe((message) => {
    given += sizeOf(message);
  });
  let turn = 0;
  const take = (input: Uint8Array): number => {
    given = 0;
    const channel = CHANNELS[turn++ % CHANNELS.length]!;
    if (turn & 8) for (const packet of packetsOf(input, 20 + (turn & 127))) listeners.emitPacket(channel, packet, turn);
    else listeners.emitPacket(channel, input, turn);
    connected.discarded();
    return given;
  };
  const understands = (): boolean =>
    Object.entries(BAND_SAYS).every(([channel, messages]) => {
      given = 0;
      for (const packet of packetsOf(messages[0]!, 50)) listeners.emitPacket(channel as 'info', packet, 0);
      return given > 0;
    });
  return { take, understands };
}

const crcOfText = (text: string): number => crc32(Buffer.from(text, 'latin1'));
const RECORD = slotRecordText([7, 1, 0, 7_700, 12_345, 7_800, 54_321], crcOfText);

const slotRecord: FuzzTarget = {
  name: 'slot record',
  valid: [Buffer.from(RECORD, 'latin1')],
  givesMost: 1_000,
  begin: () => {
    const read = (text: string) => readSlotRecord((name) => (name === 'limber.slot' ? text : undefined), crcOfText);
    return {
      take: (input) => sizeOf(read(Buffer.from(input).toString('latin1')) ?? 0) - 8,
      understands: () => read(RECORD)?.length === 7,
    };
  },
};

const KEY = new Uint8Array(16).fill(3);
const CHALLENGE = new Uint8Array(8).fill(4);

/** What a band says of itself with its proof: an answer that nobody can make without the key. */
const proofs: FuzzTarget = {
  name: 'proofs',
  valid: HELLOS,
  givesMost: 0,
  begin: () => {
    const take = (input: Uint8Array): number => {
      const read = decodeHello(input);
      if (!read.ok) return 0;
      const hello = read.value;
      for (const proof of [input, input.subarray(0, 8)]) {
        if (fitsProof(hello, KEY, 9, CHALLENGE, proof)) throw new Error('a proof without the key');
        if (fitsBandTag(9, CHALLENGE, KEY, hello.salt, proof)) throw new Error('a tag without the key');
      }
      return 0;
    };
    return { take, understands: () => decodeHello(HELLOS[0]!).ok };
  },
};

const CONSOLE_VALUES = ['"2v29"', '["XIAO",123,[1,2]]', '"a\\x01b\\v\\7"', '{"BOARD":"PUCKJS"}'].map((text) =>
  Buffer.from(text),
);

const consoleValue: FuzzTarget = {
  name: 'console value',
  valid: CONSOLE_VALUES,
  givesMost: 64 * INPUT_BYTES_MAX,
  begin: () => ({
    take: (input) => {
      try {
        return sizeOf(readConsoleValue(Buffer.from(input).toString('latin1')));
      } catch (error) {
        if ((error as { failure?: string }).failure === 'garbage') return 0;
        throw error;
      }
    },
    understands: () => readConsoleValue('"a\\x01"') === 'a\u0001',
  }),
};

const motionFrame = (input: Uint8Array) => {
  const result = decodeMotionFrame(input);
  if (result.ok && result.value.samplesRaw.length !== 6 * result.value.sampleCount)
    throw new Error('samples are not whole');
  return result;
};

const storedCalibration = (input: Uint8Array) => {
  const result = decodeCalibration(input);
  everyNumberIsFinite(result);
  return result;
};

/** Samples of a block at most, as many as a block says it has. */
const LOGGED_BYTES_MAX = 255 * 255 * 12 + 255 * 200;

export const HOST_TARGETS: readonly FuzzTarget[] = [
  cobs,
  serialLine,
  reassembly,
  pure('motion frame', MOTION_FRAMES, motionFrame),
  pure('hello', HELLOS, decodeHello),
  pure('stimulation frame', STIMULATION_FRAMES, decodeStimulationFrame),
  pure('status message', STATUS_MESSAGES, decodeStatusMessage),
  pure('log block', LOG_BLOCKS, decodeLogBlock),
  pure('logged frames', LOGGED, (block) => loggedFrames({ number: 1, block }), LOGGED_BYTES_MAX),
  pure('calibration', CALIBRATIONS, storedCalibration),
  connection,
  slotRecord,
  proofs,
  consoleValue,
];

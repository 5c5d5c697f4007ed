import type { Channel } from '../../protocol/link.ts';
import { ATT, ATT_ERROR, type AttRefusal, isRefusal, refusal } from './att-codes.ts';
import { findByTypeValue, findInformation, readByGroup, readByType } from './att-lists.ts';
import { type AttSession, isShut, type PreparedWrite, readRow, rowAt, writeRow } from './att-session.ts';
import type { Attribute, GattTable } from './gatt-table.ts';
import { le16, u16 } from './h4.ts';

/** What a connected band answers. */
export interface AttServer {
  /** Takes anything. @returns undefined where no answer is due */
  answer(request: Uint8Array): Uint8Array | undefined;
  /** @returns undefined while the host has not asked for the channel's notifications */
  notification(channel: Channel, bytes: Uint8Array): Uint8Array | undefined;
  /** From now on the link is encrypted. */
  encrypt(): void;
}

const MTU_LEAST = 23;
const PREPARED_MOST = 8;
const COMMAND_FLAG = 0x40;

type Answer = Uint8Array | AttRefusal | undefined;

const HANDLERS: Readonly<
  Record<number, readonly [leastBytes: number, (session: AttSession, r: Uint8Array) => Answer]>
> = {
  [ATT.exchangeMtu]: [3, exchangeMtu],
  [ATT.findInformation]: [5, findInformation],
  [ATT.findByTypeValue]: [7, findByTypeValue],
  [ATT.readByType]: [7, readByType],
  [ATT.readByGroup]: [7, readByGroup],
  [ATT.read]: [3, (session, request) => read(session, request, 0)],
  [ATT.readBlob]: [5, (session, request) => read(session, request, u16(request, 3))],
  [ATT.write]: [3, (session, request) => write(session, request) ?? Uint8Array.of(ATT.write + 1)],
  [ATT.writeCommand]: [3, write],
  [ATT.prepareWrite]: [5, prepareWrite],
  [ATT.executeWrite]: [2, executeWrite],
};

export function createAttServer(table: GattTable, payloadBytes: number): AttServer {
  const session: AttSession = {
    table,
    payloadBytes,
    subscribed: new Set(),
    prepared: [],
    mtu: MTU_LEAST,
    isEncrypted: false,
  };
  return {
    answer: (request) => answer(session, request),
    notification: (channel, bytes) => {
      const handle = table.valueHandles.get(channel);
      if (handle === undefined || !session.subscribed.has(handle)) return undefined;
      const value = bytes.subarray(0, session.mtu - 3);
      const told = new Uint8Array(3 + value.length);
      told.set([ATT.notification, ...le16(handle)]);
      told.set(value, 3);
      return told;
    },
    encrypt: () => {
      session.isEncrypted = true;
    },
  };
}

function answer(session: AttSession, request: Uint8Array): Uint8Array | undefined {
  const opcode = request[0];
  // Answers and confirmations ask for nothing.
  if (opcode === undefined || (opcode & 1) === 1 || opcode === ATT.confirmation) return undefined;
  const [leastBytes, handle] = HANDLERS[opcode] ?? [0, () => refusal(ATT_ERROR.notSupported)];
  const answered = request.length < leastBytes ? refusal(ATT_ERROR.invalidPdu) : handle(session, request);
  if (!isRefusal(answered)) return answered;
  // A command is refused without a word.
  return opcode & COMMAND_FLAG ? undefined : attError(opcode, answered);
}

export const attError = (opcode: number, { handle, refused }: AttRefusal): Uint8Array =>
  Uint8Array.from([ATT.error, opcode, ...le16(handle), refused]);

function exchangeMtu(session: AttSession, request: Uint8Array): Answer {
  const own = session.payloadBytes + 3;
  session.mtu = Math.max(MTU_LEAST, Math.min(u16(request, 1), own));
  return Uint8Array.from([ATT.exchangeMtu + 1, ...le16(own)]);
}

function read(session: AttSession, request: Uint8Array, offset: number): Answer {
  const row = rowAt(session, u16(request, 1));
  if (isRefusal(row)) return row;
  const value = readRow(session, row);
  if (isRefusal(value)) return value;
  if (offset > value.length) return refusal(ATT_ERROR.invalidOffset, row.handle);
  return Uint8Array.from([request[0]! + 1, ...value.subarray(offset, offset + session.mtu - 1)]);
}

function write(session: AttSession, request: Uint8Array): AttRefusal | undefined {
  const row = rowAt(session, u16(request, 1));
  return isRefusal(row) ? row : writeRow(session, row, request.slice(3));
}

function prepareWrite(session: AttSession, request: Uint8Array): Answer {
  const row = rowAt(session, u16(request, 1));
  if (isRefusal(row)) return row;
  if (isShut(session, row)) return refusal(ATT_ERROR.notEncrypted, row.handle);
  if (session.prepared.length >= PREPARED_MOST) return refusal(ATT_ERROR.queueFull, row.handle);
  session.prepared.push({ row, offset: u16(request, 3), bytes: request.slice(5) });
  return Uint8Array.from([ATT.prepareWrite + 1, ...request.subarray(1)]);
}

function executeWrite(session: AttSession, request: Uint8Array): Answer {
  const parts = session.prepared.splice(0);
  if (request[1] !== 1) return Uint8Array.of(ATT.executeWrite + 1);
  for (const row of new Set(parts.map((part) => part.row))) {
    const whole = joinedWrite(
      row,
      parts.filter((part) => part.row === row),
    );
    const refused = isRefusal(whole) ? whole : writeRow(session, row, whole);
    if (refused) return refused;
  }
  return Uint8Array.of(ATT.executeWrite + 1);
}

/** Each part begins where the one before ended, or nothing is written. */
function joinedWrite(row: Attribute, parts: readonly PreparedWrite[]): Uint8Array | AttRefusal {
  const whole: number[] = [];
  for (const { offset, bytes } of parts) {
    if (offset !== whole.length) return refusal(ATT_ERROR.invalidOffset, row.handle);
    whole.push(...bytes);
  }
  return Uint8Array.from(whole);
}

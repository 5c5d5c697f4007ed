import { connect, type Socket } from 'node:net';

/** As much of D-Bus as asks who is there (D-Bus specification 0.42: "Message Protocol", "Authentication Protocol"). */

export interface BusMessage {
  readonly isError: boolean;
  /** Of the call that it answers. */
  readonly replyTo: number;
  readonly body: Uint8Array;
}

const [CALL, REPLY, ERROR] = [1, 2, 3];
const FIELD = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 } as const;
const BUS = 'org.freedesktop.DBus';
const PATIENCE_MS = 3_000;

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

/** A call to the bus itself, with one text or none. */
export function busCall(serial: number, member: string, text?: string): Buffer {
  const body = text === undefined ? Buffer.alloc(0) : textBytes(text);
  const fields = Buffer.concat([
    field(FIELD.path, 'o', textBytes('/org/freedesktop/DBus')),
    field(FIELD.interface, 's', textBytes(BUS)),
    field(FIELD.member, 's', textBytes(member)),
    field(FIELD.destination, 's', textBytes(BUS)),
    ...(text === undefined ? [] : [field(FIELD.signature, 'g', Buffer.from([1, 0x73, 0]))]),
  ]);
  const head = Buffer.alloc(16);
  head.write('l', 0, 'latin1');
  head.set([CALL, 0, 1], 1);
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(serial, 8);
  // The last field's padding belongs to the body's alignment, not to the fields.
  head.writeUInt32LE(fields.length - trailing(fields), 12);
  return Buffer.concat([head, fields, body]);
}

const textBytes = (text: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text), 0);
  return Buffer.concat([length, Buffer.from(`${text}\0`)]);
};

/** Each begins at a multiple of 8: code, signature of its value, the value at a multiple of its own alignment. */
function field(code: number, signature: string, value: Buffer): Buffer {
  const head = Buffer.from([code, 1, signature.charCodeAt(0), 0]);
  const whole = Buffer.concat([head, value]);
  return Buffer.concat([whole, Buffer.alloc(aligned(whole.length, 8) - whole.length)]);
}

/** Zeros at the end of the last field that only align what follows. */
function trailing(fields: Buffer): number {
  let at = 0;
  let end = 0;
  while (at < fields.length) {
    const signature = fields[at + 2];
    const valueAt = at + 4;
    end = signature === 0x67 ? valueAt + 2 + fields[valueAt]! : valueAt + 5 + fields.readUInt32LE(valueAt);
    at = aligned(end, 8);
  }
  return fields.length - end;
}

/** Whole messages at the beginning of what has come, and how many bytes they took. */
export function readBusMessages(bytes: Buffer): { readonly messages: BusMessage[]; readonly taken: number } {
  const messages: BusMessage[] = [];
  let at = 0;
  while (bytes.length - at >= 16) {
    const view = bytes.subarray(at);
    const bodyAt = aligned(16 + view.readUInt32LE(12), 8);
    const length = bodyAt + view.readUInt32LE(4);
    if (view.length < length) break;
    const type = view[1];
    const body = view.subarray(bodyAt, length);
    if (type === REPLY || type === ERROR)
      messages.push({ isError: type === ERROR, replyTo: replySerialOf(view.subarray(16, bodyAt)), body });
    at += length;
  }
  return { messages, taken: at };
}

function replySerialOf(fields: Buffer): number {
  for (let at = 0; at + 8 <= fields.length; ) {
    const [code, , signature] = fields.subarray(at, at + 3);
    const valueAt = at + 4;
    if (code === FIELD.replySerial) return fields.readUInt32LE(valueAt);
    if (signature === 0x67) at = aligned(valueAt + 2 + fields[valueAt]!, 8);
    else if (signature === 0x75) at = aligned(valueAt + 4, 8);
    else at = aligned(valueAt + 5 + fields.readUInt32LE(valueAt), 8);
  }
  return 0;
}

/**
 * Which of these names somebody has on the bus at this socket.
 * @throws Error where the bus does not answer as one
 */
export function namesOnBus(socketPath: string, names: readonly string[], userId: number): Promise<ReadonlySet<string>> {
  return new Promise((resolve, reject) => {
    const present = new Set<string>();
    const socket = connect(socketPath);
    const end = (error?: Error): void => {
      socket.destroy();
      if (error) reject(error);
      else resolve(present);
    };
    socket.setTimeout(PATIENCE_MS, () => end(new Error('no answer within 3 s')));
    socket.on('error', end);
    socket.on('close', () => end(new Error('it hung up')));
    socket.on('connect', () => {
      const user = Buffer.from(String(userId), 'latin1').toString('hex');
      socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    });
    converse(socket, names, present, end);
  });
}

function converse(socket: Socket, names: readonly string[], present: Set<string>, end: (error?: Error) => void): void {
  let [held, isIn, answers] = [Buffer.alloc(0), false, 0];
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    if (!isIn) {
      const line = held.indexOf('\r\n');
      if (line < 0) return;
      if (!held.toString('latin1').startsWith('OK ')) return end(new Error('it lets this user not in'));
      held = held.subarray(line + 2);
      isIn = true;
      socket.write('BEGIN\r\n');
      socket.write(busCall(1, 'Hello'));
      names.forEach((name, index) => void socket.write(busCall(2 + index, 'NameHasOwner', name)));
    }
    const { messages, taken } = readBusMessages(held);
    held = held.subarray(taken);
    for (const { replyTo, isError, body } of messages) {
      const name = names[replyTo - 2];
      if (name === undefined) continue;
      if (!isError && body[0] === 1) present.add(name);
      if (++answers === names.length) end();
    }
  });
}

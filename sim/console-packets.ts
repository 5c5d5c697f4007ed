import type { ConsoleStorage } from './console-storage.ts';

/** Packets of an Espruino 2v25 and later (README_Protocol.md there): 3 bits of type, 13 of length, ACK or NAK for each. */
const RESPONSE = 0x0000;
const EVAL = 0x2000;
const FILE_SEND = 0x6000;
const DATA = 0x8000;
const TYPE_MASK = 0xe000;
const LENGTH_MASK = 0x1fff;
const HEAD_BYTES = 2;
const ACK = '\u0006';
const NAK = '\u0015';

interface Receiving {
  readonly fn: string;
  readonly s: number;
  offset: number;
}

interface PacketParts {
  readonly storage: ConsoleStorage;
  /** @throws what the expression throws */
  evaluate(expression: string): unknown;
  say(text: string): void;
  complain(error: unknown): void;
}

export class PacketReader {
  readonly #parts: PacketParts;
  #packet: string | undefined;
  #file: Receiving | undefined;

  constructor(parts: PacketParts) {
    this.#parts = parts;
  }

  begin(): void {
    this.#packet = '';
  }

  /** @returns true as long as the bytes belong to a packet */
  take(byte: string): boolean {
    if (this.#packet === undefined) return false;
    this.#packet += byte;
    const flags = (this.#packet.charCodeAt(0) << 8) | this.#packet.charCodeAt(1);
    if (this.#packet.length < HEAD_BYTES || this.#packet.length < HEAD_BYTES + (flags & LENGTH_MASK)) return true;
    const data = this.#packet.slice(HEAD_BYTES);
    this.#packet = undefined;
    const type = flags & TYPE_MASK;
    if (type === EVAL) this.#answer(data);
    else if (type === DATA) this.#store(data);
    else if (type === FILE_SEND) this.#open(data);
    else this.#parts.say(NAK);
    return true;
  }

  #answer(expression: string): void {
    const { evaluate, say, complain } = this.#parts;
    try {
      const value = espruinoText(evaluate(expression));
      say(`${ACK}\u0010\u0001${header(RESPONSE | value.length)}${value}`);
    } catch (error) {
      say(NAK);
      complain(error);
    }
  }

  #open(data: string): void {
    const { fn, s } = JSON.parse(data) as Receiving;
    this.#file = { fn, s, offset: 0 };
    this.#parts.say(s > 0 ? ACK : NAK);
  }

  #store(data: string): void {
    const { storage, say, complain } = this.#parts;
    const file = this.#file;
    if (!file) {
      say(NAK);
      return;
    }
    // As the interpreter does it: a write that fails is complained about, and acknowledged all the same.
    try {
      storage.write(file.fn, data, file.offset, file.s);
    } catch (error) {
      complain(error);
    }
    file.offset += data.length;
    if (file.offset >= file.s) this.#file = undefined;
    say(ACK);
  }
}

const header = (flags: number): string => String.fromCharCode(flags >> 8, flags & 255);

/** E.toJS: as JSON, with shorter escapes. */
const espruinoText = (value: unknown): string =>
  (JSON.stringify(value) ?? 'undefined').replaceAll(/\\u00([0-9a-f]{2})/g, '\\x$1');

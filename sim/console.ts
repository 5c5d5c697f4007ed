import { type Context, runInContext } from 'node:vm';
import { crc32 } from '../protocol/crc32.ts';
import type { SimulatedFlash } from './board/flash.ts';
import { createLanguage } from './board/language.ts';
import { PacketReader } from './console-packets.ts';
import { type ConsoleStorage, createConsoleStorage, type StorageFaults } from './console-storage.ts';
import { type Random, seededRandom } from './random.ts';

export interface ConsolePlan {
  /** process.env.BOARD and VERSION. */
  readonly environment: string;
  readonly version: string;
  readonly flash: SimulatedFlash;
  readonly flashBytes: number;
  /** E.reboot() or load(): the board starts from its flash. */
  readonly onStart?: () => void;
  readonly faults?: Partial<ConsoleFaults>;
}

export interface ConsoleFaults extends StorageFaults {
  /** Release firmware runs: its console is closed. */
  readonly silent: boolean;
  /** Something else is at the port: it answers every byte with one of chance. */
  readonly garbageSeed: number | null;
  /** A development build runs, and prints all the time until it is reset. */
  readonly chatters: boolean;
  /** The cable is pulled when this many bytes have come. */
  readonly unpluggedAfterBytes: number;
}

const NO_FAULTS: ConsoleFaults = {
  silent: false,
  garbageSeed: null,
  chatters: false,
  unpluggedAfterBytes: Number.POSITIVE_INFINITY,
  bends: null,
  full: false,
};
const CTRL_C = '\u0003';
const DLE = '\u0010';
const SOH = '\u0001';
const PROMPT = '>';
const RUN_MS = 5000;

/** The console of an Espruino interpreter: prompt, echo, Ctrl-C, packets, and what a tool asks of it. The firmware does not run here. */
export class SimulatedConsole {
  onOutput: (bytes: Uint8Array) => void = () => {};
  onUnplugged: () => void = () => {};
  receivedBytes = 0;
  readonly #plan: ConsolePlan;
  readonly #faults: ConsoleFaults;
  readonly #chance: Random | undefined;
  readonly #storage: ConsoleStorage;
  readonly #packets: PacketReader;
  #context: Context;
  #isGone = false;
  #chatters: boolean;
  #line = '';
  #isEchoOff = false;
  #afterDle = false;

  constructor(plan: ConsolePlan) {
    this.#plan = plan;
    this.#faults = { ...NO_FAULTS, ...plan.faults };
    this.#chatters = this.#faults.chatters;
    const { garbageSeed } = this.#faults;
    this.#chance = garbageSeed === null ? undefined : seededRandom(garbageSeed);
    this.#storage = createConsoleStorage(plan.flash, plan.flashBytes, this.#faults);
    this.#context = this.#freshWorld();
    this.#packets = new PacketReader({
      storage: this.#storage,
      evaluate: (expression) => runInContext(`(${expression}\n)`, this.#context, { timeout: RUN_MS }),
      say: (text) => this.#say(text),
      complain: (error) => this.#complain(error),
    });
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#isGone) return;
      if (this.receivedBytes >= this.#faults.unpluggedAfterBytes) {
        this.unplug();
        return;
      }
      this.receivedBytes++;
      if (this.#faults.silent) continue;
      if (this.#chance) this.#say(String.fromCharCode(Math.floor(this.#chance.uniform(0, 256))));
      else this.#take(String.fromCharCode(byte));
    }
    if (this.#chatters && !this.#faults.silent) this.#say(`\r\n${this.receivedBytes} frames\r\n`);
  }

  /** Power or cable is gone: nothing is heard and said any more. */
  unplug(): void {
    this.#isGone = true;
    this.onUnplugged();
  }

  #say(text: string): void {
    if (!this.#isGone) this.onOutput(Buffer.from(text, 'latin1'));
  }

  #complain(error: unknown): void {
    this.#say(`\r\nUncaught ${error}\r\n${PROMPT}`);
  }

  #take(byte: string): void {
    if (this.#packets.take(byte)) return;
    const isPacket = this.#afterDle && byte === SOH;
    this.#afterDle = byte === DLE && this.#line === '';
    if (isPacket) this.#packets.begin();
    else if (this.#afterDle) this.#isEchoOff = true;
    else if (byte === CTRL_C) this.#line = '';
    else if (byte === '\n' || byte === '\r') this.#runLine();
    else {
      this.#line += byte;
      if (!this.#isEchoOff) this.#say(byte);
    }
  }

  #runLine(): void {
    const [code, isQuiet] = [this.#line, this.#isEchoOff];
    this.#line = '';
    this.#isEchoOff = false;
    try {
      const value = code.trim() === '' ? undefined : runInContext(code, this.#context, { timeout: RUN_MS });
      if (!isQuiet) this.#say(`\r\n=${shown(value)}\r\n${PROMPT}`);
    } catch (error) {
      this.#complain(error);
    }
  }

  #freshWorld(): Context {
    const world = createLanguage();
    const print = (...words: unknown[]): void => this.#say(`\b\u001b[J${words.map(shown).join(' ')}\r\n${PROMPT}`);
    const start = (): void => this.#plan.onStart?.();
    const reset = (): void => {
      this.#context = this.#freshWorld();
      this.#chatters = false;
    };
    const { environment, version } = this.#plan;
    return Object.assign(world, {
      print,
      console: { log: print },
      process: { env: { BOARD: environment, VERSION: version, CONSOLE: 'USB' } },
      E: { CRC32: (text: string) => crc32(Buffer.from(text, 'latin1')), reboot: start },
      load: start,
      reset,
      require: (name: string) => {
        if (name === 'Storage') return this.#storage;
        throw new Error(`Module "${name}" not found`);
      },
    });
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));

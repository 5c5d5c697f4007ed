import type { ConsoleFailure, ConsoleIdentity, ConsolePort, ConsoleRequest } from './espruino-messages.ts';
import {
  type EspruinoDevice,
  type EspruinoPackage,
  type EspruinoPort,
  loadEspruino,
  radioState,
} from './espruino-package.ts';

/** The package answers nothing when a board does not: its own waiting only begins for texts over 512 characters. */
const OPEN_MS = 8000;
const SCAN_MS = 20_000;
/** From the library being loaded to its word on the adapter. */
const RADIO_MS = 5000;
const LOOK_MS = 500;
/** A multiple of the flash's words of 4 bytes. */
const PACKET_BYTES = 1024;
const CTRL_C = 3;
const BLE_CHUNK_BYTES = 20;
const WIRE_CHUNK_BYTES = 512;
const RESPONSE = 0;
const SAID_MOST = 200;
const DEVICE_OF = { serial: 'Node Serial', tcp: 'Node Socket', ble: 'Noble Bluetooth LE' } as const;

export class ConsoleError extends Error {
  readonly failure: ConsoleFailure;

  constructor(failure: ConsoleFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** One console, through the espruino package. Lives in a child process. */
export class EspruinoConsole {
  readonly #onSent: (bytes: number) => void;
  #espruino: EspruinoPackage | undefined;
  #isOpen = false;
  #heard = '';
  #fail: ((error: ConsoleError) => void) | undefined;

  constructor(onSent: (bytes: number) => void) {
    this.#onSent = onSent;
  }

  answer(request: ConsoleRequest): Promise<unknown> {
    const work = this.#begin(request);
    // A cable that is pulled ends what is being waited for, whatever that was.
    const broken = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    return Promise.race([work, broken]).finally(() => {
      this.#fail = undefined;
    });
  }

  fail(failure: ConsoleFailure, said: string): void {
    this.#fail?.(new ConsoleError(failure, said));
  }

  failureOf(cause: unknown): { readonly failure: ConsoleFailure; readonly said: string } {
    if (cause instanceof ConsoleError) return { failure: cause.failure, said: cause.message };
    const said = cause instanceof Error ? cause.message : String(cause);
    return { failure: /timeout/i.test(said) ? 'silent' : 'refused', said: `${said}${this.#lastWords()}` };
  }

  #begin(request: ConsoleRequest): Promise<unknown> {
    if (request.kind === 'open') return this.#open(request.port);
    if (request.kind === 'close') return this.#close();
    if (!this.#isOpen) return Promise.reject(new ConsoleError('unplugged', 'the port is closed'));
    if (request.kind === 'evaluate') return this.#evaluate(request.expression, request.timeoutMs);
    if (request.kind === 'type') return this.#type(request.text, request.quietMs);
    return this.#send(request.name, request.bytes, request.timeoutMs);
  }

  async #open(port: ConsolePort): Promise<ConsoleIdentity> {
    const espruino = this.#load(port);
    const path = await this.#choose(espruino, port);
    const { Serial } = espruino.Core;
    Serial.connection.on('data', (data) => {
      this.#heard = (this.#heard + data).slice(-SAID_MOST);
    });
    Serial.startListening(() => {});
    await within(OPEN_MS, this.#silence, (done, failed) => {
      Serial.open(
        path,
        (info) => (info === undefined ? failed(new ConsoleError('no-port', 'not found')) : done()),
        () => this.#closed(),
      );
    });
    this.#isOpen = true;
    Serial.connection.chunkSize = port.kind === 'ble' ? BLE_CHUNK_BYTES : WIRE_CHUNK_BYTES;
    const { BOARD, VERSION } = espruino.Core.Env.getData();
    if (BOARD === undefined || VERSION === undefined) throw this.#silence();
    return { board: BOARD, version: VERSION };
  }

  #load({ kind, path, ...port }: ConsolePort): EspruinoPackage {
    const espruino = loadPackage((said) => this.fail(this.#isOpen ? 'unplugged' : 'no-port', said));
    this.#espruino = espruino;
    const { Config, Core } = espruino;
    Core.Status = { setStatus: () => {}, hasProgress: () => true, incrementProgress: () => {} };
    Core.Serial.devices = Core.Serial.devices.filter(({ name }) => name === DEVICE_OF[kind]);
    Object.assign(Config, { BLUETOOTH_LOW_ENERGY: kind === 'ble', SERIAL_IGNORE: '' });
    if ('baud' in port) Config.BAUD_RATE = port.baud;
    // Only ports of its own list are opened: what was asked for is the list.
    if (kind !== 'ble') for (const device of Core.Serial.devices) device.getPorts = (found) => found([{ path }], true);
    return espruino;
  }

  /** A band is named, the package wants its address. */
  async #choose(espruino: EspruinoPackage, { kind, path }: ConsolePort): Promise<string> {
    if (kind !== 'ble') return path;
    const device = espruino.Core.Serial.devices[0];
    if (!device) throw new ConsoleError('no-radio', 'no Bluetooth library');
    const startMs = Date.now();
    const seen = new Set<string>();
    while (Date.now() < startMs + SCAN_MS) {
      const ports = await portsOf(device);
      const found = ports.find(({ path: address, description }) => description === path || address === path);
      if (found) return found.path;
      for (const { description, path: address } of ports) seen.add(description ?? address);
      const state = radioState();
      if (state !== 'poweredOn' && Date.now() > startMs + RADIO_MS)
        throw new ConsoleError('no-radio', radioWords(state));
      await pause(LOOK_MS);
    }
    if (seen.size === 0) throw new ConsoleError('silent', 'it is not in range');
    throw new ConsoleError('no-port', `it is not in range; there are ${[...seen].join(', ')}`);
  }

  readonly #silence = (): ConsoleError => {
    if (this.#heard.trim() === '') return new ConsoleError('silent', 'it said nothing');
    return new ConsoleError('garbage', `it said "${this.#heard.slice(-40).replaceAll(/[^\x20-\x7e]/g, '.')}"`);
  };

  #lastWords(): string {
    const words = this.#heard.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
    return words === '' ? '' : `; last words: ${words.slice(-100)}`;
  }

  #closed(): void {
    this.#isOpen = false;
    this.fail('unplugged', 'the connection ended');
  }

  /** As a packet: neither echo nor what the firmware prints gets into the answer. */
  async #evaluate(expression: string, timeoutMs: number): Promise<unknown> {
    const { connection } = this.#espruino!.Core.Serial;
    connection.parsePackets = true;
    let onPacket = (_type: number, _data: string): void => {};
    try {
      return await within(timeoutMs, this.#silence, (done, failed) => {
        onPacket = (type, data) => {
          if (type === RESPONSE) done(data);
        };
        connection.on('packet', onPacket);
        // A length of 3 in its last byte would be a Ctrl-C to some interpreters.
        const padded = (expression.length & 255) === CTRL_C ? `${expression} ` : expression;
        connection.espruinoSendPacket('EVAL', padded, { timeout: timeoutMs }).catch(failed);
      });
    } finally {
      connection.removeListener('packet', onPacket);
    }
  }

  async #type(text: string, quietMs: number): Promise<void> {
    const { connection } = this.#espruino!.Core.Serial;
    connection.parsePackets = false;
    await connection.write(text);
    let before: string;
    do {
      before = this.#heard;
      await pause(quietMs);
    } while (before !== this.#heard);
  }

  #send(name: string, bytes: string, timeoutMs: number): Promise<unknown> {
    const { connection } = this.#espruino!.Core.Serial;
    const progress = (sent: number): void => this.#onSent(Math.min(bytes.length, Math.max(0, sent - 100)));
    return within(timeoutMs, this.#silence, (done, failed) => {
      connection.espruinoSendFile(name, bytes, { chunkSize: packetBytes(bytes.length), progress }).then(done, failed);
    });
  }

  async #close(): Promise<void> {
    if (this.#isOpen) this.#espruino?.Core.Serial.close();
    this.#isOpen = false;
    await pause(100);
  }
}

/** The greatest for which no packet's length ends in a Ctrl-C. */
function packetBytes(fileBytes: number): number {
  let size = PACKET_BYTES;
  while (((fileBytes % size) & 255) === CTRL_C || (size & 255) === CTRL_C) size -= 4;
  return size;
}

function radioWords(state: string): string {
  if (state === 'poweredOff') return 'the adapter is switched off';
  if (state === 'unauthorized') return 'this program may not use the adapter';
  return state === 'unavailable' ? 'the Bluetooth library cannot be loaded' : 'no adapter answers';
}

function loadPackage(onPortError: (said: string) => void): EspruinoPackage {
  try {
    return loadEspruino(onPortError);
  } catch (cause) {
    throw new ConsoleError('no-package', cause instanceof Error ? cause.message : String(cause));
  }
}

const portsOf = (device: EspruinoDevice): Promise<readonly EspruinoPort[]> =>
  new Promise((resolve) => device.getPorts((ports) => resolve(ports ?? [])));

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

type Settle = (done: (value?: unknown) => void, failed: (cause: unknown) => void) => void;

async function within(timeoutMs: number, onLate: () => Error, begin: Settle): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(onLate()), timeoutMs);
      begin(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

import Module, { createRequire } from 'node:module';
import { createConnection, type Socket } from 'node:net';
import { autoDetect } from '@serialport/bindings-cpp';
import { SerialPortStream } from '@serialport/stream';
import { flashBoardOf } from './flash-boards.ts';

/** The parts of `espruino` 0.1.67 that are used; it has no types of its own. */
export interface EspruinoPackage {
  readonly Config: Record<string, unknown>;
  readonly Core: {
    readonly Serial: {
      devices: EspruinoDevice[];
      open(path: string, onOpen: (info: unknown) => void, onClosed: () => void): void;
      write(text: string, showStatus: boolean, onWritten?: () => void): void;
      close(): void;
      startListening(listener: (data: ArrayBuffer) => void): void;
      setSlowWrite(slow: boolean, force: boolean): void;
      readonly connection: EspruinoConnection;
    };
    readonly Env: { getData(): { readonly BOARD?: string; readonly VERSION?: string } };
    Status: { setStatus(): void; hasProgress(): boolean; incrementProgress(bytes: number): void };
  };
  addProcessor(event: 'getURL', answer: (request: UrlRequest, done: (request: UrlRequest) => void) => void): void;
}

export interface EspruinoDevice {
  readonly name: string;
  getPorts: (found: (ports: readonly EspruinoPort[], all: boolean) => void) => void;
}

export interface EspruinoPort {
  readonly path: string;
  readonly description?: string;
}

export interface EspruinoConnection {
  chunkSize: number;
  parsePackets: boolean;
  on(event: 'packet', listener: (type: number, data: string) => void): void;
  on(event: 'data', listener: (data: string) => void): void;
  removeListener(event: 'packet' | 'data', listener: (...heard: never[]) => void): void;
  write(data: string): Promise<void>;
  espruinoSendPacket(type: 'EVAL', data: string, options: { readonly timeout: number }): Promise<void>;
  espruinoSendFile(
    name: string,
    bytes: string,
    options: { readonly chunkSize: number; readonly progress: (sent: number) => void },
  ): Promise<void>;
}

interface UrlRequest {
  readonly url: string;
  readonly data?: string | undefined;
}

const OWN_REQUIRE = createRequire(import.meta.url);

/** Errors of the port itself, which the package drops. */
export type OnPortError = (said: string) => void;

/**
 * Loads `espruino` 0.1.67 with what is wrong in it mended from outside. It leaves globals (Espruino, $, document, require)
 * and patches those of the language, so only a process of its own may do this.
 */
export function loadEspruino(onPortError: OnPortError): EspruinoPackage {
  // It tells its whole life to the console; progress comes by other ways.
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) console[method] = () => {};
  replaceModules({ serialport: { SerialPort: serialPortOf(onPortError) } });
  mendSockets(onPortError);
  OWN_REQUIRE('espruino').init(() => {});
  const espruino = (globalThis as unknown as { Espruino: EspruinoPackage }).Espruino;
  stayOffline(espruino);
  return espruino;
}

interface Radio {
  readonly state: string;
}

let radio: Radio | undefined;

/** 'poweredOn', or why nothing can be heard; 'unavailable' where the library does not load. */
export const radioState = (): string => radio?.state ?? 'unavailable';

function openRadio(): Radio {
  radio = OWN_REQUIRE('noble') as Radio;
  return radio;
}

type Loader = (request: string, ...rest: unknown[]) => unknown;

/**
 * The package asks for serialport 10 and for @abandonware/noble, which compile themselves where they are installed. It gets the
 * serial driver and the radio library that Limber has; the latter is only loaded when it is asked for.
 */
function replaceModules(given: Readonly<Record<string, unknown>>): void {
  const own = Module as unknown as { _load: Loader; _resolveFilename: Loader };
  const { _load: load, _resolveFilename: resolve } = own;
  own._load = (request, ...rest) => {
    if (request === '@abandonware/noble') return openRadio();
    return given[request] ?? load(request, ...rest);
  };
  own._resolveFilename = (request, ...rest) => (request in given ? request : resolve.call(Module, request, ...rest));
}

function serialPortOf(onPortError: OnPortError): object {
  return class extends SerialPortStream {
    constructor({ path, baudRate }: { path: string; baudRate: number }) {
      super({ binding: autoDetect(), path, baudRate });
      this.on('error', (error) => onPortError(error.message));
    }

    /** A pseudo-terminal is in no list of ports, and the package opens only what is listed: the port asked for always is. */
    static list(): Promise<readonly EspruinoPort[]> {
      return Promise.resolve([]);
    }
  };
}

/** The package writes packets as UTF-8 text, which bends every byte over 0x7f, and takes no notice of a refused connection. */
function mendSockets(onPortError: OnPortError): void {
  const net = OWN_REQUIRE('node:net') as { createConnection: unknown };
  net.createConnection = (...where: Parameters<typeof createConnection>): Socket => {
    const socket = createConnection(...where);
    socket.setDefaultEncoding('latin1');
    socket.on('error', (error) => onPortError(error.message));
    socket.on('close', () => onPortError('the connection ended'));
    return socket;
  };
}

/** At each connection it would fetch the board's description from a web site: it gets ours, and everything else is not there. */
function stayOffline(espruino: EspruinoPackage): void {
  espruino.addProcessor('getURL', ({ url }, done) => {
    const board = /\/json\/(\w+)\.json$/.exec(url)?.[1];
    const found = board === undefined ? undefined : flashBoardOf(board);
    const description = found && { info: found.description, chip: found.chip, features: found.features };
    done({ url, data: JSON.stringify(description ?? {}) });
  });
}

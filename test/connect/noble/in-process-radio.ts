import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { HciController } from '../../../sim/radio/hci-controller.ts';

export interface InProcessRadio {
  /** As a serial device that speaks H4 is named. */
  readonly hci: string;
  /** From then on nothing of that name is there. */
  release(): void;
}

/** What noble uses of its serial driver. */
interface HciSocket extends EventEmitter {
  setFilter(filter: Buffer): void;
  bindRaw(device: number | undefined, params: BindParams): void;
  isDevUp(): boolean;
  start(): void;
  stop(): void;
  write(bytes: Buffer): void;
}

interface BindParams {
  readonly uart?: { readonly port?: string };
}

const require = createRequire(import.meta.url);
const DRIVER_FILE = require.resolve('@stoprocent/bluetooth-hci-socket/lib/uart.js');
const PREFIX = 'in-process:';
const plugged = new Map<string, HciController>();
let plugs = 0;

/**
 * Puts a virtual controller where the real radio library looks for its serial device: the whole library runs, without a pseudo-terminal
 * and without real time. A port of any other name is left to the library's own driver. Call it before the library is asked for a radio.
 */
export function inProcessRadio(controller: HciController): InProcessRadio {
  if (plugs === 0) replaceDriver();
  const hci = `${PREFIX}${++plugs}`;
  plugged.set(hci, controller);
  return {
    hci,
    release: () => {
      plugged.delete(hci);
      controller.abandon();
    },
  };
}

function replaceDriver(): void {
  const Serial = require(DRIVER_FILE) as new () => HciSocket;
  // Which of the two it is to be is known only when the port is named.
  require.cache[DRIVER_FILE]!.exports = class extends EventEmitter {
    #chosen: HciSocket | undefined;
    bindRaw(device: number | undefined, params: BindParams): void {
      const port = params.uart?.port ?? process.env.BLUETOOTH_HCI_SOCKET_UART_PORT ?? '';
      this.#chosen = port.startsWith(PREFIX) ? new InProcessSocket(port) : new Serial();
      for (const event of ['data', 'state', 'error'])
        this.#chosen.on(event, (detail: unknown) => this.emit(event, detail));
      this.#chosen.bindRaw(device, params);
    }
    setFilter = (filter: Buffer): void => this.#chosen?.setFilter(filter);
    isDevUp = (): boolean => this.#chosen?.isDevUp() ?? false;
    start = (): void => this.#chosen?.start();
    stop = (): void => this.#chosen?.stop();
    write = (bytes: Buffer): void => this.#chosen?.write(bytes);
  };
}

/** Behaves as the library's own serial driver, and stands for the wire: what either end says arrives a turn later. */
class InProcessSocket extends EventEmitter implements HciSocket {
  readonly #port: string;
  #controller: HciController | undefined;
  #isUp = false;
  readonly #unsent: Buffer[] = [];
  #arriving: Uint8Array[] = [];
  #cancels: (() => void)[] = [];

  constructor(port: string) {
    super();
    this.#port = port;
  }

  bindRaw(): void {
    this.#controller = plugged.get(this.#port);
  }

  start(): void {
    const controller = this.#controller;
    if (!controller?.isPlugged()) {
      queueMicrotask(() => this.emit('error', new Error(`No such file or directory, cannot open ${this.#port}`)));
      return;
    }
    if (this.#cancels.length > 0) return;
    this.#cancels = [
      controller.onSend((bytes) => this.#carry(bytes)),
      controller.onPlugged((isPlugged) => isPlugged || this.#goDown()),
    ];
    queueMicrotask(() => {
      if (this.#cancels.length === 0) return;
      this.#isUp = true;
      this.emit('state', true);
      for (const bytes of this.#unsent.splice(0)) controller.receive(bytes);
    });
  }

  stop(): void {
    this.#letGo();
    this.#controller?.abandon();
  }

  write(bytes: Buffer): void {
    if (this.#isUp) this.#controller?.receive(bytes);
    else this.#unsent.push(bytes);
  }

  isDevUp(): boolean {
    return this.#isUp;
  }

  setFilter(): void {}

  #carry(bytes: Uint8Array): void {
    if (this.#arriving.push(bytes) > 1) return;
    queueMicrotask(() => {
      const arrived = this.#arriving;
      this.#arriving = [];
      for (const packet of arrived)
        if (this.#isUp) this.emit('data', Buffer.from(packet.buffer, packet.byteOffset, packet.length));
    });
  }

  #goDown(): void {
    this.#letGo();
    this.emit('state', false);
  }

  #letGo(): void {
    this.#isUp = false;
    for (const cancel of this.#cancels.splice(0)) cancel();
  }
}

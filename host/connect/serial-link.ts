import { statSync } from 'node:fs';
import type { AutoDetectTypes } from '@serialport/bindings-cpp';
import { SerialPortStream } from '@serialport/stream';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import {
  beginReceiving,
  encodeSerialPacket,
  receiveSerial,
  SERIAL_PAYLOAD_BYTES,
} from '../../protocol/serial-framing.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { portWords } from './port-words.ts';

export interface SerialLinkOptions {
  readonly path: string;
  readonly timeline: Timeline;
  readonly baudRate?: number;
}

export interface SerialLink extends Link {
  /** Frames that failed COBS, CRC-32 or their channel byte since the port was opened. */
  discarded(): number;
}

const BAUD_RATE = 1_000_000;
/** The library never reopens a port by itself; an unplugged band comes back under the same by-id path. */
const REOPEN_MS = 500;
/** A hung-up terminal reads as empty for ever and is not reported by the library: that the device is there is looked after here. */
const LOOK_MS = 250;
const SEPARATOR = new Uint8Array([0]);

/** @throws LimberError link/port-unavailable when the port cannot be opened at first; later losses are states. */
export async function openSerialLink(options: SerialLinkOptions): Promise<SerialLink> {
  const { path, timeline } = options;
  const listeners = linkListeners('connecting');
  const receiver = beginReceiving();
  let port = await openPort(options);
  let closing = false;

  const attach = (opened: SerialPortStream): void => {
    port = opened;
    // A port without a consumer of its data never reports that the other end is gone.
    opened.on('data', (chunk: Uint8Array) => {
      for (const { channel, bytes } of receiveSerial(receiver, chunk))
        listeners.emitPacket(channel, bytes, timeline.nowMs());
    });
    const device = deviceNumber(path);
    const cancelLook = timeline.every(LOOK_MS, () => {
      if (deviceNumber(path) !== device && opened.isOpen) opened.close(() => {});
    });
    opened.on('error', () => {});
    opened.once('close', () => {
      cancelLook();
      if (closing) return;
      listeners.enterState('down');
      reopenLater();
    });
    // Ends whatever the line held from before.
    opened.write(Buffer.from(SEPARATOR));
    listeners.enterState('up');
  };
  const reopenLater = (): void => {
    timeline.after(REOPEN_MS, () => {
      if (!closing) openPort(options).then(attach, reopenLater);
    });
  };

  attach(port);
  return {
    name: path,
    payloadBytes: SERIAL_PAYLOAD_BYTES,
    onPacket: listeners.onPacket,
    onState: listeners.onState,
    discarded: () => receiver.discarded,
    send: async (channel, bytes) => {
      if (listeners.state() !== 'up') throw new LimberError('link/not-up', `${path} is not connected.`);
      await written(port, encodeSerialPacket(channel, bytes));
    },
    close: async () => {
      closing = true;
      listeners.enterState('closed');
      if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  };
}

/** Of the device behind the path; undefined when it is gone. A band plugged in again has another one. */
const deviceNumber = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.rdev;

async function openPort({ path, baudRate = BAUD_RATE }: SerialLinkOptions): Promise<SerialPortStream> {
  const binding = await serialBinding();
  return new Promise((resolve, reject) => {
    const port = new SerialPortStream({ binding, path, baudRate, autoOpen: false });
    port.open((error) => {
      if (!error) return resolve(port);
      reject(
        new LimberError('link/port-unavailable', `The port ${path} cannot be opened: ${portWords(error.message)}.`, {
          cause: error,
        }),
      );
    });
  });
}

/**
 * Its native part is loaded when it is needed: a machine on which it does not load can still do all that needs no port.
 * @throws LimberError link/port-unavailable where it does not load
 */
export async function serialBinding(): Promise<AutoDetectTypes> {
  try {
    const { autoDetect } = await import('@serialport/bindings-cpp');
    return autoDetect();
  } catch (cause) {
    const message =
      'No serial port can be used: the native part of @serialport/bindings-cpp does not load. Run npm rebuild @serialport/bindings-cpp.';
    throw new LimberError('link/port-unavailable', message, { cause });
  }
}

function written(port: SerialPortStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    port.write(Buffer.from(bytes), undefined, (error) => {
      if (!error) return resolve();
      reject(new LimberError('link/not-up', `Writing to ${port.path} failed: ${error.message}.`, { cause: error }));
    });
  });
}

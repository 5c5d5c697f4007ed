import type { AutoDetectTypes } from '@serialport/bindings-cpp';
import { SerialPortStream } from '@serialport/stream';
import { LimberError } from '../../../protocol/limber-error.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import { portWords } from '../port-words.ts';

export interface PortToOpen {
  readonly path: string;
  readonly baudRate: number;
  /** The machine's: a port knows nothing of bands that live faster. */
  readonly timeline: Timeline;
}

const OPEN_MS = 2_000;
const DRAIN_MS = 250;
const CLOSE_MS = 1_000;
const NOTHING = new Uint8Array();

/** A new instance each time: the library's own does not open twice. @throws LimberError link/port-unavailable */
export async function openPort({ path, baudRate, timeline }: PortToOpen): Promise<SerialPortStream> {
  const binding = await serialBinding();
  const port = new SerialPortStream({ binding, path, baudRate, autoOpen: false });
  port.on('error', () => {});
  const opening = new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  try {
    await within(timeline, OPEN_MS, `The opening of ${path}`, opening);
  } catch (cause) {
    // What opens after all would stay locked, for this process too.
    opening.then(
      () => closePort(port, timeline),
      () => {},
    );
    throw unavailable(path, cause);
  }
  // A dongle that waits for its terminal speaks when it sees one; a pseudo-terminal has no such lines, and needs none.
  port.set({ dtr: true, rts: true }, () => {});
  return port;
}

function unavailable(path: string, cause: unknown): LimberError {
  const words =
    cause instanceof LimberError
      ? 'the system does not say within 2 s whether it can; unplug it and plug it in again'
      : portWords((cause as Error).message);
  return new LimberError('link/port-unavailable', `The port ${path} cannot be opened: ${words}.`, { cause });
}

/** What was written goes out first, where the line still takes it. Never rejects, and has an end. */
export async function closePort(port: SerialPortStream, timeline: Timeline): Promise<void> {
  const bounded = (ms: number, begin: (done: () => void) => void): Promise<boolean> => {
    if (!port.isOpen) return Promise.resolve(true);
    const done = new Promise<void>((resolve) => begin(resolve));
    return within(timeline, ms, port.path, done).then(
      () => true,
      () => false,
    );
  };
  // The library's own drain waits for the write under way, not for those behind it: they would meet a closed port.
  const drained = await bounded(DRAIN_MS, (done) => {
    writeToPort(port, NOTHING).then(() => port.drain(done), done);
  });
  // Linux waits up to 30 s for what a stuck line does not take.
  if (!drained) await bounded(DRAIN_MS, (done) => port.flush(done));
  await bounded(CLOSE_MS, (done) => port.close(done));
}

/** Settles when the system has taken it. */
export function writeToPort(port: SerialPortStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // The library keeps a write to a closed port for an opening that never comes.
    if (!port.isOpen) return reject(new LimberError('link/not-up', `${port.path} is not open any more.`));
    port.write(Buffer.from(bytes), undefined, (error) => {
      if (!error) return resolve();
      reject(new LimberError('link/not-up', `Writing to ${port.path} failed: ${error.message}.`, { cause: error }));
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

import { statSync } from 'node:fs';
import { crc32 } from '../../../protocol/crc32.ts';
import { onePacket } from '../../../protocol/fragment.ts';
import type { Channel } from '../../../protocol/link.ts';
import { encodeCommand } from '../../../protocol/message.ts';
import { plainEnvelope } from '../../../protocol/seal.ts';
import { encodeSerialPacket } from '../../../protocol/serial-framing.ts';
import { type PacketIntake, packetIntake } from './packet-intake.ts';
import { closePort, openPort, type PortToOpen, writeToPort } from './serial-port.ts';

/** An open port on which packets come and go, until it is gone. */
export interface SerialLine extends Omit<PacketIntake, 'take' | 'hasHeard'> {
  readonly path: string;
  /** One listener, a later one takes its place; called once, never inside this call. */
  readonly onGone: (listener: () => void) => void;
  readonly send: (channel: Channel, bytes: Uint8Array) => Promise<void>;
  /** Asks the band who it is. */
  readonly ask: () => void;
  /** It is no use any more. */
  readonly giveUp: () => void;
  readonly hangUp: () => Promise<void>;
}

const LOOK_MS = 250;
/** Every band says something each second. In looks, not by the clock: a process that was stopped has had no time to hear. */
const LOOKS_UNTIL_ASKED = 12;
const LOOKS_UNTIL_STUCK = 24;
/** Between two packets of one message nothing may come. */
const LOOKS_AFTER_SENDING = 4;
const SEPARATOR = new Uint8Array([0]);
const QUESTION = onePacket(plainEnvelope(encodeCommand({ kind: 'SAY_HELLO' })), 0, crc32);

/** @throws LimberError link/port-unavailable */
export async function openLine(options: PortToOpen): Promise<SerialLine> {
  const { path, timeline } = options;
  const device = deviceNumber(path);
  const port = await openPort(options);
  const { take, ...intake } = packetIntake(options);
  const gone = goneOnce();
  let hungUp: Promise<void> | undefined;
  let silentLooks = 0;
  let looksSinceSending = 0;

  const send = (channel: Channel, bytes: Uint8Array): Promise<void> => {
    looksSinceSending = 0;
    return writeToPort(port, encodeSerialPacket(channel, bytes));
  };
  const ask = (): void => void send('command', QUESTION).catch(() => {});
  const look = (): void => {
    looksSinceSending++;
    silentLooks++;
    // A hung-up terminal may read as empty for ever, which the library does not report.
    if (deviceNumber(path) !== device) giveUp();
    else if (!intake.hasHeard() || silentLooks < LOOKS_UNTIL_ASKED) return;
    else if (silentLooks >= LOOKS_UNTIL_STUCK) giveUp();
    else if (looksSinceSending >= LOOKS_AFTER_SENDING) ask();
  };
  const cancelLooks = timeline.every(LOOK_MS, look);
  const giveUp = (): void => {
    cancelLooks();
    gone.tell();
  };
  port.once('close', giveUp);
  // A port without a consumer of its data never reports that the other end is gone.
  port.on('data', (chunk: Uint8Array) => {
    if (!gone.isTold() && take(chunk)) silentLooks = 0;
  });
  // Ends whatever the line held from before.
  writeToPort(port, SEPARATOR).catch(() => {});
  const hangUp = (): Promise<void> => {
    giveUp();
    hungUp ??= closePort(port, timeline);
    return hungUp;
  };
  return { ...intake, path, send, ask, onGone: gone.onGone, giveUp, hangUp };
}

function goneOnce(): { tell(): void; isTold(): boolean; readonly onGone: SerialLine['onGone'] } {
  let isTold = false;
  let present: () => void = () => {};
  return {
    isTold: () => isTold,
    tell: () => {
      if (isTold) return;
      isTold = true;
      present();
    },
    onGone: (listener) => {
      present = listener;
      if (isTold) queueMicrotask(() => present === listener && listener());
    },
  };
}

/** Of the device behind the path; undefined when it is gone. A band plugged in again has another one. */
const deviceNumber = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.rdev;

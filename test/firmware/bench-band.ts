import { readFile } from 'node:fs/promises';
import { type BuildOptions, bundlePath, type FirmwareRole } from '../../firmware/build/build.ts';
import { sealCommand } from '../../host/connect/command-seal.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, cutMessage, takePacket } from '../../protocol/fragment.ts';
import { CHANNELS, type Channel } from '../../protocol/link.ts';
import {
  type Acknowledgement,
  type Calibration,
  type Command,
  decodeHello,
  decodeStatusMessage,
  decodeStimulationFrame,
  encodeCommand,
  type Hello,
  type Press,
  type Status,
  type StimulationFrame,
} from '../../protocol/message.ts';
import { plainEnvelope } from '../../protocol/seal.ts';
import type { BoardName } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { type BoardPlan, createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';

import { playedAfterwards } from './on-espruino.ts';

export const LINK_KEY = Uint8Array.from({ length: 16 }, (_, i) => 7 * i + 3);
export const PRESCRIPTION_KEY = Uint8Array.from({ length: 16 }, (_, i) => 11 * i + 5);
/** What enrolment has written into a band's flash. */
export const KEY_FILES = {
  'link.key': String.fromCharCode(...LINK_KEY),
  'prescription.key': String.fromCharCode(...PRESCRIPTION_KEY),
};

/** A band on the bench: the built firmware on a simulated board, and a host that loses nothing. */
export interface BenchBand {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  readonly packets: { readonly channel: Channel; readonly bytes: Uint8Array; readonly atMs: number }[];
  readonly hellos: Hello[];
  readonly statuses: Status[];
  readonly acknowledgements: Acknowledgement[];
  readonly presses: Press[];
  /** What TELL_CALIBRATION was answered. */
  readonly calibrations: Calibration[];
  readonly frames: (StimulationFrame & { readonly atMs: number })[];
  /** Sends a command as a host would, sealed unless `plain` is asked for. @returns what went over the air. */
  command(command: Partial<Command> & Pick<Command, 'kind'>, options?: { plain?: boolean }): Uint8Array;
  /** Bytes of a sealed command, for those who record and replay. */
  seal(command: Partial<Command> & Pick<Command, 'kind'>, counter: number): Uint8Array;
  writeMessage(message: Uint8Array): void;
  frame(): StimulationFrame;
}

/** As `npm run firmware` built it: test/setup.ts sees to it that it is not older than its sources. */
export function builtBundle(role: FirmwareRole, options: BuildOptions = {}): Promise<string> {
  return readFile(bundlePath(role, options), 'utf8');
}

interface BenchPlan
  extends Partial<Pick<BoardPlan, 'imu' | 'skin' | 'batteryPercent' | 'crystalPpm' | 'imuPpm' | 'flash'>> {
  readonly role: FirmwareRole;
  readonly board: BoardName;
  readonly seed: number;
  readonly build?: BuildOptions;
}

export async function placeOnBench(plan: BenchPlan): Promise<BenchBand> {
  const bundle = await builtBundle(plan.role, plan.build);
  const clock = createVirtualClock();
  const flash = plan.flash ?? createFlash(1_000_000, KEY_FILES);
  const packets: BenchBand['packets'] = [];
  const hellos: Hello[] = [];
  const statuses: Status[] = [];
  const acknowledgements: Acknowledgement[] = [];
  const presses: Press[] = [];
  const calibrations: Calibration[] = [];
  const frames: BenchBand['frames'] = [];
  const intakes = new Map(CHANNELS.map((channel) => [channel, beginReassembly()]));
  let outgoing = 0;
  let counter = 0;

  const takeMessage = (channel: Channel, message: Uint8Array): void => {
    if (channel === 'info') {
      const hello = decodeHello(message);
      if (hello.ok) hellos.push(hello.value);
    } else if (channel === 'stim') {
      const frame = decodeStimulationFrame(message);
      if (frame.ok) frames.push({ ...frame.value, atMs: clock.nowMs() });
    } else if (channel === 'status') {
      const content = decodeStatusMessage(message);
      if (content.ok && content.value.kind === 'status') statuses.push(content.value.status);
      if (content.ok && content.value.kind === 'press') presses.push(content.value.press);
      if (content.ok && content.value.kind === 'calibration') calibrations.push(content.value.calibration);
      if (content.ok && content.value.kind === 'acknowledgement') acknowledgements.push(content.value.acknowledgement);
    }
  };
  const notify = (channel: Channel, bytes: Uint8Array): void => {
    packets.push({ channel, bytes, atMs: clock.nowMs() });
    if (channel === 'motion') return;
    const message = takePacket(intakes.get(channel)!, bytes, crc32);
    if (message) takeMessage(channel, message);
  };
  const watch = playedAfterwards();
  const board = createBoard({ ...plan, bundle, clock, flash, radio: { notify }, ...(watch && { watch }) });

  const writeMessage = (message: Uint8Array): void => {
    outgoing = cutMessage(message, board.payloadBytes, outgoing, crc32, (packet) => board.write('command', packet));
  };
  const seal = (command: Partial<Command> & Pick<Command, 'kind'>, number: number): Uint8Array => {
    const { boot, salt } = hellos.at(-1)!;
    const heardTicks = frames.at(-1)?.ticks ?? 0;
    return sealCommand(encodeCommand({ boot, heardTicks, ...command, counter: number }), number, LINK_KEY, salt);
  };
  return {
    clock,
    board,
    flash,
    packets,
    hellos,
    statuses,
    acknowledgements,
    presses,
    calibrations,
    frames,
    seal,
    writeMessage,
    command: (command, options = {}) => {
      // A restart leaves a gap behind the last number that may have been used.
      counter = Math.max(counter, frames.at(-1)?.lastCounter ?? 0) + 1;
      const isPlain = options.plain || plan.role === 'motion';
      const message = isPlain ? plainEnvelope(encodeCommand({ ...command, counter })) : seal(command, counter);
      writeMessage(message);
      return message;
    },
    frame: () => frames.at(-1)!,
  };
}

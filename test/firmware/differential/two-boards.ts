import type { FirmwareRole } from '../../../firmware/build/build.ts';
import { crc32 } from '../../../protocol/crc32.ts';
import { beginReassembly, cutMessage, takePacket } from '../../../protocol/fragment.ts';
import { CHANNELS, type Channel } from '../../../protocol/link.ts';
import { decodeHello, decodeStimulationFrame, type Hello, type StimulationFrame } from '../../../protocol/message.ts';
import type { BoardName } from '../../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../../sim/board/virtual-clock.ts';
import { type TestImu, testImu } from '../motion-bench.ts';
import { testSkin } from '../stim-bench.ts';
import { fileMeaning, notedGlobals } from './board-record.ts';
import type { FlashedBuild } from './two-builds.ts';

export class Difference extends Error {}

/** One of the two boards, with everything that can be seen of it since the last comparison. */
interface Side {
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  readonly clock: VirtualClock;
  readonly imu: TestImu;
  readonly lines: string[];
}

export interface TwoBoards {
  /** What the host knows; both bands have said the same. */
  hello(): Hello | undefined;
  frame(): StimulationFrame | undefined;
  /** What has passed, leaps included. */
  nowMs(): number;
  /** In flash. */
  files(): string[];
  /** Of the second, the release. */
  contents(): Record<string, string>;
  /** The same to both. */
  both(act: (board: SimulatedBoard, flash: SimulatedFlash) => void): void;
  send(message: Uint8Array): void;
  /** Both motion bands lie so from now on: counts of the accelerometer. */
  turn(lies: TestImu['lies']): void;
  /** @throws Difference where the two have not done the same meanwhile */
  advance(durationMs: number): void;
  /** Likewise, but the bands' own clocks leap from beat to beat: an hour takes no longer than three quarters of a minute. */
  leap(durationMs: number): void;
}

export interface BoardsPlan {
  readonly role: FirmwareRole;
  readonly board: BoardName;
  readonly seed: number;
  readonly builds: readonly [plain: FlashedBuild, release: FlashedBuild];
  readonly files?: Readonly<Record<string, string>>;
  /** False: its motion sensor does not answer. */
  readonly hasSensor?: boolean;
}

const INTAKES = CHANNELS;
/** Long spans are compared in pieces, so that a difference is found near where it began. */
const PIECE_MS = 20_000;
/** A stim band makes up for 5 s in one go. */
const LEAP_MS = 4800;
const BEAT_MS = 60;

function sideOf(plan: BoardsPlan, build: FlashedBuild, onPacket: (channel: Channel, bytes: Uint8Array) => void): Side {
  const clock = createVirtualClock();
  const flash = createFlash(1_000_000, { ...build.modules, ...plan.files });
  const lines: string[] = [];
  const imu = testImu();
  const note = (line: string): void => void lines.push(`${clock.nowMs()} ${line}`);
  const board = createBoard({
    bundle: build.code,
    board: plan.board,
    clock,
    seed: plan.seed,
    flash,
    ...(plan.role === 'stim' ? { skin: testSkin() } : {}),
    ...(plan.role === 'motion' && plan.hasSensor !== false ? { imu } : {}),
    isEffortless: true,
    watch: (_, globals) => notedGlobals(globals, note),
    radio: {
      notify: (channel, bytes) => {
        note(`heard ${channel} ${Buffer.from(bytes).toString('hex')}`);
        onPacket(channel, bytes);
      },
      vanish: () => note('vanished'),
    },
  });
  return { board, flash, clock, imu, lines };
}

/** Files that are the firmware's own are not the same. */
const meanings = ({ flash }: Side, builds: BoardsPlan['builds']): string =>
  Object.entries(flash.contents())
    .filter(([name]) => !(name in builds[0].modules))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}=${fileMeaning(name, text)}`)
    .join('\n');

function firstDifference(one: readonly string[], other: readonly string[]): string | undefined {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++) {
    if (one[i] === other[i]) continue;
    return `${one.slice(Math.max(0, i - 4), i).join('\n')}\nplain:   ${one.slice(i, i + 3).join('\n         ')}\nrelease: ${other.slice(i, i + 3).join('\n         ')}`;
  }
  return undefined;
}

function compare([plain, release]: readonly [Side, Side], builds: BoardsPlan['builds']): void {
  const told = firstDifference(plain.lines, release.lines);
  if (told)
    throw new Difference(
      `${told}\nsaid by plain: ${plain.board.console.at(-1)}, by release: ${release.board.console.at(-1)}`,
    );
  const output = (side: Side) =>
    JSON.stringify([
      side.board.currentUa(),
      side.board.output?.pulses(),
      side.board.output?.peakUa(),
      side.board.resets,
      side.board.console.length,
      side.board.isConsoleOpen(),
    ]);
  if (output(plain) !== output(release)) throw new Difference(`plain: ${output(plain)} release: ${output(release)}`);
  const files = firstDifference(meanings(plain, builds).split('\n'), meanings(release, builds).split('\n'));
  if (files) throw new Difference(`in flash: ${files}`);
  plain.lines.length = 0;
  release.lines.length = 0;
}

export function placeTwoBoards(plan: BoardsPlan): TwoBoards {
  const intakes = new Map(INTAKES.map((channel) => [channel, beginReassembly()]));
  let hello: Hello | undefined;
  let frame: StimulationFrame | undefined;
  let outgoing = 0;
  let leaptMs = 0;
  const take = (channel: Channel, bytes: Uint8Array): void => {
    if (channel === 'motion') return;
    const message = takePacket(intakes.get(channel)!, bytes, crc32);
    if (!message) return;
    const said = channel === 'info' ? decodeHello(message) : null;
    if (said?.ok) hello = said.value;
    const moved = channel === 'stim' ? decodeStimulationFrame(message) : null;
    if (moved?.ok) frame = moved.value;
  };
  const sides = [sideOf(plan, plan.builds[0], take), sideOf(plan, plan.builds[1], () => {})] as const;
  const both: TwoBoards['both'] = (act) => {
    for (const { board, flash } of sides) act(board, flash);
  };
  return {
    hello: () => hello,
    frame: () => frame,
    nowMs: () => sides[0].clock.nowMs() + leaptMs,
    files: () => sides[0].flash.list(),
    contents: () => sides[1].flash.contents(),
    both,
    turn: (lies) => {
      for (const { imu } of sides) imu.lies = lies;
    },
    leap: (durationMs) => {
      leaptMs += durationMs;
      for (let leftMs = durationMs; leftMs > 0; leftMs -= LEAP_MS) {
        for (const { board, clock } of sides) {
          board.faults.jumpClock(Math.min(LEAP_MS, leftMs) / 1000);
          clock.advanceBy(BEAT_MS);
        }
      }
      compare(sides, plan.builds);
    },
    send: (message) => {
      outgoing = cutMessage(message, sides[0].board.payloadBytes, outgoing, crc32, (packet) =>
        both((board) => board.write('command', packet)),
      );
    },
    advance: (durationMs) => {
      for (let leftMs = durationMs; leftMs > 0; leftMs -= PIECE_MS) {
        for (const { clock } of sides) clock.advanceBy(Math.min(PIECE_MS, leftMs));
        compare(sides, plan.builds);
      }
    },
  };
}

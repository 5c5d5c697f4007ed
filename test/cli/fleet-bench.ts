import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pace } from '../../host/cli/pace.ts';
import { flashBoard } from '../../host/tools/flash-boards.ts';
import type { Channel } from '../../protocol/link.ts';
import { createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { buttonPresser, UNPACKERS } from '../../sim/button-presser.ts';
import { SimulatedConsole } from '../../sim/console.ts';
import { flashedFiles } from '../../sim/flash-layout.ts';
import { seededRandom } from '../../sim/random.ts';
import { type ServedPort, servePort } from '../../sim/serve-serial.ts';
import { gelledSkin } from '../../sim/skin.ts';
import type { SimulatedDevice } from '../../sim/world.ts';

const SOCAT = '/usr/bin/socat';
const LOOK_MS = 10;
const FOUND_AGAIN_MS = 1500;

export interface PluggedPlan {
  readonly name: string;
  readonly seed: number;
  readonly role?: 'motion' | 'stim';
  /** bare: an interpreter and nothing else. silent: nothing that ever answers. */
  readonly is: 'flashed' | 'bare' | 'silent';
}

export interface PluggedBand {
  readonly name: string;
  readonly path: string;
  readonly flash: SimulatedFlash;
  readonly console: SimulatedConsole;
  /** Undefined until it runs its firmware. */
  board(): SimulatedBoard | undefined;
  /** The wearer's or the engineer's finger: how often it was on the button. */
  presses(): number;
}

/** Boards on pseudo-terminals in this process: with nothing but an interpreter, or with firmware that has no keys yet. */
export class FleetBench {
  readonly clock: VirtualClock = createVirtualClock(Date.now());
  readonly #folder: string;
  readonly #closing: (() => Promise<void>)[] = [];
  #isOver = false;

  constructor(folder: string, speed: number) {
    this.#folder = folder;
    pace(this.clock, speed, () => this.#isOver).catch((error: unknown) => {
      throw error;
    });
  }

  async plug(plan: PluggedPlan): Promise<PluggedBand> {
    const { name, seed, role = 'motion', is } = plan;
    const kind = role === 'stim' ? 'xiao' : 'puck';
    const flash = createFlash(BOARD_KINDS[kind].flashBytes, is === 'flashed' ? flashedFiles(role) : {});
    const path = join(this.#folder, name);
    let [board, presses] = [undefined as SimulatedBoard | undefined, 0];
    const start = async (): Promise<void> => {
      const press = (): void => {
        presses++;
        board?.pressButton();
      };
      const device = startDevice(this.clock, { name, seed, role, flash, press });
      board = device.board;
      const port: ServedPort = await servePort(device, this.#folder);
      this.#closing.push(port.close);
    };
    const console = new SimulatedConsole({
      environment: flashBoard(kind).environment,
      version: '2v29',
      flash,
      flashBytes: BOARD_KINDS[kind].flashBytes,
      onStart: () => void bare?.close().then(start),
      faults: { silent: is === 'silent' },
    });
    const bare = is === 'flashed' ? undefined : await serveBare(console, path);
    if (bare) this.#closing.push(bare.close);
    else await start();
    return { name, path, flash, console, board: () => board, presses: () => presses };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#closing.map((close) => close()));
  }
}

export interface DevicePlan extends Required<Pick<PluggedPlan, 'name' | 'seed' | 'role'>> {
  readonly flash: SimulatedFlash;
  readonly press: () => void;
}

export function startDevice(clock: VirtualClock, { name, seed, role, flash, press }: DevicePlan): SimulatedDevice {
  const random = seededRandom(seed);
  const air = createAir(name, clock, HOME_AIR, random.fork('air'));
  const watch = buttonPresser(clock, press, UNPACKERS);
  const radio = {
    notify: (channel: Channel, bytes: Uint8Array) => {
      air.notify(channel, bytes);
      watch(channel, bytes);
    },
    vanish: () => air.dropOut(FOUND_AGAIN_MS),
  };
  const still = { readRaw: (_: number, into: Int16Array) => void into.set([0, 0, 0, 0, 0, 8192]) };
  const parts = role === 'stim' ? { skin: gelledSkin(random.fork('skin')) } : { imu: still };
  const kind = role === 'stim' ? 'xiao' : 'puck';
  const board = createBoard({ bundle: '', board: kind, clock, seed, flash, radio, ...parts });
  air.attach(board);
  return { name, role, placement: role === 'stim' ? 'knee' : 'thigh', board, flash, air, link: air.link };
}

/** A console that hosts come to and leave. */
async function serveBare(console: SimulatedConsole, path: string): Promise<{ close: () => Promise<void> }> {
  let [closed, bridge] = [false, undefined as ChildProcess | undefined];
  const open = (): void => {
    const child = spawn(SOCAT, ['-t', '0', `pty,raw,echo=0,link=${path},wait-slave`, 'stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    bridge = child;
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk: Uint8Array) => console.receive(chunk));
    console.onOutput = (bytes) => void (child.stdin.writable && child.stdin.write(bytes));
    child.on('exit', () => !closed && open());
  };
  open();
  while (!existsSync(path)) await sleep(LOOK_MS);
  return {
    close: async () => {
      closed = true;
      if (bridge?.exitCode === null && bridge.kill()) await once(bridge, 'exit');
    },
  };
}

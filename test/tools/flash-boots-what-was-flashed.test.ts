import { afterEach, beforeAll, expect, test } from 'vitest';
import { buildPart } from '../../firmware/build/band-parts.ts';
import type { FirmwareImages, FirmwareRole } from '../../host/tools/flash-images.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { builtBundle, placeOnBench } from '../firmware/bench-band.ts';
import { type BenchPlan, closeBands, FLASH_BYTES, flashAt, PRIVATE_FILES, plugIn } from './flash-bench.ts';

afterEach(closeBands);

const parts = Promise.all([buildPart('boot'), buildPart('service'), buildPart('log')]);

/** @param suffix of loader and modules of another build */
async function imagesOf(main: string, role: FirmwareRole = 'motion', suffix = ''): Promise<FirmwareImages> {
  const [boot, service, log] = await parts;
  const modules = [
    { name: 'limber.srv', bytes: service.code + suffix },
    { name: 'limber.rec', bytes: log.code + suffix },
  ];
  return { role, development: false, version: '1.0.0', main, loader: boot.code + suffix, modules };
}

async function flashOnto(flash: SimulatedFlash, images: FirmwareImages, plan: Partial<BenchPlan> = {}): Promise<void> {
  const board = plan.board ?? 'puck';
  const { port } = await plugIn({ flash, ...plan });
  await flashAt(port, { device: board, role: images.role, images: () => images });
}

test.each([
  ['motion', 'puck', 'pty'],
  ['motion', 'xiao', 'tcp'],
  ['stim', 'xiao', 'pty'],
] as const)('a %s band on a %s, flashed over a %s, says hello from its flash', async (role, board, on) => {
  const flash = createFlash(FLASH_BYTES[board]);
  await flashOnto(flash, await imagesOf(await builtBundle(role), role), { board, on });
  const band = await placeOnBench({ role, board, seed: 3, flash });
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(1000);
  expect(flash.list()).toContain('.bootcde');
  expect(band.hellos.at(-1)).toMatchObject({ role: role === 'stim' ? 'ROLE_STIM' : 'ROLE_MOTION', board });
});

/** Easily told apart, and short enough that a Puck.js has room for two of everything. */
const named = (name: string, words = 600): string =>
  `globalThis.runs='${name}';//limber.boot ${'limber '.repeat(words)}`;
/** As long as a real one: there is not. */
const LONG_WORDS = 1100;

interface Started {
  readonly board: SimulatedBoard;
  readonly runs: unknown;
}

function start(flash: SimulatedFlash): Started {
  flash.powerUp();
  const clock = createVirtualClock();
  const board = createBoard({ bundle: '', board: 'puck', clock, seed: 1, flash, radio: { notify: () => {} } });
  clock.advanceBy(3000);
  return { board, runs: board.evaluate('globalThis.runs') };
}

async function flashedBand(main: string, suffix = ''): Promise<SimulatedFlash> {
  const flash = createFlash(FLASH_BYTES.puck, PRIVATE_FILES);
  await flashOnto(flash, await imagesOf(main, 'motion', suffix));
  return flash;
}

/** What a band holds before it is flashed again, and how long its firmware is. */
interface Held {
  readonly flash: SimulatedFlash;
  readonly words?: number;
}

let before: Held;
let beforeOfOtherBuild: Held;
let beforeWithoutRoom: Held;

// Ahead of all tests: each of them closes every console behind it.
beforeAll(async () => {
  const older = '/* of an older build */';
  const [plain, ofOtherBuild, withoutRoom] = await Promise.all([
    flashedBand(named('old')),
    flashedBand(named('old'), older),
    flashedBand(named('old', LONG_WORDS), older),
  ]);
  before = { flash: plain };
  beforeOfOtherBuild = { flash: ofOtherBuild };
  beforeWithoutRoom = { flash: withoutRoom, words: LONG_WORDS };
  await closeBands();
});

/** Power goes in the middle of the write that is `fromEnd` before the last. @returns what the band holds then */
async function cutPower(held: Held, fromEnd: number, share: number): Promise<SimulatedFlash> {
  const writes = await writesOfAFlash(held);
  const flash = createFlash(FLASH_BYTES.puck, held.flash.contents());
  const bench = await plugIn({ flash });
  flash.cutPower(writes - 1 - fromEnd, share, () => bench.console.unplug());
  const images = await imagesOf(named('new', held.words));
  await expect(flashAt(bench.port, { images: () => images })).rejects.toMatchObject({ code: 'tool/flash-interrupted' });
  return flash;
}

const counted = new Map<Held, Promise<number>>();

function writesOfAFlash(held: Held): Promise<number> {
  const found = counted.get(held) ?? countWrites(held);
  counted.set(held, found);
  return found;
}

async function countWrites(held: Held): Promise<number> {
  const flash = createFlash(FLASH_BYTES.puck, held.flash.contents());
  let writes = 0;
  const write: SimulatedFlash['write'] = (...given) => {
    writes++;
    return flash.write(...given);
  };
  await flashOnto({ ...flash, write }, await imagesOf(named('new', held.words)));
  expect(start(flash).runs).toBe('new');
  return writes;
}

/** Each of so many writes is cut; some at a time, for a flash waits for its console more than it works. */
async function atEachOf(writes: number, cut: (fromEnd: number) => Promise<void>): Promise<void> {
  const left = Array.from({ length: writes }, (_, fromEnd) => fromEnd);
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await cut(next);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}

const AT_A_TIME = 8;
const SHARES = [-1, 0, 0.5, 1];

test.each(SHARES)(
  'power that goes in any write of an update, %s of its bytes written, leaves a firmware that starts',
  async (share) => {
    await atEachOf(await writesOfAFlash(before), async (fromEnd) => {
      const flash = await cutPower(before, fromEnd, share);
      expect(['old', 'new']).toContain(start(flash).runs);
      expect(flash.contents()).toMatchObject(PRIVATE_FILES);
    });
  },
);

async function cutPowerAndMend(held: Held, fromEnd: number, share: number): Promise<void> {
  const flash = await cutPower(held, fromEnd, share);
  const { board, runs } = start(flash);
  const isMendable = runs === 'old' || runs === 'new' || board.isConsoleOpen();
  expect(isMendable, `${fromEnd} writes before the last`).toBe(true);
  await flashOnto(flash, await imagesOf(named('new', held.words)));
  expect(start(flash).runs).toBe('new');
  expect(flash.contents()).toMatchObject(PRIVATE_FILES);
}

/** Modules and loader in pieces of 1024 bytes, the slot record: all that the band writes when it changes over. */
const SWITCH_WRITES = 12;

test.each([-1, 0.5])(
  'power that goes while loader and modules are replaced, %s of the bytes written, leaves a firmware or an open console, and the same command mends it',
  async (share) => {
    await writesOfAFlash(beforeOfOtherBuild);
    await atEachOf(SWITCH_WRITES, (fromEnd) => cutPowerAndMend(beforeOfOtherBuild, fromEnd, share));
  },
  180_000,
);

test('a Puck.js that has no room for two of each is flashed all the same, whenever power goes, and nothing of its owner is lost', async () => {
  const writes = await writesOfAFlash(beforeWithoutRoom);
  await atEachOf(writes, (fromEnd) => cutPowerAndMend(beforeWithoutRoom, fromEnd, 0.5));
}, 180_000);

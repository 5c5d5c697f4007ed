import { buildPart } from '../../firmware/build/band-parts.ts';
import { connectDevice, type DeviceConnection } from '../../host/connect/device-connection.ts';
import type { LoggedBlock } from '../../host/connect/log-frames.ts';
import { type LogProgress, type LogReading, readLog } from '../../host/connect/log-reading.ts';
import { type Air, createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS, type BoardName } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import type { ImuSource } from '../../sim/board/lsm6ds3-model.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { passUntil } from '../virtual-time.ts';
import { builtBundle } from './bench-band.ts';

const LOG_FILE = 'limber.rec';

let part: Promise<string> | undefined;

/** Built once for each test file. @throws when the syntax gate finds anything */
export function logPart(): Promise<string> {
  part ??= buildPart('log').then(({ code, findings }) => {
    if (findings.length > 0) throw new Error(findings.map(({ construct }) => construct).join(', '));
    return code;
  });
  return part;
}

/** A leg that swings, with the noise of a sensor; remembers every sample it gave: for one without a gyroscope, as frames have it. */
export function swingingLeg(seed: number, hasGyroscope = true): ImuSource & { readonly given: Int16Array[] } {
  const random = seededRandom(seed);
  const given: Int16Array[] = [];
  return {
    given,
    readRaw: (tS, into) => {
      const swing = 2 * Math.PI * 0.5 * tS;
      for (let axis = 0; axis < 6; axis++) {
        const size = axis < 3 ? 3000 : 4000;
        into[axis] = axis < 3 && !hasGyroscope ? 0 : size * Math.sin(swing + axis) + random.uniform(-8, 8);
      }
      given.push(into.slice());
    },
  };
}

export interface LoggingBand {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  readonly air: Air;
  readonly connection: DeviceConnection;
  readonly given: readonly Int16Array[];
  /** A press begins a recording without a host. */
  recordFor(durationMs: number): void;
  /** Somebody is there from now on. */
  arrive(): void;
  read(options?: LogReading): Promise<{ readonly blocks: LoggedBlock[]; readonly end: LogProgress }>;
}

interface LogPlan {
  readonly board?: BoardName;
  readonly seed: number;
  readonly flash?: SimulatedFlash;
  readonly lossShare?: number;
  readonly imu?: ImuSource & { readonly given: Int16Array[] };
}

/** A motion band with its log, and the air between it and a host that comes when it likes. */
export async function placeLogging(plan: LogPlan): Promise<LoggingBand> {
  const { board: kind = 'puck', seed, lossShare = 0, imu = swingingLeg(seed) } = plan;
  const flash = plan.flash ?? createFlash(BOARD_KINDS[kind].flashBytes);
  flash.put(LOG_FILE, await logPart());
  const bundle = await builtBundle('motion');
  const clock = createVirtualClock();
  const air = createAir('band', clock, { ...HOME_AIR, lossShare }, seededRandom(seed));
  const board = createBoard({ bundle, board: kind, clock, seed, flash, imu, radio: { notify: air.notify } });
  const connection = connectDevice(air.link);
  clock.advanceTo(1000);
  return {
    clock,
    board,
    flash,
    air,
    connection,
    given: imu.given,
    recordFor: (durationMs) => {
      board.pressButton();
      clock.advanceBy(durationMs);
    },
    arrive: () => {
      air.attach(board);
      clock.advanceBy(5000);
    },
    read: async (options) => passUntil(clock, drain(readLog(connection, clock, options))),
  };
}

async function drain(
  log: AsyncGenerator<LoggedBlock, LogProgress>,
): Promise<{ blocks: LoggedBlock[]; end: LogProgress }> {
  const blocks: LoggedBlock[] = [];
  for (;;) {
    const step = await log.next();
    if (step.done) return { blocks, end: step.value };
    blocks.push(step.value);
  }
}

/** All values of the blocks in one row. */
export const valuesOf = (blocks: readonly LoggedBlock[]): number[] =>
  blocks.flatMap(({ frames }) => frames.flatMap(({ samplesRaw }) => [...samplesRaw]));

/** The values that a sensor gave, from the one that `values` begins with. @throws where they are none of it */
export function givenFrom(given: readonly Int16Array[], values: readonly number[]): number[] {
  const all = given.flatMap((sample) => [...sample]);
  for (let at = 0; at + values.length <= all.length; at += 6)
    if (values.slice(0, 60).every((value, i) => all[at + i] === value)) return all.slice(at, at + values.length);
  throw new Error('no such samples were taken');
}

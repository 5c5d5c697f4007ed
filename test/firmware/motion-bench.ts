import { decodeMotionFrame, type MotionFrame } from '../../protocol/motion-frame.ts';
import type { BoardName } from '../../sim/board/board-kinds.ts';
import type { ImuSource } from '../../sim/board/lsm6ds3-model.ts';
import { SEED } from '../seeded.ts';
import { type BenchBand, placeOnBench } from './bench-band.ts';

/** Greeted and streaming for a second. */
const CONNECT_MS = 1000;

/** A sensor that somebody lets lie, or turns. It numbers its samples in the first axis of the gyroscope. */
export interface TestImu extends ImuSource {
  readonly takenMs: number[];
  /** Counts of the accelerometer. */
  lies: [number, number, number];
  accelerometerFirst?: boolean;
}

export function testImu(): TestImu {
  const imu: TestImu = {
    takenMs: [],
    lies: [0, 0, 8192],
    readRaw: (tS, into) => {
      into.set([imu.takenMs.length & 0x7fff, -2, 300, ...imu.lies]);
      imu.takenMs.push(tS * 1000);
    },
  };
  return imu;
}

export function framesOf(band: BenchBand): (MotionFrame & { atMs: number })[] {
  return band.packets.flatMap(({ channel, bytes, atMs }) => {
    if (channel !== 'motion') return [];
    const frame = decodeMotionFrame(bytes);
    if (!frame.ok) throw new Error(frame.reason);
    return [{ ...frame.value, atMs }];
  });
}

export interface MotionBench extends BenchBand {
  readonly imu: TestImu;
}

type Plan = Partial<Omit<Parameters<typeof placeOnBench>[0], 'role' | 'imu'>>;

/** Switched on, nobody there. */
export async function motionBand(board: BoardName, plan: Plan = {}): Promise<MotionBench> {
  const imu = testImu();
  const band = await placeOnBench({ seed: SEED, ...plan, role: 'motion', board, imu });
  band.clock.advanceTo(1000);
  return { ...band, imu };
}

export function connect(band: BenchBand): void {
  band.board.connect();
  band.clock.advanceBy(CONNECT_MS);
}

export async function connectedBand(board: BoardName, plan: Plan = {}): Promise<MotionBench> {
  const band = await motionBand(board, plan);
  connect(band);
  return band;
}

/** The answer to a command: RESULT and reason. */
export function answerTo(band: BenchBand, command: Parameters<BenchBand['command']>[0]): string {
  const before = band.acknowledgements.length;
  band.command(command);
  band.clock.advanceBy(600);
  const answer = band.acknowledgements[before];
  return answer ? `${answer.result} ${answer.reason}`.trim() : 'none';
}

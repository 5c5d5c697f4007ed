import type { PrescriptionDocument } from '../../host/stim/prescription/prescription.ts';
import type { Link } from '../../protocol/link.ts';
import { SIMULATED_LINK_KEY, SIMULATED_PRESCRIPTION_KEY } from '../../protocol/simulation.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { type AirPlan, createAir, HOME_AIR } from '../../sim/air.ts';
import { createFlash } from '../../sim/board/flash.ts';
import type { ImuSource } from '../../sim/board/lsm6ds3-model.ts';
import { createBoard } from '../../sim/board/simulated-board.ts';
import { readFirmwareBundle } from '../../sim/firmware-bundle.ts';
import type { Random } from '../../sim/random.ts';

export interface StackPlan {
  readonly seed: number;
  readonly fault: string;
  /** Differs from the demonstration's; `wallMs` is the moment at which the run begins. */
  readonly prescribe?: (wallMs: number) => Partial<PrescriptionDocument>;
  /** What is done to the firmware before it is flashed. */
  readonly flashes?: (bundle: string) => string;
  /** A motion band on the thigh, too. */
  readonly wearsThigh?: boolean;
  /** Whether the host's home is one of simulated bands; it is, where nothing is said. */
  readonly simulatedHome?: boolean;
}

/** What a band was enrolled with. */
export const BAND_KEYS = {
  'link.key': String.fromCharCode(...SIMULATED_LINK_KEY),
  'prescription.key': String.fromCharCode(...SIMULATED_PRESCRIPTION_KEY),
};

const PUCK_FLASH_BYTES = 40_000;

/** The air of a seed: from a quiet room to a busy one. */
export function drawAir(random: Random): AirPlan {
  const lossShare = random.uniform(0, 0.01);
  const highMs = random.uniform(2, 20);
  const connectionIntervalMs = [15, 20, 30][Math.floor(random.uniform(0, 3))]!;
  const connectMs = random.uniform(600, 1500);
  return { ...HOME_AIR, connectionIntervalMs, lossShare, hostDelayMs: { low: 0.5, high: highMs }, connectMs };
}

/** A motion band that feels this. */
export function thighBand(imu: ImuSource, clock: Timeline, random: Random): Link {
  const air = createAir('sim-motion-thigh', clock, HOME_AIR, random.fork('air'));
  const board = createBoard({
    bundle: readFirmwareBundle('motion'),
    board: 'puck',
    clock,
    seed: Math.floor(random.fork('board').next() * 2 ** 31),
    flash: createFlash(PUCK_FLASH_BYTES),
    imu,
    radio: { notify: air.notify },
  });
  air.attach(board);
  return air.link;
}

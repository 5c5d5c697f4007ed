import type { Channel, Link } from '../protocol/link.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../protocol/motion-configuration.ts';
import type { Placement } from '../protocol/placement.ts';
import { SIMULATED_LINK_KEY, SIMULATED_PRESCRIPTION_KEY } from '../protocol/simulation.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { type Air, type AirPlan, createAir, HOME_AIR } from './air.ts';
import { BOARD_KINDS, type BoardName } from './board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from './board/flash.ts';
import { type BoardPlan, createBoard, type SimulatedBoard } from './board/simulated-board.ts';
import { drawImuErrors, strappedImu } from './body/imu.ts';
import { type LegSegment, sittingLeg } from './body/leg.ts';
import type { Movement } from './body/movement.ts';
import { buttonPresser, UNPACKERS, WEARERS } from './button-presser.ts';
import { type BundleRole, readBuiltFile, readFirmwareBundle } from './firmware-bundle.ts';
import { flashedFiles } from './flash-layout.ts';
import { DEMONSTRATION_SCRIPT, scriptedMovement } from './patient.ts';
import { type Random, seededRandom } from './random.ts';
import { gelledSkin } from './skin.ts';

/** A simulated band: the built firmware on a fake board, behind its own piece of air. */
export interface SimulatedDevice {
  readonly name: string;
  readonly role: BundleRole;
  readonly placement: Placement | 'knee';
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  readonly air: Air;
  readonly link: Link;
}

/** A simulated patient who sits, wearing bands on thigh and shank and pads beside the knee. */
export interface SimulatedWorld {
  readonly devices: readonly SimulatedDevice[];
  /** The truth. */
  readonly movement: Movement;
}

export interface WorldPlan {
  readonly clock: Timeline;
  readonly seed: number;
  readonly movement?: Movement;
  readonly air?: AirPlan;
  /** Leaves the stim band in its drawer. */
  readonly motionOnly?: boolean;
  /** The bands have no keys yet: they are to be enrolled. */
  readonly fresh?: boolean;
  /** Bands start from their flash, as after a cable, and can be updated: loader, service and two slots. */
  readonly flashed?: boolean;
}

/** Enrolled with the keys that are no secret. */
const MOTION_KEYS = { 'link.key': String.fromCharCode(...SIMULATED_LINK_KEY) };
const STIM_KEYS = { ...MOTION_KEYS, 'prescription.key': String.fromCharCode(...SIMULATED_PRESCRIPTION_KEY) };
/** A band that has started anew is found again. */
const FOUND_AGAIN_MS = 1500;

export function createWorld(plan: WorldPlan): SimulatedWorld {
  const random = seededRandom(plan.seed);
  const movement = plan.movement ?? scriptedMovement(DEMONSTRATION_SCRIPT, random.fork('script'));
  const leg = sittingLeg(movement, random.fork('leg'));
  const beganMs = plan.clock.nowMs();
  const motionBand = (placement: LegSegment): SimulatedDevice => {
    const own = random.fork(placement);
    const errors = drawImuErrors(own.fork('errors'));
    const imu = strappedImu((tS) => leg.pose(placement, tS), DEFAULT_MOTION_CONFIGURATION, errors, own.fork('noise'));
    const felt = { readRaw: (tS: number, into: Int16Array) => imu.readRaw(tS - beganMs / 1000, into) };
    return placeDevice(plan, { role: 'motion', placement, board: 'puck', random: own, parts: { imu: felt } });
  };
  const bands = [motionBand('thigh'), motionBand('shank')];
  if (plan.motionOnly) return { devices: bands, movement };
  const skin = gelledSkin(random.fork('skin'));
  const stim = placeDevice(plan, {
    role: 'stim',
    placement: 'knee',
    board: 'xiao',
    random: random.fork('stim'),
    parts: { skin },
  });
  return { devices: [...bands, stim], movement };
}

export interface DevicePlan {
  readonly role: BundleRole;
  readonly placement: SimulatedDevice['placement'];
  readonly board: BoardName;
  readonly random: Random;
  /** What the board is wired to. */
  readonly parts: Pick<BoardPlan, 'imu' | 'skin'>;
}

/** One band of a world, switched on. */
export function placeDevice(
  { clock, air: airPlan = HOME_AIR, fresh, flashed }: Pick<WorldPlan, 'clock' | 'air' | 'fresh' | 'flashed'>,
  { role, placement, board: kind, random, parts }: DevicePlan,
): SimulatedDevice {
  const name = `sim-${role}-${placement}`;
  const air = createAir(name, clock, airPlan, random.fork('air'));
  const seed = Math.floor(random.fork('board').next() * 2 ** 31);
  const keys = role === 'stim' ? STIM_KEYS : MOTION_KEYS;
  const log = role === 'motion' ? { 'limber.rec': readBuiltFile('log.js') } : {};
  const stored = { ...(fresh ? {} : keys), ...log, ...(flashed ? flashedFiles(role) : {}) };
  const watch = buttonPresser(clock, () => board.pressButton(), fresh ? UNPACKERS : WEARERS);
  const radio = {
    notify: (channel: Channel, bytes: Uint8Array) => {
      air.notify(channel, bytes);
      watch(channel, bytes);
    },
    vanish: () => air.dropOut(FOUND_AGAIN_MS),
  };
  const flash = createFlash(BOARD_KINDS[kind].flashBytes, stored);
  const board = createBoard({ bundle: readFirmwareBundle(role), board: kind, clock, seed, flash, radio, ...parts });
  air.attach(board);
  return { name, role, placement, board, flash, air, link: air.link };
}

import { DEFAULT_MOTION_CONFIGURATION } from '../protocol/motion-configuration.ts';
import { PLACEMENTS } from '../protocol/placement.ts';
import { drawUncalibratedErrors, type ImuErrors, strappedImu } from './body/imu.ts';
import { type HandPlan, type TurningHand, turningHand } from './body/turning-hand.ts';
import { seededRandom } from './random.ts';
import { placeDevice, type SimulatedDevice, type WorldPlan } from './world.ts';

/** Bands as they come from the factory, side by side in a holder that a hand turns. */
export interface Holder {
  readonly devices: readonly SimulatedDevice[];
  readonly hand: TurningHand;
  /** The truth, of each device. */
  readonly errors: readonly ImuErrors[];
}

export interface HolderPlan extends Pick<WorldPlan, 'clock' | 'seed' | 'air' | 'fresh' | 'flashed'> {
  readonly bands: number;
  readonly hand?: Omit<HandPlan, 'random'>;
}

export const BANDS_MOST = PLACEMENTS.length;

export function createHolder(plan: HolderPlan): Holder {
  const random = seededRandom(plan.seed);
  const hand = turningHand({ ...plan.hand, random: random.fork('hand') });
  const beganS = plan.clock.nowMs() / 1000;
  const bands = Array.from({ length: plan.bands }, (_, i) => {
    const own = random.fork(`band ${i}`);
    const errors = drawUncalibratedErrors(own.fork('errors'));
    const imu = strappedImu((tS) => hand.pose(tS), DEFAULT_MOTION_CONFIGURATION, errors, own.fork('noise'));
    const felt = { readRaw: (tS: number, into: Int16Array) => imu.readRaw(tS - beganS, into) };
    const placement = PLACEMENTS[i % PLACEMENTS.length]!;
    const device = placeDevice(plan, { role: 'motion', placement, board: 'puck', random: own, parts: { imu: felt } });
    return { device, errors };
  });
  return { hand, devices: bands.map(({ device }) => device), errors: bands.map(({ errors }) => errors) };
}

import type { SampleBlock } from '../samples.ts';
import { carve } from '../slab.ts';

/**
 * Gyroscopes are read at instants, orientation is what they turn in between: taking the latest rate for the whole step
 * puts a movement of 3 rad/s half a sample, 2 degrees at 40 Hz, ahead of itself. The rate of a step is therefore the
 * mean of both ends, with the first correction for an axis that turns while it does (Bortz, IEEE Trans. AES 7, 1971).
 */
export interface MeanRateState {
  /** x y z of the sample before, rad/s. */
  readonly before: Float64Array;
  lastMs: number;
}

/** After a longer step the sample before says nothing about the rate. */
const LONGEST_STEP_MS = 500;
/** Rates that change linearly over a step of T turn by their mean and T / 12 times their cross product. */
const CONING = 1 / 12;

export const initialMeanRate = (): MeanRateState => ({ before: new Float64Array(3), lastMs: Number.NaN });

/** The block with rates that hold for the step that ends at each sample. The state is moved on in place. */
export function stepMeanRate(state: MeanRateState, block: SampleBlock): [MeanRateState, SampleBlock] {
  const { count, tMs, gyroRadS: gyro } = block;
  const { before } = state;
  const mean = carve(3 * count);
  for (let n = 0, i = 0; n < count; n++, i += 3) {
    const elapsedMs = tMs[n]! - state.lastMs;
    state.lastMs = tMs[n]!;
    const [x, y, z] = [gyro[i]!, gyro[i + 1]!, gyro[i + 2]!];
    const isStep = elapsedMs <= LONGEST_STEP_MS;
    const [px, py, pz] = isStep ? [before[0]!, before[1]!, before[2]!] : [x, y, z];
    const share = isStep ? (CONING * elapsedMs) / 1000 : 0;
    mean[i] = (px + x) / 2 + share * (py * z - pz * y);
    mean[i + 1] = (py + y) / 2 + share * (pz * x - px * z);
    mean[i + 2] = (pz + z) / 2 + share * (px * y - py * x);
    before[0] = x;
    before[1] = y;
    before[2] = z;
  }
  return [state, { ...block, gyroRadS: mean }];
}

import { initialOrientation, type OrientationState, orient } from '../orientation/orientation.ts';
import type { SampleBlock } from '../samples.ts';
import { initialMeanRate, type MeanRateState, stepMeanRate } from './mean-rate.ts';
import { type OrientedPairs, stepOrientedPair } from './oriented-pair.ts';
import { appendRows, initialQueue, type RowQueue } from './row-queue.ts';

/** Two bands beside a joint, 0 nearer to the trunk: from samples to orientations at common times. */
export interface BandPair {
  readonly rates: readonly [MeanRateState, MeanRateState];
  readonly orientations: readonly [OrientationState, OrientationState];
  readonly queues: readonly [RowQueue, RowQueue];
}

/** @param ratesHz nominal sampling rates; they may differ */
export function initialBandPair(ratesHz: readonly [number, number]): BandPair {
  return {
    rates: [initialMeanRate(), initialMeanRate()],
    orientations: [initialOrientation(ratesHz[0]), initialOrientation(ratesHz[1])],
    queues: [initialQueue(), initialQueue()],
  };
}

/** A block of either band, in order of time; out come the pairs it completes. The state is moved on in place. */
export function stepBandPair(state: BandPair, side: 0 | 1, block: SampleBlock): [BandPair, OrientedPairs] {
  const [, levelled] = stepMeanRate(state.rates[side], block);
  const queue = state.queues[side];
  const at = appendRows(queue, block.count);
  orient(state.orientations[side], levelled, queue.rows, at);
  return [state, stepOrientedPair(state.queues[0], state.queues[1])];
}

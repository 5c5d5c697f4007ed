import type { SampleBlock } from '../samples.ts';
import { partOf } from './block-part.ts';
import { type CalibrationTuning, initialCalibrated, LIMBER, stepCalibrated } from './calibrated-orientation.ts';
import { bridgeGaps } from './gap-bridging.ts';
import { orientOffline } from './offline-orientation.ts';

export interface RecordedChoice {
  /** Whether samples after a moment may be used for it. */
  readonly isOffline?: boolean;
  readonly tuning?: CalibrationTuning;
  /** Called with how many of all samples are done. */
  readonly onProgress?: (done: number, of: number) => void;
}

const PART = 1024;

/**
 * Orientation of a whole recording of one sensor, gaps bridged.
 * @param block all samples, at any rate above 1 Hz; with a magnetometer the quaternions have north
 * @param rateHz the usual rate
 * @returns quaternions w x y z, sensor to earth (z up; with north: x east, y north), 4 for each sample given
 */
export function orientRecorded(block: SampleBlock, rateHz: number, choice: RecordedChoice = {}): Float64Array {
  const { isOffline = false, tuning = LIMBER, onProgress = () => {} } = choice;
  const bridged = bridgeGaps(block, 1000 / rateHz);
  const all = isOffline
    ? orientOffline(bridged.block, rateHz, tuning)
    : orientCausally(bridged.block, rateHz, tuning, onProgress);
  onProgress(block.count, block.count);
  const quaternions = new Float64Array(4 * block.count);
  bridged.places.forEach((place, i) => {
    quaternions.set(all.subarray(4 * place, 4 * place + 4), 4 * i);
  });
  return quaternions;
}

function orientCausally(
  block: SampleBlock,
  rateHz: number,
  tuning: CalibrationTuning,
  onProgress: (done: number, of: number) => void,
): Float64Array {
  const quaternions = new Float64Array(4 * block.count);
  let state = initialCalibrated(rateHz, tuning);
  for (let from = 0; from < block.count; from += PART) {
    onProgress(from, block.count);
    const [next, part] = stepCalibrated(state, partOf(block, from, Math.min(block.count, from + PART)));
    state = next;
    quaternions.set(part, 4 * from);
  }
  return quaternions;
}

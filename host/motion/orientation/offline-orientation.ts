import type { SampleBlock } from '../samples.ts';
import { smoothBias } from './bias-smoothing.ts';
import { partOf } from './block-part.ts';
import { type CalibrationTuning, initialCalibrated, stepCalibrated } from './calibrated-orientation.ts';
import { writeTurned } from './heading.ts';
import { headingsBothWays, withoutMagnet } from './offline-heading.ts';
import { inclineOffline } from './offline-inclination.ts';

const PART = 256;

/**
 * Orientation of a stored session, for which the samples after a moment are known too: the offline variant of VQF (Laidig &
 * Seel 2023) on samples that were freed from what a first run learned about the gyroscope's gains, and from a magnet that
 * was carried along. The bias is weighted from both directions of time, filters have no delay, the heading is drawn to
 * north from both sides.
 * @returns quaternions w x y z, sensor to earth, 4 a sample: with north where the block has a magnetometer
 */
export function orientOffline(block: SampleBlock, rateHz: number, tuning: CalibrationTuning): Float64Array {
  const corrected = tuning.gainSigma > 0 ? withoutGainErrors(block, rateHz, tuning) : block;
  const quaternions = inclineOffline(corrected, smoothBias(corrected, rateHz), rateHz);
  const { tMs, gyroRadS, magUt } = corrected;
  if (!magUt) return quaternions;
  const inclined = { tMs, quaternions, gyroRadS, magUt, rateHz };
  const clean = tuning.findsMagnet ? { ...inclined, magUt: withoutMagnet(inclined) } : inclined;
  const headings = headingsBothWays(clean, tuning.offlineTauS);
  for (let i = 0; i < block.count; i++) writeTurned(quaternions, 4 * i, headings[i]!, quaternions, 4 * i);
  return quaternions;
}

function withoutGainErrors(block: SampleBlock, rateHz: number, tuning: CalibrationTuning): SampleBlock {
  const { magUt: _unused, ...withoutField } = block;
  let state = initialCalibrated(rateHz, tuning);
  for (let from = 0; from < block.count; from += PART)
    state = stepCalibrated(state, partOf(withoutField, from, Math.min(block.count, from + PART)))[0];
  return { ...block, gyroRadS: block.gyroRadS.map((rate, i) => rate * (1 + state.gains[i % 3]!)) };
}

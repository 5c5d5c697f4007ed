import { decodeCalibration, type StoredCalibration } from '../../protocol/calibration.ts';
import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import type { SampleBlock } from '../motion/samples.ts';

const [INT16_MIN, INT16_MAX] = [-32768, 32767];

/**
 * What intake takes from counts at factory scale: rate = gyro - bias, force = matrix (acc - offset). A part that was not
 * calibrated stays as it is. Same numbers, same order: the same bits, live and from the records.
 */
export interface Correction {
  /** Bias of gyro x y z (rad/s), offset of acc x y z (m/s^2), matrix xx xy xz yy yz zz. */
  readonly values: Float64Array;
}

/** Undefined where a calibration says nothing about single samples (an axis alone). */
export function correctionOf({ gyro, accelerometer }: StoredCalibration): Correction | undefined {
  if (!gyro && !accelerometer) return undefined;
  const bias = gyro?.biasRadS ?? [0, 0, 0];
  const offset = accelerometer?.offsetMs2 ?? [0, 0, 0];
  const matrix = accelerometer?.matrix ?? [1, 0, 0, 1, 0, 1];
  return { values: Float64Array.of(...bias, ...offset, ...matrix) };
}

/** From the bytes that a session keeps; undefined for bytes nobody can read, as live. */
export function correctionFromBytes(bytes: Uint8Array): Correction | undefined {
  const found = decodeCalibration(bytes);
  return found.ok ? correctionOf(found.value) : undefined;
}

const isAtEnd = (counts: number): boolean => counts === INT16_MAX || counts === INT16_MIN;

/**
 * Corrects the samples of a block from `from` on, in place, with no allocation. An axis at the end of its range says "at
 * least": it stays as it is, so that whoever looks for saturation sees the same value again and again.
 * @param raw the counts of these samples, gx gy gz ax ay az
 */
export function correct(
  { values }: Correction,
  { gyroRadS, accMs2, count }: SampleBlock,
  from: number,
  raw: Int16Array,
): void {
  const gx = values[0]!;
  const gy = values[1]!;
  const gz = values[2]!;
  const ax = values[3]!;
  const ay = values[4]!;
  const az = values[5]!;
  const xx = values[6]!;
  const xy = values[7]!;
  const xz = values[8]!;
  const yy = values[9]!;
  const yz = values[10]!;
  const zz = values[11]!;
  for (let at = 3 * from, of = 3; at < 3 * count; at += 3, of += AXES_PER_SAMPLE) {
    gyroRadS[at]! -= gx;
    gyroRadS[at + 1]! -= gy;
    gyroRadS[at + 2]! -= gz;
    const x = accMs2[at]! - ax;
    const y = accMs2[at + 1]! - ay;
    const z = accMs2[at + 2]! - az;
    if (!isAtEnd(raw[of]!)) accMs2[at] = xx * x + xy * y + xz * z;
    if (!isAtEnd(raw[of + 1]!)) accMs2[at + 1] = xy * x + yy * y + yz * z;
    if (!isAtEnd(raw[of + 2]!)) accMs2[at + 2] = xz * x + yz * y + zz * z;
  }
}

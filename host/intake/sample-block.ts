import type { MotionConfiguration } from '../../protocol/motion-configuration.ts';
import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import type { SampleBlock } from '../motion/samples.ts';
import { type Correction, correct } from './calibration.ts';

/** The last sample handed on, from which a gap is filled: gx, gy, gz, ax, ay, az in SI units. */
export interface LastSample {
  tMs: number;
  readonly values: Float64Array;
}

export const noSample = (): LastSample => ({
  tMs: Number.NEGATIVE_INFINITY,
  values: new Float64Array(AXES_PER_SAMPLE),
});

/**
 * Sample times are whole microseconds, as finely as bands tell them: so a time that was stored or written as a decimal
 * number comes back as the very same one, and with it everything computed from it.
 */
export const wholeMicroseconds = (tMs: number): number => Math.round(tMs * 1000) / 1000;

/** Puts counts into a block behind its first `from` samples, as the band's calibration corrects them. */
export function putCounts(
  block: SampleBlock,
  from: number,
  raw: Int16Array,
  configuration: MotionConfiguration,
  correction?: Correction,
): void {
  const { gyroRadSPerRaw, accMs2PerRaw } = configuration;
  const { gyroRadS, accMs2, count } = block;
  for (let to = 3 * from, at = 0; to < 3 * count; to += 3, at += AXES_PER_SAMPLE) {
    gyroRadS[to] = raw[at]! * gyroRadSPerRaw;
    gyroRadS[to + 1] = raw[at + 1]! * gyroRadSPerRaw;
    gyroRadS[to + 2] = raw[at + 2]! * gyroRadSPerRaw;
    accMs2[to] = raw[at + 3]! * accMs2PerRaw;
    accMs2[to + 1] = raw[at + 4]! * accMs2PerRaw;
    accMs2[to + 2] = raw[at + 5]! * accMs2PerRaw;
  }
  if (correction) correct(correction, block, from, raw);
}

/** Draws a straight line from the last sample over the first `filled` of a block to the one behind them. */
export function interpolate(last: LastSample, block: SampleBlock, filled: number): void {
  const { tMs, gyroRadS, accMs2 } = block;
  const toMs = tMs[filled]!;
  for (let i = 0; i < filled; i++) {
    const share = (i + 1) / (filled + 1);
    tMs[i] = wholeMicroseconds(last.tMs + share * (toMs - last.tMs));
    for (let axis = 0; axis < 3; axis++) {
      const gyro = last.values[axis]!;
      const acc = last.values[3 + axis]!;
      gyroRadS[3 * i + axis] = gyro + share * (gyroRadS[3 * filled + axis]! - gyro);
      accMs2[3 * i + axis] = acc + share * (accMs2[3 * filled + axis]! - acc);
    }
  }
}

export function remember(last: LastSample, { count, tMs, gyroRadS, accMs2 }: SampleBlock): void {
  const at = 3 * (count - 1);
  last.tMs = tMs[count - 1]!;
  for (let axis = 0; axis < 3; axis++) {
    last.values[axis] = gyroRadS[at + axis]!;
    last.values[3 + axis] = accMs2[at + axis]!;
  }
}

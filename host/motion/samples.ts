import type { Placement } from '../../protocol/placement.ts';

/**
 * A batch of samples of one motion band on the session's clock: what intake hands to motion. Whoever receives a block
 * may keep it: nobody writes to it again.
 */
export interface SampleBlock {
  readonly sensor: Placement;
  readonly count: number;
  /** Time of each sample in ms since the session began, strictly rising within and across the blocks of one sensor. */
  readonly tMs: Float64Array;
  /** x, y, z of each sample in the sensor's own frame, rad/s. Length 3 * count. */
  readonly gyroRadS: Float64Array;
  /** Specific force in the sensor's own frame, m/s^2: a sensor at rest, z up, reads (0, 0, +9.81). Length 3 * count. */
  readonly accMs2: Float64Array;
  /**
   * Magnetic field in the sensor's own frame, uT, where there is a magnetometer (recordings only): 0, 0, 0 where it had
   * nothing new. Length 3 * count.
   */
  readonly magUt?: Float64Array;
  /** 1 where intake interpolated over a gap, 0 where the sample was measured. */
  readonly filled: Uint8Array;
  /** How many of the measured samples have an axis at the end of the sensor's range; absent where only SI values are known. */
  readonly railed?: number;
}

/**
 * What is known about one oriented sample: a row of `COLUMNS` values in a Float64Array; where they stand in it.
 *
 * An object, taken apart at the head of each module that has a hot loop: the compiler folds a module's own constants, but
 * loads imported ones each time.
 */
export const ROW = {
  COLUMNS: 15,
  /** Time, ms. */
  TIME: 0,
  /** w x y z, rotates from the sensor's frame into the earth frame. */
  QUATERNION: 1,
  /** x y z of the angular rate less the estimated bias, rad/s, sensor frame. */
  RATE: 5,
  /** x y z of up, unit vector in the sensor's frame. */
  UPWARDS: 8,
  /** Uncertainty of that bias, rad/s: how fast an integrated angle may drift. */
  BIAS_SIGMA: 11,
  /** Distance of the specific force from gravity alone, m/s^2: how roughly the sensor is moved. */
  ROUGH: 12,
  /** Whether intake interpolated the sample. */
  FILLED_FLAG: 13,
  /** Whether the sensor lies still. */
  RESTING_FLAG: 14,
} as const;

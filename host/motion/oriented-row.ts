/**
 * What is known about one sample: `ORIENTED` values in a stretch of a Float64Array. The stages of the orientation filter
 * fill it in one after the other; later ones read what earlier ones wrote.
 */
export const ORIENTED = 20;

export const ROW = {
  /** Time, ms. */
  TIME: 0,
  /** w x y z, rotates from the sensor's frame into the earth frame. */
  QUATERNION: 1,
  /** x y z of the angular rate less the estimated bias, rad/s, sensor frame. */
  RATE: 5,
  /** x y z of up, unit vector in the sensor's frame. */
  UPWARDS: 8,
  /** Uncertainty of the bias, rad/s: how fast an integrated angle may drift. */
  BIAS_SIGMA: 11,
  /** Distance of the specific force from gravity alone, m/s^2: how roughly the sensor is moved. */
  ROUGH: 12,
  /** Whether intake interpolated the sample. */
  FILLED_FLAG: 13,
  /** Whether the sensor lies still. */
  RESTING_FLAG: 14,
  /** x y z of the low-passed angular rate, bias included, rad/s. */
  SMOOTH_RATE: 15,
  /** x and y of the low-passed acceleration's direction in the earth frame, before the inclination was corrected. */
  LEANING: 18,
} as const;

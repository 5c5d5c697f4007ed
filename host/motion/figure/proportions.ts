/**
 * Lengths of an average adult, metres, as shares of the body's height: Drillis and Contini 1966, as drawn in Winter,
 * Biomechanics and Motor Control of Human Movement, fig. 4.1.
 */
const HEIGHT_M = 1.75;
const share = (of: number): number => of * HEIGHT_M;

export const LENGTH_M = {
  thigh: share(0.245),
  shank: share(0.246),
  ankleHeight: share(0.039),
  foot: share(0.152),
  upperArm: share(0.186),
  forearm: share(0.146),
  hand: share(0.108),
  /** From the line of the hips to the lumbar joint, from there to the line of the shoulders: 0.818 - 0.530 in all. */
  pelvis: share(0.07),
  thorax: share(0.218),
  /** From the line of the shoulders to the joint of the neck, and from there to the middle of the head. */
  neck: share(0.03),
  head: share(0.082),
  halfHips: share(0.0955) * 0.92,
  halfShoulders: share(0.1295) * 0.94,
} as const;

/** Thickness is not in that figure: radii that look like a person, metres. */
export const RADIUS_M = {
  hip: 0.083,
  knee: 0.055,
  ankle: 0.037,
  shoulder: 0.056,
  elbow: 0.042,
  wrist: 0.029,
  palm: 0.036,
  fingertips: 0.02,
  heel: 0.036,
  ball: 0.036,
  toes: 0.026,
  waist: 0.1,
  chest: 0.108,
  neck: 0.052,
  head: 0.098,
} as const;

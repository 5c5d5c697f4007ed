/**
 * The angle of a joint, one value a sample. Zero is the starting posture (the rest before the first repetition, or the
 * latest rest long enough not to be a hold); positive is away from it in the exercise's direction. For knee extension
 * from sitting 0 is the bent knee at about 90 degrees of flexion and 90 the straight leg; `anatomicalDeg` of the
 * exercise turns it into flexion. Where the bands' alignment is unknown the direction is that of the largest movement.
 */
export interface AngleTrace {
  readonly count: number;
  readonly tMs: Float64Array;
  readonly angleDeg: Float64Array;
  /** How each angle came about, a stretch of `TRAIT.VALUES` a sample; written anew in the next step. */
  readonly traits: Float64Array;
  /** Trust in the axis at each sample, 0 to 1. */
  readonly confidence: Float64Array;
}

/** Where the traits of an angle stand; taken apart by those who use it, as `ROW` is. */
export const TRAIT = {
  VALUES: 6,
  /** How fast the angle grows, deg/s, by gyroscope: a better axis makes the angle jump, but not its speed. */
  SPEED: 0,
  /** How fast either segment turns about whatever axis, deg/s; zero where only one segment is measured. */
  PROXIMAL_SPEED: 1,
  DISTAL_SPEED: 2,
  /** How roughly the segment nearer to the trunk is moved: distance of its specific force from gravity, m/s^2. */
  ROUGHNESS: 3,
  /** 1 where a sample was interpolated by intake, between 0 and 1 where half of a pair was. */
  INTERPOLATED: 4,
  /**
   * +1 or -1: the direction counted as positive at that sample; a change means that earlier angles had the other sign.
   * 0 after a hole in the data, and while a long rest is being taken as the new starting posture: what was under way
   * cannot be compared with what comes.
   */
  SENSE_OF: 5,
} as const;

/** A longer step is a hole in the data (intake fills up to a second), not a movement. */
export const LONGEST_STEP_MS = 1000;

// Overwritten at every step; nothing in here outlives it.
let traits = new Float64Array(64 * TRAIT.VALUES);

/** Room for the traits of a step's angles; they are whatever they were. */
export function roomForTraits(count: number): Float64Array {
  if (traits.length < count * TRAIT.VALUES) traits = new Float64Array(2 * count * TRAIT.VALUES);
  return traits;
}

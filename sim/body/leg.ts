import type { Placement } from '../../protocol/placement.ts';
import { degToRad } from '../../protocol/units.ts';
import type { Random } from '../random.ts';
import type { Movement } from './movement.ts';
import { aboutAxis, multiply, type Quaternion, rotate, type Vector } from './rotation.ts';

/**
 * A leg of someone who sits: hip, thigh, knee, shank. World: x forward, y to the left, z up. A segment hangs along its own
 * -z; turning it by +y swings it backwards. Knee flexion is positive, 0 is the straight leg.
 */
export interface Leg {
  /** True knee flexion, degrees. */
  kneeFlexionDeg(tS: number): number;
  pose(segment: LegSegment, tS: number): Pose;
}

export type LegSegment = Extract<Placement, 'thigh' | 'shank'>;

export interface Pose {
  readonly worldFromSegment: Quaternion;
  /** Where the band sits, metres from the resting hip. */
  readonly position: Vector;
}

/** Segment lengths in metres: average adult (Winter, Biomechanics and Motor Control of Human Movement, fig. 4.1, 1.75 m). */
const THIGH_M = 0.43;
const THIGH_BAND_M = 0.26;
const SHANK_BAND_M = 0.18;
const SITTING_FLEXION_DEG = 90;

export function sittingLeg(movement: Movement, random: Random): Leg {
  const sway = Array.from({ length: 3 }, () => ({
    hz: random.uniform(0.05, 0.4),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  const drift = (index: number, tS: number): number =>
    Math.sin(2 * Math.PI * sway[index]!.hz * tS + sway[index]!.phase);
  const headingRad = random.uniform(-Math.PI, Math.PI);

  const kneeFlexionDeg = (tS: number): number => SITTING_FLEXION_DEG - movement.excursionDeg(tS);
  const worldFromThigh = (tS: number): Quaternion => {
    const unrest = 0.3 + 3 * movement.unrest(tS);
    // The thigh lifts a little as the knee straightens: nobody's seat is a vice.
    const lift = 0.06 * movement.excursionDeg(tS);
    const heading = aboutAxis([0, 0, 1], headingRad + degToRad(unrest * drift(0, tS)));
    const roll = aboutAxis([1, 0, 0], degToRad(unrest * drift(1, tS)));
    const pitch = aboutAxis([0, 1, 0], degToRad(-88 - lift + unrest * drift(2, tS)));
    return multiply(multiply(heading, roll), pitch);
  };
  const pose = (segment: LegSegment, tS: number): Pose => {
    const thigh = worldFromThigh(tS);
    if (segment === 'thigh') return { worldFromSegment: thigh, position: rotate(thigh, [0, 0, -THIGH_BAND_M]) };
    const shank = multiply(thigh, aboutAxis([0, 1, 0], degToRad(kneeFlexionDeg(tS))));
    const knee = rotate(thigh, [0, 0, -THIGH_M]);
    const band = rotate(shank, [0, 0, -SHANK_BAND_M]);
    return { worldFromSegment: shank, position: [knee[0] + band[0], knee[1] + band[1], knee[2] + band[2]] };
  };
  return { kneeFlexionDeg, pose };
}

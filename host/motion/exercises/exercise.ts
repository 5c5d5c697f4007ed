import type { Placement } from '../../../protocol/placement.ts';
import type { Tempo } from '../repetition/rep.ts';

/**
 * An exercise as data. Angles are travel: degrees away from the starting posture, 0 at rest, positive in the direction
 * of the exercise, so that every page and cue reads the same way whatever the joint.
 */
export interface Exercise {
  /** The word used in files, topics and on the command line. */
  readonly id: string;
  readonly name: string;
  /**
   * `hinge`: angle between two segments, two bands (knee, elbow). `elevation`: how far one segment has been raised from
   * where it hung, one band.
   */
  readonly angle: 'hinge' | 'elevation';
  /** Nearer to the trunk first. A hinge needs both; an elevation is measured on the first. */
  readonly sensors: readonly [Placement, Placement];
  /** Where the turning point of a repetition is wanted, degrees of travel. */
  readonly targetDeg: { readonly low: number; readonly high: number };
  readonly tempo: Tempo;
  /**
   * How much the segment nearer to the trunk may turn for each degree the other one turns: where it turns more, somebody
   * walks, stands up or fidgets.
   */
  readonly mostProximalShare: number;
  readonly sets: number;
  readonly repsPerSet: number;
  /** How joint and phases are called when speaking to the person who moves: "Straighten a little further". */
  readonly words: MovementWords;
  /** The joint's anatomical angle is `atStartDeg + perTravelDeg * travel`. */
  readonly anatomical: { readonly name: string; readonly atStartDeg: number; readonly perTravelDeg: 1 | -1 };
}

export interface MovementWords {
  readonly joint: string;
  readonly out: string;
  readonly hold: string;
  readonly back: string;
}

/** From travel to the angle a clinician names; the starting posture is assumed to be the one the exercise describes. */
export function anatomicalDeg(exercise: Exercise, travelDeg: number): number {
  return exercise.anatomical.atStartDeg + exercise.anatomical.perTravelDeg * travelDeg;
}

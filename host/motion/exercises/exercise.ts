import type { Placement } from '../../../protocol/placement.ts';
import type { BodyMovement } from '../figure/body-movement.ts';
import type { Tempo } from '../repetition/rep.ts';

/**
 * An exercise as data. Angles are travel: degrees away from the starting posture, 0 at rest, positive in the direction
 * of the exercise, so that every page and cue reads the same way whatever the joint. Nothing in it knows left from
 * right: which side is exercised belongs to the session.
 */
export interface Exercise {
  /** The word used in files, topics and on the command line. */
  readonly id: string;
  readonly name: string;
  readonly region: Region;
  readonly angle: AngleKind;
  /** Nearer to the trunk first. Two for `hinge`, `bend`, `fold` and `sway`; an elevation or a turn is measured on the first. */
  readonly sensors: readonly [Placement, ...Placement[]];
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
  /** What to do, a step a sentence, in the order of doing; first how to get ready. */
  readonly instructions: readonly string[];
  /** What to watch for meanwhile. */
  readonly cues: readonly string[];
  readonly equipment: readonly string[];
  readonly easier: readonly Variant[];
  readonly harder: readonly Variant[];
  /** How the body moves, for pictures and for simulated people. */
  readonly body: BodyMovement;
}

export const REGIONS = [
  'knee',
  'hip',
  'ankle',
  'shoulder',
  'elbow',
  'wrist',
  'lumbar spine',
  'neck',
  'balance',
] as const;
export type Region = (typeof REGIONS)[number];

/**
 * How the angle is measured (docs/axes.md). `hinge`: between two segments that share an axis. `elevation`: how far one
 * segment has been tilted from where it was, by gravity. `bend`: how much further the second segment has been tilted
 * than the first; `fold`: how far both have been tilted towards each other, as thigh and shank of who squats. `turn`: how
 * far one segment has been turned about the vertical, by gyroscope. `sway`: elevation of a limb that is lifted and held,
 * and meanwhile how the pelvis sways.
 */
export type AngleKind = 'hinge' | 'elevation' | 'bend' | 'fold' | 'turn' | 'sway';

export interface MovementWords {
  readonly joint: string;
  readonly out: string;
  readonly hold: string;
  readonly back: string;
}

/** An easier or harder way: another exercise, or this one with something changed. */
export interface Variant {
  readonly words: string;
  readonly exercise?: string;
  readonly change?: Partial<Pick<Exercise, 'targetDeg' | 'tempo' | 'sets' | 'repsPerSet'>>;
}

/** From travel to the angle a clinician names; the starting posture is assumed to be the one the exercise describes. */
export function anatomicalDeg(exercise: Exercise, travelDeg: number): number {
  return exercise.anatomical.atStartDeg + exercise.anatomical.perTravelDeg * travelDeg;
}

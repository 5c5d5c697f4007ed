import type { Exercise } from '../exercises/exercise.ts';

/** Where in a repetition an animation is. */
export interface Moment {
  readonly phase: 'out' | 'hold' | 'back' | 'rest';
  /** Share of the full travel, 0 to 1. */
  readonly share: number;
}

/** Nobody watches a picture that stands still for longer. */
const LONGEST_HOLD_S = 4;
/** Between two repetitions of the animation. */
const REST_S = 1.2;

/** Duration of one repetition at the prescribed tempo and the rest after it, seconds; a long hold is cut short. */
export const cycleS = ({ tempo }: Exercise): number => tempo.outS + shownHoldS(tempo.holdS) + tempo.backS + REST_S;

export const shownHoldS = (holdS: number): number => Math.min(holdS, LONGEST_HOLD_S);

/** The moment of the repetition at that time, which may run on for ever. */
export function momentAt(exercise: Exercise, tS: number): Moment {
  const { outS, backS } = exercise.tempo;
  const holdS = shownHoldS(exercise.tempo.holdS);
  const at = tS % cycleS(exercise);
  if (at < outS) return { phase: 'out', share: eased(at / outS) };
  if (at < outS + holdS) return { phase: 'hold', share: 1 };
  if (at < outS + holdS + backS) return { phase: 'back', share: 1 - eased((at - outS - holdS) / backS) };
  return { phase: 'rest', share: 0 };
}

/** Minimum-jerk path from 0 to 1 (Flash and Hogan 1985), the shape of unhurried human movement. */
const eased = (s: number): number => s * s * s * (10 + s * (6 * s - 15));

/**
 * Feedback fades as the person improves: those who get it after every trial do well while it lasts and worse on their own
 * (Winstein & Schmidt, J Exp Psychol: Learning 16, 1990: half of the trials, fading, beat all of them; guidance hypothesis,
 * Salmoni et al. 1984). How well it goes is the share of good repetitions lately; the numbers of repetitions are ours.
 */
export interface Fading {
  /** Share of repetitions without anything to correct, the latest counting most, 0 to 1. */
  readonly accuracy: number;
  readonly repsSinceCue: number;
}

/** Weight of the latest repetition: about the last dozen count. */
const LATEST = 0.15;
/** Repetitions without a word after a cue, while nothing succeeds yet and once all do. */
const QUIET_REPS = { first: 2, last: 8 };
/** The same between two words of praise. */
const PRAISE_REPS = { first: 4, last: 12 };

export const initialFading = (accuracy: number): Fading => ({ accuracy, repsSinceCue: PRAISE_REPS.last });

export const afterRep = ({ accuracy, repsSinceCue }: Fading, isGood: boolean): Fading => ({
  accuracy: accuracy + LATEST * ((isGood ? 1 : 0) - accuracy),
  repsSinceCue: repsSinceCue + 1,
});

export const quietReps = ({ accuracy }: Fading): number => between(QUIET_REPS, accuracy);

export const praiseReps = ({ accuracy }: Fading): number => between(PRAISE_REPS, accuracy);

const between = ({ first, last }: { first: number; last: number }, share: number): number =>
  Math.round(first + (last - first) * share);

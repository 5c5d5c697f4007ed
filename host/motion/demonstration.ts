import type { Exercise } from './exercises/exercise.ts';
import { median } from './metrics/median.ts';
import { type MeanCurve, meanCurve } from './rep-curve.ts';
import type { Rep, Tempo } from './repetition/rep.ts';

/** A movement as somebody was seen to do it under supervision: what the exercise asks of this person from then on. */
export interface PrescribedMovement {
  readonly exercise: string;
  /** Where the turning point is wanted, whole degrees of travel. */
  readonly targetDeg: { readonly low: number; readonly high: number };
  /** Seconds, to the tenth. */
  readonly tempo: Tempo;
  /** The repetition itself, stretched to a common length: mean angle at each percent, and how much repetitions differed. */
  readonly template: MeanCurve;
  /** How many repetitions it was made from. */
  readonly reps: number;
}

/** What of a recorded repetition a prescription is made from. */
export interface DemonstratedRep extends Pick<Rep, 'index' | 'romDeg' | 'peakDeg' | 'tempoS' | 'confidence'> {
  /** Whether anything speaks against the sensors. */
  readonly isDoubted: boolean;
  /** The angle at each percent of it (`repCurve`), degrees; undefined where it was not recorded whole. */
  readonly curve: readonly number[] | undefined;
}

/** Why repetitions make no prescription, with the numbers; the sentences are the screen's. */
export type PrescribeObstacle =
  | { readonly code: 'too-few'; readonly reps: number; readonly needed: number }
  | { readonly code: 'peaks-differ'; readonly deviationDeg: number; readonly allowedDeg: number }
  | { readonly code: 'tempo-differs'; readonly shortestS: number; readonly longestS: number }
  | { readonly code: 'doubtful-sensors'; readonly indexes: readonly number[] }
  | { readonly code: 'low-confidence'; readonly indexes: readonly number[] }
  | { readonly code: 'not-whole'; readonly indexes: readonly number[] };

export type Prescribing =
  | { readonly kind: 'Prescribed'; readonly movement: PrescribedMovement }
  | { readonly kind: 'Refused'; readonly obstacles: readonly PrescribeObstacle[] };

/** What the prescribed repetitions themselves are called, where how a repetition was done is told. */
export const CORRECT = 'correct';
/** Of two, nobody can say which is the odd one. */
export const FEWEST_REPS = 3;
/** The target reaches so many standard deviations to either side of the mean peak, ... */
const MARGIN_DEVIATIONS = 2;
/** ... but no less than this: a goniometer's smallest detectable change begins at 5 degrees, and bands know no better. */
const LEAST_MARGIN_DEG = 5;
/** Repetitions that differ by more (standard deviation) show no one movement: a fifth of it, and never beyond 10 degrees. */
const MOST_DEVIATION = { shareOfRom: 0.2, leastDeg: 4, mostDeg: 10 };
/** The longest repetition lasts at most so many times as long as the shortest. */
const MOST_TEMPO_RATIO = 2;
const LEAST_CONFIDENCE = 0.5;

/** Target, tempo, hold and template out of supervised repetitions, or every reason why not. */
export function prescribe(exercise: Exercise, reps: readonly DemonstratedRep[]): Prescribing {
  const obstacles = obstaclesOf(reps);
  if (obstacles.length > 0) return { kind: 'Refused', obstacles };
  const peaks = reps.map((rep) => rep.peakDeg);
  const marginDeg = Math.max(LEAST_MARGIN_DEG, MARGIN_DEVIATIONS * deviation(peaks));
  const medianOf = (phase: keyof Tempo): number => tenths(median(reps.map((rep) => rep.tempoS[phase])));
  const movement = {
    exercise: exercise.id,
    targetDeg: {
      low: Math.max(1, Math.round(mean(peaks) - marginDeg)),
      high: Math.round(mean(peaks) + marginDeg),
    },
    tempo: { outS: medianOf('outS'), holdS: medianOf('holdS'), backS: medianOf('backS') },
    template: meanCurve(reps.flatMap((rep) => (rep.curve ? [rep.curve] : []))),
    reps: reps.length,
  };
  return { kind: 'Prescribed', movement };
}

/** The exercise as prescribed to one person: what counting, cues and pages go by. */
export function asPrescribed(exercise: Exercise, { targetDeg, tempo }: PrescribedMovement): Exercise {
  return { ...exercise, targetDeg, tempo };
}

/** The exercise while it is demonstrated: nothing is asked yet, so that half of the usual travel is a repetition too. */
export function asDemonstrated(exercise: Exercise): Exercise {
  const { low, high } = exercise.targetDeg;
  return { ...exercise, targetDeg: { low: low / 2, high } };
}

function obstaclesOf(reps: readonly DemonstratedRep[]): PrescribeObstacle[] {
  if (reps.length < FEWEST_REPS) return [{ code: 'too-few', reps: reps.length, needed: FEWEST_REPS }];
  const indexesOf = (wrong: (rep: DemonstratedRep) => boolean): number[] => reps.filter(wrong).map((rep) => rep.index);
  const about = (code: 'doubtful-sensors' | 'low-confidence' | 'not-whole', indexes: number[]): PrescribeObstacle[] =>
    indexes.length > 0 ? [{ code, indexes }] : [];
  return [
    ...peaksDiffer(reps),
    ...tempoDiffers(reps),
    ...about(
      'doubtful-sensors',
      indexesOf((rep) => rep.isDoubted),
    ),
    ...about(
      'low-confidence',
      indexesOf((rep) => rep.confidence < LEAST_CONFIDENCE),
    ),
    ...about(
      'not-whole',
      indexesOf((rep) => rep.curve === undefined),
    ),
  ];
}

function peaksDiffer(reps: readonly DemonstratedRep[]): PrescribeObstacle[] {
  const { shareOfRom, leastDeg, mostDeg } = MOST_DEVIATION;
  const romDeg = mean(reps.map((rep) => rep.romDeg));
  const allowedDeg = Math.min(mostDeg, Math.max(leastDeg, shareOfRom * romDeg));
  const deviationDeg = deviation(reps.map((rep) => rep.peakDeg));
  return deviationDeg > allowedDeg ? [{ code: 'peaks-differ', deviationDeg, allowedDeg }] : [];
}

function tempoDiffers(reps: readonly DemonstratedRep[]): PrescribeObstacle[] {
  const durations = reps.map(({ tempoS: { outS, holdS, backS } }) => outS + holdS + backS);
  const [shortestS, longestS] = [Math.min(...durations), Math.max(...durations)];
  return longestS > MOST_TEMPO_RATIO * shortestS ? [{ code: 'tempo-differs', shortestS, longestS }] : [];
}

const tenths = (value: number): number => Math.round(10 * value) / 10;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample standard deviation. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

import type { Exercise } from '../exercises/exercise.ts';
import { isKnown, type Measure } from '../metrics/measure.ts';
import type { Cue } from '../movement-event.ts';
import type { Rep } from '../repetition/rep.ts';
import { afterRep, type Fading, initialFading, praiseReps, quietReps } from './fading.ts';

/**
 * One correction at a time, the most useful first: tempo before everything else, then range. Only when the same
 * deviation is seen twice running, larger than its own uncertainty, from sensors nobody doubts; then silence for some
 * repetitions, more of them the better it goes. Praise follows a correction that worked, and otherwise stays rare.
 */
export interface Coaching {
  readonly fading: Fading;
  /** What the previous repetition called for. */
  readonly pending: Cue['code'] | undefined;
  readonly lastGiven: Cue['code'] | undefined;
}

/** A phase shorter than this share of the wanted time is too quick. */
const TOO_QUICK = 0.6;
/** Degrees outside the target band that are let pass: nobody sees them, and no goniometer does. */
const BAND_MARGIN_DEG = 3;

export const initialCoaching = (accuracy: number): Coaching => ({
  fading: initialFading(accuracy),
  pending: undefined,
  lastGiven: undefined,
});

export function coach(state: Coaching, exercise: Exercise, rep: Rep): [Coaching, Cue | undefined] {
  // Whose sensors are in doubt is neither corrected nor praised.
  if (rep.doubts.length > 0) return [{ ...state, pending: undefined }, undefined];
  const found = assess(exercise, rep);
  const fading = afterRep(state.fading, found.code === 'good');
  const waiting = { ...state, fading, pending: found.code };
  if (!isDue(state, fading, found.code)) return [waiting, undefined];
  return [{ ...waiting, fading: { ...fading, repsSinceCue: 0 }, lastGiven: found.code }, found];
}

function isDue({ pending, lastGiven }: Coaching, fading: Fading, code: Cue['code']): boolean {
  if (code === 'good') return isCorrection(lastGiven) || fading.repsSinceCue > praiseReps(fading);
  return code === pending && (!isCorrection(lastGiven) || fading.repsSinceCue > quietReps(fading));
}

const isCorrection = (code: Cue['code'] | undefined): boolean => code !== undefined && code !== 'good';

/** What of a repetition is judged. */
export type JudgedRep = Pick<Rep, 'peakDeg' | 'tempoS' | 'metrics'>;

/** How well it went over these repetitions, the latest counting most: what fading begins with in the next session. */
export const accuracyOver = (reps: readonly JudgedRep[], exercise: Exercise): number =>
  reps.reduce((fading, rep) => afterRep(fading, assess(exercise, rep).code === 'good'), initialFading(0)).accuracy;

/** The most useful thing to say about this repetition. */
export function assess({ tempo, targetDeg }: Exercise, rep: JudgedRep): Cue {
  const { outS, holdS, backS } = rep.metrics;
  if (isTooQuick(outS, tempo.outS)) return { code: 'slower-out', measured: rep.tempoS.outS, wanted: tempo.outS };
  if (isTooQuick(backS, tempo.backS)) return { code: 'slower-back', measured: rep.tempoS.backS, wanted: tempo.backS };
  if (isTooQuick(holdS, tempo.holdS)) return { code: 'hold-longer', measured: rep.tempoS.holdS, wanted: tempo.holdS };
  const marginDeg = Math.max(BAND_MARGIN_DEG, isKnown(rep.metrics.romDeg) ? rep.metrics.romDeg.sigma : 0);
  if (rep.peakDeg < targetDeg.low - marginDeg) return { code: 'further', measured: rep.peakDeg, wanted: targetDeg.low };
  if (rep.peakDeg > targetDeg.high + marginDeg)
    return { code: 'not-so-far', measured: rep.peakDeg, wanted: targetDeg.high };
  return { code: 'good', measured: rep.peakDeg, wanted: targetDeg.low };
}

/** Certainly so: by more than the time's own uncertainty. */
const isTooQuick = (measure: Measure, wantedS: number): boolean =>
  isKnown(measure) && measure.value + measure.sigma < TOO_QUICK * wantedS;

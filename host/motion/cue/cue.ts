import type { Exercise } from '../exercises/exercise.ts';
import type { Cue } from '../movement-event.ts';
import type { Rep } from '../repetition/rep.ts';

/**
 * One cue at a time: tempo before range, and a correction only when the same deviation is seen twice running, then not
 * again for two repetitions. Praise follows a correction that worked, and otherwise stays rare.
 */
export interface CueState {
  readonly exercise: Exercise;
  /** What the previous repetition called for. */
  readonly pending: Cue['code'] | undefined;
  readonly lastGiven: Cue['code'] | undefined;
  readonly repsSinceCue: number;
}

/** A phase shorter than this share of the wanted time is too quick. */
const TOO_QUICK = 0.6;
/** Degrees outside the target band that are let pass: the angle's own uncertainty. */
const BAND_MARGIN_DEG = 3;
const QUIET_REPS = 2;
const PRAISE_EVERY = 4;

export function initialCue(exercise: Exercise): CueState {
  return { exercise, pending: undefined, lastGiven: undefined, repsSinceCue: PRAISE_EVERY };
}

export function stepCue(state: CueState, rep: Rep): [CueState, Cue | undefined] {
  const found = assess(state.exercise, rep);
  const repsSinceCue = state.repsSinceCue + 1;
  const waiting = { ...state, pending: found.code, repsSinceCue };
  if (!isDue(state, found.code, repsSinceCue)) return [waiting, undefined];
  return [{ ...waiting, lastGiven: found.code, repsSinceCue: 0 }, found];
}

function isDue(state: CueState, code: Cue['code'], repsSinceCue: number): boolean {
  if (code === 'good')
    return (state.lastGiven !== undefined && state.lastGiven !== 'good') || repsSinceCue > PRAISE_EVERY;
  const isRepeat = code === state.lastGiven && repsSinceCue <= QUIET_REPS;
  return code === state.pending && !isRepeat;
}

/** The most useful thing to say about this repetition. */
export function assess(exercise: Exercise, rep: Rep): Cue {
  const { tempo, targetDeg } = exercise;
  const { outS, holdS, backS } = rep.tempoS;
  if (outS < TOO_QUICK * tempo.outS) return { code: 'slower-out', measured: outS, wanted: tempo.outS };
  if (backS < TOO_QUICK * tempo.backS) return { code: 'slower-back', measured: backS, wanted: tempo.backS };
  if (holdS < TOO_QUICK * tempo.holdS) return { code: 'hold-longer', measured: holdS, wanted: tempo.holdS };
  if (rep.peakDeg < targetDeg.low - BAND_MARGIN_DEG)
    return { code: 'further', measured: rep.peakDeg, wanted: targetDeg.low };
  if (rep.peakDeg > targetDeg.high + BAND_MARGIN_DEG)
    return { code: 'not-so-far', measured: rep.peakDeg, wanted: targetDeg.high };
  return { code: 'good', measured: rep.peakDeg, wanted: targetDeg.low };
}

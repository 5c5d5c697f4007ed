import { type Baseline, changeAgainst } from '../metrics/baseline.ts';
import { isKnown, type Measure } from '../metrics/measure.ts';
import type { Cue } from '../movement-event.ts';
import type { Rep } from '../repetition/rep.ts';

/**
 * For people who fear movement: no corrections, no figures of deviation. Each repetition was done, and now and then one
 * went further or was steadier than the person's own earlier ones, by more than those vary among themselves.
 */
export interface Confidence {
  readonly reps: number;
  readonly repsSincePraise: number;
}

/** The person's own earlier repetitions, as far as there are enough to compare with (`baselineOf`). */
export interface EarlierReps {
  readonly peakDeg?: Baseline;
  readonly holdUnsteadinessDeg?: Baseline;
  readonly smoothness?: Baseline;
}

/** Repetitions that are acknowledged each; later ones are now and then. */
const FIRST_REPS = 3;
const DONE_EVERY = 3;
const PRAISE_EVERY = 3;

export const initialConfidence = (): Confidence => ({ reps: 0, repsSincePraise: PRAISE_EVERY });

export function encourage(state: Confidence, earlier: EarlierReps, rep: Rep): [Confidence, Cue | undefined] {
  const reps = state.reps + 1;
  const repsSincePraise = state.repsSincePraise + 1;
  const praise = rep.doubts.length === 0 && repsSincePraise > PRAISE_EVERY ? gain(earlier, rep) : undefined;
  if (praise) return [{ reps, repsSincePraise: 0 }, told(praise)];
  const isTold = reps <= FIRST_REPS || reps % DONE_EVERY === 0;
  return [{ reps, repsSincePraise }, isTold ? told('done') : undefined];
}

function gain({ peakDeg, holdUnsteadinessDeg, smoothness }: EarlierReps, rep: Rep): Cue['code'] | undefined {
  if (peakDeg && changeAgainst(peakDeg, [rep.peakDeg])?.verdict === 'more') return 'further-than-before';
  if (verdictOf(holdUnsteadinessDeg, rep.metrics.holdUnsteadinessDeg) === 'less') return 'steadier';
  return verdictOf(smoothness, rep.metrics.smoothness) === 'more' ? 'steadier' : undefined;
}

const verdictOf = (baseline: Baseline | undefined, measure: Measure): string | undefined =>
  baseline && isKnown(measure) ? changeAgainst(baseline, [measure.value])?.verdict : undefined;

/** Without figures, which could only be compared. */
const told = (code: Cue['code']): Cue => ({ code, measured: 0, wanted: 0 });

import type { Exercise } from '../exercises/exercise.ts';
import type { Cue } from '../movement-event.ts';
import type { Rep } from '../repetition/rep.ts';
import { type Coaching, coach, initialCoaching } from './coaching.ts';
import { type Confidence, type EarlierReps, encourage, initialConfidence } from './confidence.ts';

/** What a person is told while exercising; the plan says which. */
export type CuePolicy = 'coach' | 'confidence';

export interface CueSettings {
  /** "coach" where nothing else is asked. */
  readonly policy?: CuePolicy | undefined;
  /** Share of good repetitions at the end of the latest session (`accuracyOf`), 0 to 1: fading goes on where it was. */
  readonly accuracy?: number | undefined;
  readonly earlier?: EarlierReps | undefined;
}

export interface CueParams extends CueSettings {
  readonly exercise: Exercise;
}

export type CueState = { readonly params: CueParams } & (
  | { readonly policy: 'coach'; readonly coaching: Coaching }
  | { readonly policy: 'confidence'; readonly confidence: Confidence }
);

export function initialCue(params: CueParams): CueState {
  return params.policy === 'confidence'
    ? { params, policy: 'confidence', confidence: initialConfidence() }
    : { params, policy: 'coach', coaching: initialCoaching(params.accuracy ?? 0) };
}

/** A repetition in, at most one thing to say about it out. */
export function stepCue(state: CueState, rep: Rep): [CueState, Cue | undefined] {
  const { params } = state;
  if (state.policy === 'confidence') {
    const [confidence, cue] = encourage(state.confidence, params.earlier ?? {}, rep);
    return [{ ...state, confidence }, cue];
  }
  const [coaching, cue] = coach(state.coaching, params.exercise, rep);
  return [{ ...state, coaching }, cue];
}

/** How well it went lately, to begin the next session with; undefined where nobody kept count. */
export const accuracyOf = (state: CueState): number | undefined =>
  state.policy === 'coach' ? state.coaching.fading.accuracy : undefined;

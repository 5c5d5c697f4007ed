import type { Rep } from './repetition/rep.ts';

/** What the movement pipeline emits, in order of time. */
export type MovementEvent =
  | { readonly kind: 'angle'; readonly tMs: Float64Array; readonly angleDeg: Float64Array; readonly confidence: number }
  | { readonly kind: 'rep'; readonly rep: Rep; readonly emittedAtMs: number }
  | { readonly kind: 'cue'; readonly cue: Cue; readonly atMs: number };

/** One correction (or encouragement) at a time; the sentence is the screen's, the code and its numbers are motion's. */
export interface Cue {
  readonly code: 'slower-out' | 'slower-back' | 'hold-longer' | 'further' | 'not-so-far' | 'good';
  /** What was measured and what was asked for, in the unit the code implies (seconds or degrees). */
  readonly measured: number;
  readonly wanted: number;
}

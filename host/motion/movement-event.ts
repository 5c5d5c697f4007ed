import type { Rep } from './repetition/rep.ts';

/** What the movement pipeline emits, in order of time. */
export type MovementEvent =
  | {
      readonly kind: 'angle';
      readonly tMs: Float64Array;
      readonly angleDeg: Float64Array;
      /** Trust in each angle, 0 to 1. */
      readonly confidence: Float64Array;
      /** 1 where a sample behind the angle was interpolated over a gap, and not measured; absent: nowhere. */
      readonly filled?: Uint8Array;
    }
  | { readonly kind: 'rep'; readonly rep: Rep; readonly emittedAtMs: number }
  | { readonly kind: 'cue'; readonly cue: Cue; readonly atMs: number };

/** One correction (or encouragement) at a time; the sentence is the screen's, the code and its numbers are motion's. */
export interface Cue {
  readonly code: Correction | 'good' | Encouragement;
  /** What was measured and what was asked for, in the unit the code implies (seconds or degrees); 0 for encouragement. */
  readonly measured: number;
  readonly wanted: number;
}

export type Correction = 'slower-out' | 'slower-back' | 'hold-longer' | 'further' | 'not-so-far';
/** All that people who fear movement are told: it was done, it went further or was steadier than their own earlier ones. */
export type Encouragement = 'done' | 'steadier' | 'further-than-before';

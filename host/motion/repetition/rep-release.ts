import type { Rep } from './rep.ts';
import { goToRest, type RepetitionState } from './repetition-state.ts';

/** A repetition and the time of the sample that completed it. */
export interface CompletedRep {
  readonly rep: Rep;
  readonly emittedAtMs: number;
}

export const NONE: readonly CompletedRep[] = [];
/** Weight of the latest repetition in what is usual. */
const USUAL_SHARE = 0.3;
/** Two movements that show swapped bands belong together when no more than this lies between them. */
const SWAPPED_WITHIN_MS = 20_000;

/** Tells the repetition that is over; one that shows swapped bands not before it has been seen twice. */
export function release(state: RepetitionState, pending: Rep): readonly CompletedRep[] {
  const rep = { ...pending, endMs: Math.min(pending.endMs, state.lastMs) };
  state.pending = undefined;
  if (state.phase === 'ending') goToRest(state);
  const { heldBack } = state;
  state.heldBack = undefined;
  if (rep.doubts.length === 0) return [countRep(state, rep)];
  // Who stands up once moves like swapped bands; who does it again and again has put them on that way.
  if (heldBack && rep.startMs - heldBack.endMs < SWAPPED_WITHIN_MS)
    return [countRep(state, heldBack), countRep(state, rep)];
  if (state.isSwapped) return [countRep(state, rep)];
  state.heldBack = rep;
  return NONE;
}

function countRep(state: RepetitionState, rep: Rep): CompletedRep {
  state.usualRomDeg += (rep.romDeg - state.usualRomDeg) * (state.reps === 0 ? 1 : USUAL_SHARE);
  state.isSwapped = rep.doubts.length > 0;
  state.reps++;
  return { rep: { ...rep, index: state.reps }, emittedAtMs: state.lastMs };
}

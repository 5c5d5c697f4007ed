import { limit } from '../../../protocol/limits.ts';

export type Feeling = 'too-weak' | 'strong-comfortable' | 'uncomfortable' | 'painful';

/** What the person said of the present current, in one session. */
export interface ComfortState {
  readonly feeling: Feeling | null;
  /** Host's monotonic clock. */
  readonly saidAtMs: number;
  readonly raisedAtMs: number;
  /** Somebody said uncomfortable or painful, or steps came too fast too often: no increase in this session any more. */
  readonly frozen: boolean;
  readonly hastySteps: number;
}

/** What follows from a word at once; nothing here ever raises a current. */
export type ComfortAct =
  | { readonly kind: 'none' }
  | { readonly kind: 'lower'; readonly toUa: number }
  | { readonly kind: 'stop' };

/** A word of comfort permits increases for this long (shared reference, section 3). */
export const COMFORT_HOLDS_MS = 120_000;
/** Uncomfortable: down by 15 %, the middle of the 10 to 20 % that are recommended. */
const LOWER_PERMILLE = 850;
const HASTY_MAX = 5;
const LONG_AGO_MS = Number.MIN_SAFE_INTEGER;

export const initialComfort = (): ComfortState => ({
  feeling: null,
  saidAtMs: LONG_AGO_MS,
  raisedAtMs: LONG_AGO_MS,
  frozen: false,
  hastySteps: 0,
});

/** @param levelUa what is asked of the band now */
export function stepComfort(
  state: ComfortState,
  said: { readonly feeling: Feeling; readonly atMs: number; readonly levelUa: number },
): [ComfortState, ComfortAct] {
  const { feeling, atMs, levelUa } = said;
  const frozen = state.frozen || feeling === 'uncomfortable' || feeling === 'painful';
  const next = { ...state, feeling, saidAtMs: atMs, frozen };
  if (feeling === 'painful') return [next, { kind: 'stop' }];
  if (feeling !== 'uncomfortable') return [next, { kind: 'none' }];
  return [next, { kind: 'lower', toUa: Math.floor((levelUa * LOWER_PERMILLE) / 1000) }];
}

export type RaiseRefusal = '' | 'FROZEN' | 'COMFORT_UNKNOWN' | 'NOT_COMFORTABLE' | 'TOO_SOON' | 'STEP_TOO_LARGE';

/** Whether the person may go up by a step now; empty: yes. Going down is never asked about. */
export function raiseRefusal(state: ComfortState, stepUa: number, atMs: number): RaiseRefusal {
  if (state.frozen) return 'FROZEN';
  if (!(atMs - state.saidAtMs < COMFORT_HOLDS_MS)) return 'COMFORT_UNKNOWN';
  if (state.feeling !== 'too-weak' && state.feeling !== 'strong-comfortable') return 'NOT_COMFORTABLE';
  if (!(stepUa <= limit('stepUa').hard)) return 'STEP_TOO_LARGE';
  return atMs - state.raisedAtMs >= limit('stepDwellMs').hard ? '' : 'TOO_SOON';
}

/** Notes that a step was taken, or why it was not: hasty and oversized ones are counted, five end all increases. */
export function noteRaise(state: ComfortState, refusal: RaiseRefusal, atMs: number): ComfortState {
  if (refusal === '') return { ...state, raisedAtMs: atMs };
  if (refusal !== 'TOO_SOON' && refusal !== 'STEP_TOO_LARGE') return state;
  const hastySteps = state.hastySteps + 1;
  return { ...state, hastySteps, frozen: state.frozen || hastySteps >= HASTY_MAX };
}

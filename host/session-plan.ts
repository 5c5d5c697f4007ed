import type { Side } from '../protocol/placement.ts';
import { sToMs } from '../protocol/units.ts';
import type { CuePolicy } from './motion/cue/cue.ts';
import type { Rep } from './motion/repetition/rep.ts';
import type { RepRecord } from './records/session-document.ts';
import { setsOf } from './records/summary.ts';

/** What a session asks for, and how far it has come. Pure: time arrives with every input, in ms of the session. */
export interface SessionPlan {
  readonly sets: number;
  /** Infinity: as many as come, until the samples are over (a recording). */
  readonly repsPerSet: number;
  readonly restS: number;
  /** Whether a stimulation follows the last set. */
  readonly stimulation: boolean;
  /** Somebody shows under supervision how it is to be done: recorded like any session, nothing is corrected. */
  readonly purpose?: 'demonstration';
  /** The side of the body that is exercised, where somebody said. */
  readonly side?: Side;
  /** Absent: "coach". */
  readonly cuePolicy?: CuePolicy;
}

export type SessionPhase = 'waiting' | 'exercising' | 'resting' | 'stimulating' | 'finished';

export interface SetSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly reps: number;
}

export interface PlanState {
  readonly plan: SessionPlan;
  readonly phase: SessionPhase;
  readonly phaseSinceMs: number;
  /** Sets done, then the one under way. */
  readonly sets: readonly SetSpan[];
  readonly nowMs: number;
  /** When a gateway took over from one that was killed, ms of the session: nobody has given up meanwhile. Absent: there was one only. */
  readonly wentOnMs?: number;
  /** The stimulation waits until the person asks for it. */
  readonly waitsForPerson?: true;
}

export type PlanInput =
  | { readonly kind: 'streaming'; readonly atMs: number }
  | { readonly kind: 'rep'; readonly rep: Rep }
  | { readonly kind: 'time'; readonly atMs: number }
  /** The person asked for the stimulation that waits for it. */
  | { readonly kind: 'asked-for'; readonly atMs: number }
  | { readonly kind: 'stimulation-over'; readonly atMs: number }
  /** No more samples will come: the end of a recording. */
  | { readonly kind: 'samples-over'; readonly atMs: number };

/** A set that nobody goes on with is over: the person has stopped, not the session. */
const GIVEN_UP_MS = 30_000;
/** Nobody began at all. */
const NOT_BEGUN_MS = 180_000;
/** Reps this soon after the full number still belong to the set: people miscount. */
const LATE_REP_MS = 1_500;
/** A stimulation that waits for the person and is not asked for does not take place. */
const NOT_ASKED_FOR_MS = 300_000;
/** Of the session's clock as it runs. */
const TURN_MS = 250;

export function initialPlan(plan: SessionPlan): PlanState {
  return { plan, phase: 'waiting', phaseSinceMs: 0, sets: [], nowMs: 0 };
}

/**
 * The plan as a dead gateway left it, rebuilt from what is stored. Time went on, as a rest does; nobody gave up in it. Stimulation waits
 * for the person, whatever it was doing.
 * @param storedMs the last thing stored @param nowMs of the session, as another gateway goes on
 */
export function resumePlan(plan: SessionPlan, reps: readonly RepRecord[], storedMs: number, nowMs: number): PlanState {
  let state = afterReps(plan, reps);
  for (let atMs = state.phaseSinceMs; atMs <= storedMs; atMs += TURN_MS) state = passTime(state, atMs);
  const between = state.phase === 'exercising' && setUnderWay(state) === undefined;
  return { ...state, nowMs, wentOnMs: nowMs, waitsForPerson: true, ...(between ? { phaseSinceMs: nowMs } : {}) };
}

function afterReps(plan: SessionPlan, reps: readonly RepRecord[]): PlanState {
  const sets = setsOf(reps).map(({ start_s, end_s, reps: done }) => ({
    startMs: sToMs(start_s),
    endMs: sToMs(end_s),
    reps: done,
  }));
  const last = sets.at(-1);
  if (last === undefined) return initialPlan(plan);
  const state: PlanState = { plan, phase: 'exercising', phaseSinceMs: last.startMs, sets, nowMs: last.endMs };
  return last.reps >= plan.repsPerSet ? endSet(state, last.endMs) : state;
}

export function stepPlan(state: PlanState, input: PlanInput): [PlanState, PlanState] {
  const next = advance(state, input);
  return [next, next];
}

function advance(state: PlanState, input: PlanInput): PlanState {
  if (state.phase === 'finished') return state;
  switch (input.kind) {
    case 'streaming':
      return state.phase === 'waiting' ? enter(state, 'exercising', input.atMs) : state;
    case 'rep':
      return takeRep(state, input.rep);
    case 'asked-for': {
      const { waitsForPerson: _, ...asked } = state;
      return state.phase === 'stimulating' ? { ...asked, phaseSinceMs: input.atMs } : state;
    }
    case 'stimulation-over':
      return enter(state, 'finished', input.atMs);
    case 'samples-over':
      return enter(state, 'finished', input.atMs);
    case 'time':
      return passTime({ ...state, nowMs: input.atMs }, input.atMs);
  }
}

const enter = (state: PlanState, phase: SessionPhase, atMs: number): PlanState => ({
  ...state,
  phase,
  phaseSinceMs: atMs,
});

function takeRep(state: PlanState, rep: Rep): PlanState {
  if (state.phase === 'stimulating') return state;
  const late = state.phase === 'resting' && rep.startMs < state.phaseSinceMs + LATE_REP_MS;
  if (late) return { ...state, sets: [...state.sets.slice(0, -1), extended(state.sets.at(-1)!, rep)] };
  const begins = state.phase !== 'exercising' || setUnderWay(state) === undefined;
  const current = begins ? { startMs: rep.startMs, endMs: rep.endMs, reps: 1 } : extended(state.sets.at(-1)!, rep);
  const sets = begins ? [...state.sets, current] : [...state.sets.slice(0, -1), current];
  // One that was begun in the rest and ended after it belongs to this set, and so do those that follow.
  const phaseSinceMs = begins ? Math.min(state.phaseSinceMs, rep.startMs) : state.phaseSinceMs;
  const running = { ...state, phase: 'exercising' as const, phaseSinceMs, sets };
  return current.reps >= state.plan.repsPerSet ? endSet(running, rep.endMs) : running;
}

const extended = (set: SetSpan, rep: Rep): SetSpan => ({ ...set, endMs: rep.endMs, reps: set.reps + 1 });

/** The set that has begun and is not full; undefined between sets. */
export function setUnderWay({ phase, sets, phaseSinceMs }: PlanState): SetSpan | undefined {
  const last = sets.at(-1);
  return phase === 'exercising' && last && last.startMs >= phaseSinceMs - LATE_REP_MS ? last : undefined;
}

function endSet(state: PlanState, atMs: number): PlanState {
  if (state.sets.length < state.plan.sets) return enter(state, 'resting', atMs);
  return enter(state, state.plan.stimulation ? 'stimulating' : 'finished', atMs);
}

function passTime(state: PlanState, atMs: number): PlanState {
  if (!Number.isFinite(state.plan.repsPerSet)) return state;
  const inPhaseMs = atMs - state.phaseSinceMs;
  const current = setUnderWay(state);
  if (current && atMs - Math.max(current.endMs, state.wentOnMs ?? 0) > GIVEN_UP_MS) return endSet(state, atMs);
  if (state.phase === 'exercising' && !current && inPhaseMs > NOT_BEGUN_MS) return endAll(state, atMs);
  if (state.phase === 'resting' && inPhaseMs > state.plan.restS * 1000) return enter(state, 'exercising', atMs);
  if (isLeftAlone(state, atMs)) return enter(state, 'finished', atMs);
  return state;
}

const isLeftAlone = ({ phase, phaseSinceMs, waitsForPerson, wentOnMs = 0 }: PlanState, atMs: number): boolean =>
  phase === 'stimulating' && waitsForPerson === true && atMs - Math.max(phaseSinceMs, wentOnMs) > NOT_ASKED_FOR_MS;

/** Without any rep there is nothing that a stimulation would follow. */
const endAll = (state: PlanState, atMs: number): PlanState =>
  enter(state, state.plan.stimulation && state.sets.length > 0 ? 'stimulating' : 'finished', atMs);

import type { Placement } from '../../protocol/placement.ts';
import { type CueState, initialCue, stepCue } from './cue/cue.ts';
import type { Exercise } from './exercises/exercise.ts';
import type { AngleTrace } from './joint/angle-trace.ts';
import { type ElevationState, initialElevation, stepElevation } from './joint/elevation-angle.ts';
import { type HingeState, initialHinge, stepHinge } from './joint/joint-angle.ts';
import { appendRows, type RowQueue } from './joint/row-queue.ts';
import { initialPair, type PairState, stepPair } from './joint/segment-pair.ts';
import type { MovementEvent } from './movement-event.ts';
import { initialOrientation, type OrientationState, orient } from './orientation/orientation.ts';
import { ROW } from './orientation/oriented-row.ts';
import { type CompletedRep, finishRepetition, stepRepetition } from './repetition/repetition.ts';
import { initialRepetition, type RepetitionState } from './repetition/repetition-state.ts';
import type { SampleBlock } from './samples.ts';

/** What one exercise's movement is followed with. */
export interface MovementParams {
  readonly exercise: Exercise;
  /** Nominal sampling rate of the bands, Hz; both the same. */
  readonly rateHz: number;
  /**
   * Joint axis in the first and in the second sensor's frame, where the bands' alignment is known: six numbers, unit
   * vectors about which the exercise turns the second segment positively against the first.
   */
  readonly axes?: readonly number[];
}

export interface MovementState {
  readonly params: MovementParams;
  readonly orientations: readonly [OrientationState, OrientationState];
  readonly pair: PairState;
  readonly joint: HingeState | undefined;
  readonly elevation: ElevationState;
  readonly repetition: RepetitionState;
  cue: CueState;
  confidence: number;
}

/** A thigh that lifts slowly must not be taken for one at rest, or its movement becomes gyroscope bias. */
const REST_RATE_DPS = 1;
/** A smaller share of the wanted travel is no repetition: low-amplitude ones reach half of it. */
const LEAST_SHARE = 0.4;
const DECISIVE_SHARE = 0.75;
/** Deliberate holds beyond the prescribed one. */
const PATIENCE_S = 8;
const LONGEST_REP_S = 20;

export function initialMovement(params: MovementParams): MovementState {
  const { exercise, rateHz, axes } = params;
  const newStartAfterS = PATIENCE_S + exercise.tempo.holdS;
  const decisiveDeg = DECISIVE_SHARE * exercise.targetDeg.low;
  const joint = { rateHz, decisiveDeg, newStartAfterS, ...(axes ? { axes } : {}) };
  return {
    params,
    orientations: [initialOrientation(rateHz, REST_RATE_DPS), initialOrientation(rateHz, REST_RATE_DPS)],
    pair: initialPair(),
    joint: exercise.angle === 'hinge' ? initialHinge(joint) : undefined,
    elevation: initialElevation(newStartAfterS),
    repetition: initialRepetition({
      leastRomDeg: LEAST_SHARE * exercise.targetDeg.low,
      longestS: LONGEST_REP_S + exercise.tempo.holdS,
      mostProximalShare: exercise.mostProximalShare,
    }),
    cue: initialCue(exercise),
    confidence: 0,
  };
}

/**
 * A block of either band in, what it makes known out. Blocks of one band come in order of time; how samples are cut
 * into blocks changes neither repetitions nor cues. A band the exercise does not use is ignored. The state passed in is
 * used up: it is moved on in place and handed back.
 */
export function stepMovement(state: MovementState, block: SampleBlock): [MovementState, MovementEvent[]] {
  const side = sideOf(state.params.exercise, block.sensor);
  if (side === undefined || block.count === 0) return [state, []];
  const queue = side === 0 ? state.pair.proximal : state.pair.distal;
  const at = appendRows(queue, block.count);
  orient(state.orientations[side], block, queue.rows, at);
  const trace = state.joint ? followHinge(state.pair, state.joint) : followElevation(queue, state.elevation);
  if (!trace) return [state, []];
  const { tMs, angleDeg, confidence } = trace;
  state.confidence = confidence;
  const events: MovementEvent[] = [{ kind: 'angle', tMs, angleDeg, confidence }];
  announce(state, stepRepetition(state.repetition, trace), events);
  return [state, events];
}

/** The session is over: a repetition almost finished still counts. */
export function finishMovement(state: MovementState): MovementEvent[] {
  const last = finishRepetition(state.repetition, state.confidence);
  const events: MovementEvent[] = [];
  if (last) announce(state, [last], events);
  return events;
}

/** The composite stage, for `scan`, loops over recordings and benches alike. */
export const movement = { initial: initialMovement, step: stepMovement, finish: finishMovement };

function sideOf(exercise: Exercise, sensor: Placement): 0 | 1 | undefined {
  if (sensor === exercise.sensors[0]) return 0;
  return exercise.angle === 'hinge' && sensor === exercise.sensors[1] ? 1 : undefined;
}

function followHinge(pair: PairState, joint: HingeState): AngleTrace | undefined {
  const pairs = stepPair(pair);
  return pairs.count > 0 ? stepHinge(joint, pairs) : undefined;
}

function followElevation(queue: RowQueue, elevation: ElevationState): AngleTrace {
  const trace = stepElevation(elevation, queue.rows, queue.from, (queue.to - queue.from) / ROW.COLUMNS);
  queue.from = queue.to;
  return trace;
}

function announce(state: MovementState, completed: readonly CompletedRep[], events: MovementEvent[]): void {
  for (const { rep, emittedAtMs } of completed) {
    const [after, cue] = stepCue(state.cue, rep);
    state.cue = after;
    events.push({ kind: 'rep', rep, emittedAtMs });
    if (cue) events.push({ kind: 'cue', cue, atMs: emittedAtMs });
  }
}

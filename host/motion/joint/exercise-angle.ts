import type { Placement } from '../../../protocol/placement.ts';
import type { AngleKind, Exercise } from '../exercises/exercise.ts';
import type { Uprights } from '../metrics/trail.ts';
import { ROW } from '../orientation/oriented-row.ts';
import type { AngleTrace } from './angle-trace.ts';
import { type BendState, initialBend, stepBend } from './bend-angle.ts';
import { type ElevationState, initialElevation, stepElevation } from './elevation-angle.ts';
import { type HingeState, initialHinge, stepHinge } from './joint-angle.ts';
import { initialQueue, type RowQueue } from './row-queue.ts';
import { initialPair, PAIR, type PairState, stepPair } from './segment-pair.ts';
import { initialTurn, stepTurn, type TurnState } from './turn-angle.ts';

/** The angle of an exercise, whichever way it is measured: of two bands' samples at common times, or of one band's. */
export type ExerciseAngle =
  | { readonly of: 'pair'; readonly pair: PairState; readonly hinge?: HingeState; readonly bend?: BendState }
  | { readonly of: 'one'; readonly queue: RowQueue; readonly turn?: TurnState; readonly elevation?: ElevationState };

export interface ExerciseAngleParams {
  readonly exercise: Exercise;
  readonly rateHz: number;
  /** A rest longer than this is a starting posture, seconds: longer than any hold. */
  readonly newStartAfterS: number;
  /** Travel that as good as settles which direction is positive, degrees. */
  readonly decisiveDeg: number;
  /** Hinge axis in either sensor's frame, where the alignment is known; six numbers. */
  readonly axes?: readonly number[];
}

export interface FollowedAngle {
  readonly trace: AngleTrace;
  /** Of the segment nearer to the trunk, where the joint lies beyond it. */
  readonly uprights?: Uprights;
}

/** Angles by gravity between two segments: what of the nearer one's tilt is taken off the other one's. */
const PROXIMAL_SHARES: Readonly<Partial<Record<AngleKind, number>>> = { bend: 1, fold: -1, sway: 0 };

export function initialExerciseAngle({ exercise, newStartAfterS, ...hinge }: ExerciseAngleParams): ExerciseAngle {
  const { angle } = exercise;
  if (angle === 'hinge') return { of: 'pair', pair: initialPair(), hinge: initialHinge({ newStartAfterS, ...hinge }) };
  const share = PROXIMAL_SHARES[angle];
  if (share !== undefined) return { of: 'pair', pair: initialPair(), bend: initialBend(newStartAfterS, share) };
  const queue = initialQueue();
  if (angle === 'turn') return { of: 'one', queue, turn: initialTurn(newStartAfterS) };
  return { of: 'one', queue, elevation: initialElevation(newStartAfterS) };
}

/** Whether only gravity tells the angle: then its speed is best taken from the angle itself. */
export const isByGravity = ({ angle }: Exercise): boolean => angle === 'elevation' || angle in PROXIMAL_SHARES;

/** The bands an exercise is measured with, nearer to the trunk first. */
export function sensorsOf({ angle, sensors: [first, second] }: Exercise): readonly Placement[] {
  const takesTwo = angle === 'hinge' || angle in PROXIMAL_SHARES;
  return takesTwo && second ? [first, second] : [first];
}

/** Where the oriented samples of the first or second of those bands have to go. */
export function queueOf(state: ExerciseAngle, side: number): RowQueue {
  if (state.of === 'one') return state.queue;
  return side === 0 ? state.pair.proximal : state.pair.distal;
}

/** The angle at the samples that have come since; nothing while a partner's samples are waited for. */
export function followAngle(state: ExerciseAngle): FollowedAngle | undefined {
  return state.of === 'one' ? followOne(state) : followPair(state);
}

function followPair({ pair, hinge, bend }: Extract<ExerciseAngle, { of: 'pair' }>): FollowedAngle | undefined {
  const pairs = stepPair(pair);
  if (pairs.count === 0) return undefined;
  const uprights = { values: pairs.values, from: PAIR.PROXIMAL + PAIR.UP, stride: PAIR.VALUES };
  return { trace: hinge ? stepHinge(hinge, pairs) : stepBend(bend!, pairs), uprights };
}

function followOne({ queue, turn, elevation }: Extract<ExerciseAngle, { of: 'one' }>): FollowedAngle {
  const { rows, from, to } = queue;
  queue.from = to;
  const count = (to - from) / ROW.COLUMNS;
  return { trace: turn ? stepTurn(turn, rows, from, count) : stepElevation(elevation!, rows, from, count) };
}

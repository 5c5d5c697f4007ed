import { filter, map, merge, NEVER, type Observable, takeUntil, tap } from 'rxjs';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { DeviceConnection } from './connect/device-connection.ts';
import {
  type IntakeHealth,
  type IntakeInput,
  type IntakeOutput,
  initialIntake,
  type RecordedFrame,
  stepIntake,
} from './intake/intake.ts';
import { type Exercise, type MovementEvent, type MovementState, movement } from './motion/index.ts';
import { oneByOne, runStage, timeEvery } from './stage.ts';

/** A motion band that is worn. */
export interface MotionBand {
  readonly connection: DeviceConnection;
  readonly placement: Placement;
}

export interface ExerciseSessionParams {
  readonly bands: readonly MotionBand[];
  readonly exercise: Exercise;
  readonly rateHz: number;
  readonly timeline: Timeline;
  /** The timeline's time at which the session's clock reads 0. */
  readonly originMs: number;
  /** No more samples come: what was almost a repetition is judged, and the stream completes. */
  readonly ended$?: Observable<unknown>;
}

export type ExerciseEvent =
  | MovementEvent
  | { readonly kind: 'recorded'; readonly frame: RecordedFrame }
  | { readonly kind: 'health'; readonly health: IntakeHealth };

/** How often gaps are looked after while no frame comes. */
const INTAKE_TURN_MS = 50;

/** From what the bands send to repetitions and cues: one stage a line. */
export function exerciseSession(params: ExerciseSessionParams): Observable<ExerciseEvent> {
  return merge(
    ...params.bands.map((band) =>
      framesAndTime(band, params).pipe(
        runStage(() => initialIntake(band.placement), stepIntake),
        tap(({ resend }) => askAgain(band.connection, resend)),
      ),
    ),
  ).pipe(
    takeUntil(params.ended$ ?? NEVER),
    runStage(() => movement.initial({ exercise: params.exercise, rateHz: params.rateHz }), understand, movement.finish),
    oneByOne(),
  );
}

function framesAndTime(
  { connection }: MotionBand,
  { timeline, originMs }: ExerciseSessionParams,
): Observable<IntakeInput> {
  const frames$ = connection.messages$.pipe(
    filter((message) => message.kind === 'motion'),
    map(({ frame, atMs }): IntakeInput => ({ kind: 'frame', frame, atMs: atMs - originMs })),
  );
  const time$ = timeEvery(timeline, INTAKE_TURN_MS).pipe(
    map((nowMs): IntakeInput => ({ kind: 'time', atMs: nowMs - originMs })),
  );
  return merge(frames$, time$);
}

function askAgain(connection: DeviceConnection, requests: IntakeOutput['resend']): void {
  for (const request of requests) {
    // A request that cannot be sent leaves a gap, which is counted; why is told by the link's state.
    connection.send({ kind: 'RESEND', ...request }).catch(() => {});
  }
}

function understand(
  state: MovementState,
  { blocks, recorded, health }: IntakeOutput,
): [MovementState, ExerciseEvent[]] {
  const events: ExerciseEvent[] = [];
  let next = state;
  for (const frame of recorded) events.push({ kind: 'recorded', frame });
  for (const block of blocks) {
    const [after, movements] = movement.step(next, block);
    next = after;
    for (const event of movements) events.push(event);
  }
  if (health) events.push({ kind: 'health', health });
  return [next, events];
}

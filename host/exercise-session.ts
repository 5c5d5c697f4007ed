import { Observable, Subscription, takeUntil } from 'rxjs';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { Incomplete } from './backfill.ts';
import { backfillFromLog, incompleteOf } from './backfill.ts';
import type { BandCalibration } from './connect/band-calibration.ts';
import type { DeviceConnection } from './connect/device-connection.ts';
import type { KeptStart } from './intake/band-start.ts';
import { type IntakeInput, type IntakeOutput, initialIntake, type RecordedFrame, stepIntake } from './intake/intake.ts';
import type { IntakeHealth } from './intake/intake-health.ts';
import { samplesBack, wantsLog } from './intake/log-needs.ts';
import type { CueSettings } from './motion/cue/cue.ts';
import {
  type Exercise,
  type MovementEvent,
  type MovementParams,
  type MovementState,
  movement,
} from './motion/index.ts';
import { initialJolt, type JoltState, stepJolt } from './motion/sanity/jolt.ts';
import type { EnrolledRep } from './motion/templates/track.ts';
import { oneByOne, runStage } from './stage.ts';

/** A motion band that is worn. */
export interface MotionBand {
  readonly connection: DeviceConnection;
  readonly placement: Placement;
  /** False for a band without a gyroscope: it is recorded, and felt for falls. */
  readonly feelsTurns?: boolean;
  /** As the band keeps it; absent: factory scale. */
  readonly calibration?: BandCalibration;
  /** How far a gateway before this one had come with this band in this session. */
  readonly starts?: readonly KeptStart[];
  /** Earlier sessions that ended before they had all of this band. */
  readonly earlier?: readonly Incomplete[];
}

export interface ExerciseSessionParams {
  readonly bands: readonly MotionBand[];
  readonly exercise: Exercise;
  readonly rateHz: number;
  readonly timeline: Timeline;
  /** The timeline's time at which the session's clock reads 0. */
  readonly originMs: number;
  /** The person's own repetition, as demonstrated: see MovementParams. */
  readonly reference?: readonly number[];
  /** The person's own repetitions: see MovementParams. */
  readonly enrolled?: readonly EnrolledRep[];
  /** What the person is told; nothing given: coaching. */
  readonly cues?: CueSettings;
  /** Makes everything recorded so far durable; absent: what a band logged is left on it. @throws LimberError on a full disk */
  readonly store?: () => void;
  /** No more samples come: what was almost a repetition is judged, and the stream completes. */
  readonly ended$?: Observable<unknown>;
  /** Asks how they come in, beside the times at which it is told by itself; told before it returns. */
  readonly asked$?: Observable<unknown>;
}

export type ExerciseEvent =
  | MovementEvent
  /** A fall or a violent movement was felt by one of the bands. */
  | { readonly kind: 'jolt' }
  | { readonly kind: 'recorded'; readonly frame: RecordedFrame }
  | { readonly kind: 'health'; readonly health: IntakeHealth };

/** How often gaps are looked after while no frame comes. */
const INTAKE_TURN_MS = 50;
/** How often it is told how they come in. */
const HEALTH_TURN_MS = 250;

/** From what the bands send to repetitions and cues: one stage a line. */
export function exerciseSession(params: ExerciseSessionParams): Observable<ExerciseEvent> {
  const samples$ = takeIn(params);
  return (params.ended$ ? samples$.pipe(takeUntil(params.ended$)) : samples$).pipe(
    runStage(
      () => ({ movement: movement.initial(movementParams(params)), jolts: new Map(), still: stillOf(params) }),
      understand,
      (state: Understanding): ExerciseEvent[] => movement.finish(state.movement),
    ),
    oneByOne(),
  );
}

const movementParams = ({ exercise, rateHz, reference, enrolled, cues }: ExerciseSessionParams): MovementParams => ({
  exercise,
  rateHz,
  ...(reference ? { reference } : {}),
  ...(enrolled ? { enrolled } : {}),
  ...(cues ? { cues } : {}),
});

/**
 * The bands' frames as they come and time as it passes, through intake; only what has something to say goes on. By hand
 * instead of with operators: there are more turns of time than frames, and each operator would be passed with every one.
 */
function takeIn(params: ExerciseSessionParams): Observable<IntakeOutput> {
  return new Observable((subscriber) => {
    const subscription = new Subscription();
    for (const band of params.bands) subscription.add(takeInBand(band, params, (output) => subscriber.next(output)));
    return subscription;
  });
}

function takeInBand(
  { connection, placement, calibration, starts, earlier = [] }: MotionBand,
  { timeline, originMs, store, asked$ }: ExerciseSessionParams,
  handOn: (output: IntakeOutput) => void,
): Subscription {
  let state = initialIntake(placement, calibration?.correction, starts);
  const nowMs = (): number => timeline.nowMs() - originMs;
  const take = (input: IntakeInput): void => {
    const [next, output] = stepIntake(state, input);
    state = next;
    if (output.resend.length > 0) askAgain(connection, output.resend);
    if (output.recorded.length > 0 || output.health) handOn(output);
  };
  const taken = connection.messages$.subscribe((message) => {
    const atMs = message.atMs - originMs;
    if (message.kind === 'motion') take({ kind: 'frame', frame: message.frame, atMs });
    if (message.kind === 'hello') take({ kind: 'start', boot: message.hello.boot, atMs });
    if (message.kind === 'status') {
      const { boot, oldestSequence: oldest, nextSequence: next } = message.status;
      take({ kind: 'start', boot, atMs, ring: { oldest, next } });
    }
  });
  taken.add(connection.link.onState((link) => take({ kind: 'link', isUp: link === 'up', atMs: nowMs() })));
  const hello = connection.hello();
  if (hello) take({ kind: 'start', boot: hello.boot, atMs: nowMs() });
  const before = connection.motionUntilNow();
  // While a gateway starts, the session that it goes on with is under way.
  if (starts) for (const { frame, atMs } of before) take({ kind: 'frame', frame, atMs: atMs - originMs });
  taken.add(timeline.every(INTAKE_TURN_MS, () => take({ kind: 'time', atMs: nowMs() })));
  taken.add(timeline.every(HEALTH_TURN_MS, () => take({ kind: 'health' })));
  taken.add(asked$?.subscribe(() => take({ kind: 'health' })));
  if (!store) return taken;
  const own = incompleteOf(() => state, take, {
    wantsLog: () => wantsLog(state),
    samplesBack: () => samplesBack(state),
    store,
  });
  taken.add(backfillFromLog(connection, timeline, () => [own, ...earlier]).close);
  return taken;
}

function askAgain(connection: DeviceConnection, requests: IntakeOutput['resend']): void {
  for (const request of requests) {
    // A request that cannot be sent leaves a gap, which is counted; why is told by the link's state.
    connection.send({ kind: 'RESEND', ...request }).catch(() => {});
  }
}

interface Understanding {
  readonly movement: MovementState;
  readonly jolts: ReadonlyMap<Placement, JoltState>;
  /** Bands without a gyroscope: their tilt while they move would be an invention. */
  readonly still: readonly Placement[];
}

const stillOf = ({ bands }: ExerciseSessionParams): Placement[] =>
  bands.filter(({ feelsTurns }) => feelsTurns === false).map(({ placement }) => placement);

function understand(
  state: Understanding,
  { blocks, recorded, health }: IntakeOutput,
): [Understanding, ExerciseEvent[]] {
  const events: ExerciseEvent[] = [];
  let next = state.movement;
  let { jolts } = state;
  for (const frame of recorded) events.push({ kind: 'recorded', frame });
  for (const block of blocks) {
    if (!state.still.includes(block.sensor)) {
      const [after, movements] = movement.step(next, block);
      next = after;
      for (const event of movements) events.push(event);
    }
    const before = jolts.get(block.sensor) ?? initialJolt();
    const [jolt, felt] = stepJolt(before, block);
    if (jolt !== before) jolts = new Map(jolts).set(block.sensor, jolt);
    if (felt) events.push({ kind: 'jolt' });
  }
  if (health) events.push({ kind: 'health', health });
  return [{ ...state, movement: next, jolts }, events];
}

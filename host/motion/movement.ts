import type { Placement } from '../../protocol/placement.ts';
import { type CueSettings, type CueState, initialCue, stepCue } from './cue/cue.ts';
import { type ExecutionNaming, initialNaming, nameExecution, rememberSamples } from './enrolment/execution-naming.ts';
import type { Exercise } from './exercises/exercise.ts';
import { type AngleTrace, TRAIT } from './joint/angle-trace.ts';
import {
  type ExerciseAngle,
  followAngle,
  initialExerciseAngle,
  isByGravity,
  queueOf,
  sensorsOf,
} from './joint/exercise-angle.ts';
import { appendRows } from './joint/row-queue.ts';
import { initialSwayLog, logSway, type SwayLog, swayBetween, swayMeasures } from './metrics/sway-log.ts';
import { initialTrunkWatch, isOnTrunk, type TrunkWatch, trunkLean, watchTrunk } from './metrics/trunk-lean.ts';
import type { MovementEvent } from './movement-event.ts';
import { initialOrientation, type OrientationState, orient } from './orientation/orientation.ts';
import type { Rep } from './repetition/rep.ts';
import type { CompletedRep } from './repetition/rep-release.ts';
import { finishRepetition, stepRepetition } from './repetition/repetition.ts';
import { initialRepetition, type RepetitionState } from './repetition/repetition-state.ts';
import type { SampleBlock } from './samples.ts';
import {
  BALL_SLIP_DEG,
  doubtsAbout,
  HINGE_SLIP_DEG,
  initialSanity,
  type SanityState,
  watchSensor,
} from './sanity/sanity.ts';
import type { EnrolledRep } from './templates/track.ts';

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
  /** The person's own repetition as enrolled or demonstrated: the angle at each percent of it (`repCurve`), degrees. */
  readonly reference?: readonly number[];
  /** The person's own repetitions of the exercise, to name executions by; their sensors are those the angle needs. */
  readonly enrolled?: readonly EnrolledRep[];
  /** What the person is told, and what is known of earlier sessions. */
  readonly cues?: CueSettings;
}

export interface MovementState {
  readonly params: MovementParams;
  readonly orientations: readonly [OrientationState, OrientationState];
  /** The bands that the angle needs, nearer to the trunk first. */
  readonly sensors: readonly Placement[];
  readonly angle: ExerciseAngle;
  readonly swayLog: SwayLog | undefined;
  /** Bands on the trunk that are worn besides. */
  readonly trunk: TrunkWatch[];
  readonly repetition: RepetitionState;
  readonly sanity: SanityState;
  readonly naming: ExecutionNaming | undefined;
  cue: CueState;
  confidence: number;
}

/** A thigh that lifts slowly must not be taken for one at rest, or its movement becomes gyroscope bias. */
const REST_RATE_DPS = 1;
/** Inclination and bias are corrected over seconds: so often is as good as with every sample. */
export const LEVEL_RATE_HZ = 26;
/** A smaller share of the wanted travel is no repetition: low-amplitude ones reach half of it. */
const LEAST_SHARE = 0.4;
const DECISIVE_SHARE = 0.75;
/** Deliberate holds beyond the prescribed one. */
const PATIENCE_S = 8;
const LONGEST_REP_S = 20;
/** What may pass between the end of a repetition and its being told. */
const LATEST_TELLING_S = 5;

export function initialMovement(params: MovementParams): MovementState {
  const { exercise, rateHz, axes, reference, cues, enrolled = [] } = params;
  const orientation = () => initialOrientation(rateHz, REST_RATE_DPS, LEVEL_RATE_HZ);
  const sensors = sensorsOf(exercise);
  const longestS = LONGEST_REP_S + exercise.tempo.holdS;
  const angle = {
    exercise,
    rateHz,
    newStartAfterS: PATIENCE_S + exercise.tempo.holdS,
    decisiveDeg: DECISIVE_SHARE * exercise.targetDeg.low,
    ...(axes ? { axes } : {}),
  };
  return {
    params,
    orientations: [orientation(), orientation()],
    sensors,
    angle: initialExerciseAngle(angle),
    swayLog: exercise.angle === 'sway' ? initialSwayLog() : undefined,
    trunk: [],
    repetition: initialRepetition({
      leastRomDeg: LEAST_SHARE * exercise.targetDeg.low,
      longestS,
      mostProximalShare: exercise.mostProximalShare,
      ...(exercise.angle === 'hinge' ? { sensors: [sensors[0]!, sensors[1]!] as const } : {}),
      rateHz,
      isElevation: isByGravity(exercise),
      ...(reference ? { reference } : {}),
    }),
    sanity: initialSanity(sensors, rateHz),
    naming: enrolled.length > 0 ? initialNaming(enrolled, longestS + LATEST_TELLING_S) : undefined,
    cue: initialCue({ exercise, ...cues }),
    confidence: 0,
  };
}

/**
 * A block of either band in, what it makes known out. Blocks of one band come in order of time; how samples are cut
 * into blocks changes neither repetitions nor cues. A band the exercise does not use is ignored. The state passed in is
 * used up: it is moved on in place and handed back.
 */
export function stepMovement(state: MovementState, block: SampleBlock): [MovementState, MovementEvent[]] {
  const side = state.sensors.indexOf(block.sensor);
  if (side < 0 || block.count === 0) return [watchBesides(state, block), []];
  const queue = queueOf(state.angle, side);
  const at = appendRows(queue, block.count);
  orient(state.orientations[side]!, block, queue.rows, at);
  watchSensor(state.sanity, side, block, queue.rows, at);
  if (state.naming) rememberSamples(state.naming, block);
  if (state.swayLog && side === 0) logSway(state.swayLog, block);
  const followed = followAngle(state.angle);
  if (!followed) return [state, []];
  const { trace, uprights } = followed;
  const { tMs, angleDeg, confidence } = trace;
  state.confidence = confidence[confidence.length - 1]!;
  const events: MovementEvent[] = [{ kind: 'angle', tMs, angleDeg, confidence, ...filledIn(trace) }];
  announce(state, stepRepetition(state.repetition, trace, uprights), events);
  return [state, events];
}

/** Traits are written anew in the next step; gaps are few. */
function filledIn({ count, traits }: AngleTrace): { filled?: Uint8Array } {
  let filled: Uint8Array | undefined;
  for (let i = 0, at = TRAIT.INTERPOLATED; i < count; i++, at += TRAIT.VALUES) {
    if (traits[at] === 0) continue;
    filled ??= new Uint8Array(count);
    filled[i] = 1;
  }
  return filled ? { filled } : {};
}

/** What a band has to say that the angle does not need. */
function watchBesides(state: MovementState, block: SampleBlock): MovementState {
  const { trunk, params } = state;
  if (block.count === 0 || !isOnTrunk(block.sensor) || params.exercise.sensors.includes(block.sensor)) return state;
  let watch = trunk.find(({ sensor }) => sensor === block.sensor);
  if (!watch) {
    watch = initialTrunkWatch(block.sensor, params.rateHz);
    trunk.push(watch);
  }
  watchTrunk(watch, block);
  return state;
}

/** The session is over: a repetition almost finished still counts. */
export function finishMovement(state: MovementState): MovementEvent[] {
  const last = finishRepetition(state.repetition, state.confidence);
  const events: MovementEvent[] = [];
  announce(state, last, events);
  return events;
}

/** The composite stage, for `scan`, loops over recordings and benches alike. */
export const movement = { initial: initialMovement, step: stepMovement, finish: finishMovement };

function announce(state: MovementState, completed: readonly CompletedRep[], events: MovementEvent[]): void {
  const slipDeg = state.params.exercise.angle === 'hinge' ? HINGE_SLIP_DEG : BALL_SLIP_DEG;
  for (const { rep: found, emittedAtMs } of completed) {
    const execution = state.naming && nameExecution(state.naming, found.startMs, found.endMs);
    const doubts = [...found.doubts, ...doubtsAbout(state.sanity, found, slipDeg)];
    const rep = { ...withTrunk(state, found), doubts, ...(execution ? { execution } : {}) };
    const [after, cue] = stepCue(state.cue, rep);
    state.cue = after;
    events.push({ kind: 'rep', rep, emittedAtMs });
    if (cue) events.push({ kind: 'cue', cue, atMs: emittedAtMs });
  }
}

/** How the trunk leant, and in exercises of balance swayed during the hold. */
function withTrunk({ swayLog, trunk }: MovementState, rep: Rep): Rep {
  const { startMs, peakMs, endMs, tempoS } = rep;
  const metrics = { ...rep.metrics, trunkLeanDeg: trunkLean(trunk, startMs, endMs) };
  if (!swayLog) return { ...rep, metrics };
  const heldToMs = peakMs + tempoS.holdS * 1000;
  const measures = swayMeasures(swayBetween(swayLog, peakMs, heldToMs), tempoS.holdS);
  return { ...rep, metrics: { ...metrics, ...measures } };
}

import {
  initialHistory,
  noted,
  prepareRecogniser,
  type Recogniser,
  type RecognitionHistory,
  recognise,
} from '../recognition/recogniser.ts';
import {
  type Excursion,
  expectSize,
  finishExcursion,
  isResting,
  longestS,
  rebase,
  stepExcursion,
} from './excursion.ts';
import { type ExcursionState, initialExcursion } from './excursion-state.ts';
import { type Exemplar, exemplarOf, mostTelling, turnedRight } from './exemplar.ts';
import { expectationsOf } from './expectation.ts';
import { type KindMemory, kindByOwn, memoryOf } from './own-kind.ts';
import { initialPosture, POSTURE_VALUES, type PostureState, stepPosture } from './posture.ts';
import { initialRecent, type RecentSamples, recentPostures, recentTrack, remember } from './recent-samples.ts';
import { marginsOf } from './rep-boundaries.ts';
import { repTraits } from './rep-traits.ts';
import { type CompletedTemplatedRep, templatedRep } from './templated-rep.ts';
import type { EnrolledRep, Track } from './track.ts';

export interface TemplatedParams {
  /** Of the track's grid. */
  readonly rateHz: number;
  readonly sensors: readonly string[];
  /** At least one; on the same sensors and the same grid. */
  readonly enrolled: readonly EnrolledRep[];
  /** Distance beyond which a movement is none of the enrolled; UNLIKE where not given. */
  readonly unlike?: number;
}

export interface TemplatedState {
  readonly params: TemplatedParams;
  readonly exemplars: readonly Exemplar[];
  readonly posture: PostureState;
  readonly excursion: ExcursionState;
  readonly recent: RecentSamples;
  readonly memories: readonly KindMemory[];
  readonly recogniser: Recogniser;
  history: RecognitionHistory;
  /** Time of the first sample; NaN before it. */
  t0S: number;
  lastEndS: number;
}

/**
 * Movements beyond this distance are none of the enrolled: on PTED a person's own exercises are within 1.3, those of one
 * other person within 1.8, and with a strap turned by 25 degrees since within 2.
 */
const UNLIKE = 2;
const NONE: readonly CompletedTemplatedRep[] = [];

export function initialTemplated(params: TemplatedParams): TemplatedState {
  const { rateHz, sensors, enrolled } = params;
  const exemplars = turnedRight(mostTelling(enrolled.map(exemplarOf)));
  const expectations = expectationsOf(exemplars);
  return {
    params,
    exemplars,
    posture: initialPosture(sensors.length, rateHz),
    excursion: initialExcursion(expectations, sensors.length, rateHz, marginsOf(exemplars).afterS),
    recent: initialRecent(sensors, rateHz, longestS(expectations) + 1),
    memories: exemplars.filter(({ rep }) => rep.isOwn).map(memoryOf),
    recogniser: prepareRecogniser(exemplars.map(({ rep }) => rep)),
    history: initialHistory(),
    t0S: Number.NaN,
    lastEndS: Number.NEGATIVE_INFINITY,
  };
}

/**
 * Finds and names repetitions with the help of enrolled ones, as samples arrive: posture -> movement out and back ->
 * exercise and execution -> boundaries. What comes later changes nothing that was told.
 * @param track the next samples, of the sensors and the rate of the params
 */
export function stepTemplated(
  state: TemplatedState,
  track: Track,
): [state: TemplatedState, completed: readonly CompletedTemplatedRep[]] {
  const { params } = state;
  let completed = NONE;
  if (Number.isNaN(state.t0S)) state.t0S = track.t0S;
  for (let i = 0; i < track.count; i++) {
    const posture = stepPosture(state.posture, track.values, i, isResting(state.excursion));
    remember(state.recent, track, i, posture);
    for (let s = 0; s < params.sensors.length; s++) {
      if (state.posture.isNew[s]) rebase(state.excursion, posture, s);
    }
    const excursion = stepExcursion(state.excursion, posture);
    const rep = excursion && complete(state, excursion);
    if (rep) completed = [...completed, rep];
  }
  return [state, completed];
}

/** The repetition that was on its way back when the recording ended. */
export function finishTemplated(state: TemplatedState): readonly CompletedTemplatedRep[] {
  const excursion = finishExcursion(state.excursion);
  const rep = excursion && complete(state, excursion);
  return rep ? [rep] : NONE;
}

/** Undefined where the movement is like nothing enrolled. */
function complete(state: TemplatedState, excursion: Excursion): CompletedTemplatedRep | undefined {
  const { recent, params, t0S, recogniser, history } = state;
  const { rateHz } = params;
  const { from, to } = excursion;
  const track = recentTrack(recent, from, to, t0S + from / rateHz);
  const recognition = recognise(recogniser, history, track, { from: 0, to: track.count }, params.unlike ?? UNLIKE);
  const { exercise, execution, confidence, distance } = recognition;
  if (exercise === null || execution === null) return undefined;
  state.history = noted(recogniser, history, recognition);
  expectSize(state.excursion, excursion.size);
  const postures = recentPostures(recent, from, to);
  const width = params.sensors.length * POSTURE_VALUES;
  const traits = repTraits(postures, width, { from: 0, to: to - from }, rateHz);
  const kind = kindByOwn(state.memories, exercise, { traits, postures }) ?? { exercise, execution, confidence };
  const found = { segment: { from, to }, track, traits, postures, notBeforeS: state.lastEndS };
  const rep = templatedRep(found, kind, state.exemplars);
  state.lastEndS = rep.endS;
  return { rep, emittedAtS: t0S + excursion.emittedAt / rateHz, distance };
}

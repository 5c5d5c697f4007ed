import { type Traits, traitsOf } from '../recognition/execution-model.ts';
import { executionLikelihoods, nearestExercise, wholeExcursionRad } from '../recognition/nearest-exercise.ts';
import { executionProbabilities, initialScale, type PersonScale, updatedScale } from '../recognition/person-scale.ts';
import { prepareRecogniser, type Recogniser, UNLIKE } from '../recognition/recogniser.ts';
import { shapeOf } from '../recognition/rep-shape.ts';
import type { EnrolledRep, Track } from '../templates/track.ts';
import { initialRing, putBlock, ringTrack, type SampleRing } from './sample-ring.ts';

/** How a repetition was done, by the name the clinician gave to enrolled repetitions like it. */
export interface RepExecution {
  /** Null: farther from everything enrolled than the same person's repetitions of one kind usually are. */
  readonly name: string | null;
  /** 0 to 1: probability among what is enrolled; 0 without a name. */
  readonly confidence: number;
}

/** What the live session names executions with; a plain object, moved on in place. */
export interface ExecutionNaming {
  readonly ring: SampleRing;
  readonly recogniser: Recogniser;
  /** What the session's repetitions so far say of the person; undefined before the first. */
  scale: PersonScale | undefined;
}

/**
 * Standard deviations of one repetition around its kind's enrolled place, of the logarithms of how far and of how long far
 * out: from enrolment to session, and from repetition to repetition (recognition/person-scale.ts), together.
 */
const USUAL: Traits = [Math.hypot(0.15, 0.15), Math.hypot(0.25, 0.3)];
/** Squared deviation that 95 of 100 stay below (chi-squared, two degrees of freedom). */
const MOST_DEVIATION = 6;
/** Share of names that are wrong however clear they look, as in recognition/recogniser.ts. */
const LAPSES = 0.02;

/**
 * @param enrolled the person's own repetitions of one exercise, all with the same sensors, at least one
 * @param longestS of a repetition, with what may pass before it is told
 */
export const initialNaming = (enrolled: readonly EnrolledRep[], longestS: number): ExecutionNaming => ({
  ring: initialRing(enrolled[0]!.track.sensors, longestS),
  recogniser: prepareRecogniser(enrolled),
  scale: undefined,
});

export const rememberSamples = ({ ring }: ExecutionNaming, block: Parameters<typeof putBlock>[1]): void =>
  putBlock(ring, block);

/** Names a repetition that has just been found; undefined where its samples are not remembered. */
export function nameExecution(naming: ExecutionNaming, startMs: number, endMs: number): RepExecution | undefined {
  const track = ringTrack(naming.ring, startMs, endMs);
  return track && nameTrack(naming, track);
}

/**
 * That it is the exercise is known: its joint moved. So a band that was strapped on in another direction than when the
 * templates were recorded (nothing else of the session minds) only takes the postures away as evidence; how far and how
 * long remain.
 */
function nameTrack(naming: ExecutionNaming, track: Track): RepExecution | undefined {
  const { enrolled, models } = naming.recogniser;
  const shape = shapeOf(track, { from: 0, to: track.count });
  const { model, squares } = nearestExercise(enrolled, models, shape);
  if (!model) return undefined;
  const traits = traitsOf(wholeExcursionRad(enrolled, model, shape), shape.farS);
  if (!traits.every(Number.isFinite)) return undefined;
  const scale = naming.scale ?? initialScale(model);
  const byTraits = executionProbabilities(model, scale, traits);
  const byShape = Math.min(...squares) <= UNLIKE ** 2 ? executionLikelihoods(squares) : squares.map(() => 1);
  const weights = byTraits.map((probability, label) => probability * byShape[label]!);
  const best = weights.indexOf(Math.max(...weights));
  if (deviation(traits, model.centres[0]!, model.offsets[best]!) > MOST_DEVIATION) return { name: null, confidence: 0 };
  naming.scale = updatedScale(model, scale, traits);
  const probability = weights[best]! / weights.reduce((sum, weight) => sum + weight, 0);
  return { name: model.labels[best]!, confidence: (1 - LAPSES) * probability + LAPSES / model.labels.length };
}

const deviation = (traits: Traits, centre: Traits, offset: Traits): number =>
  ((traits[0] - centre[0] - offset[0]) / USUAL[0]) ** 2 + ((traits[1] - centre[1] - offset[1]) / USUAL[1]) ** 2;

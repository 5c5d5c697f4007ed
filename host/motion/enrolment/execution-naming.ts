import { type ExecutionModel, type Traits, traitsOf } from '../recognition/execution-model.ts';
import { nearestExercise, wholeExcursionRad } from '../recognition/nearest-exercise.ts';
import { executionProbabilities, initialScale, type PersonScale, updatedScale } from '../recognition/person-scale.ts';
import { prepareRecogniser, type Recogniser, UNLIKE } from '../recognition/recogniser.ts';
import { shapeOf } from '../recognition/rep-shape.ts';
import type { SampleBlock } from '../samples.ts';
import { type Exemplar, exemplarOf, turnedRight } from '../templates/exemplar.ts';
import { type KindMemory, kindByOwn, memoryOf } from '../templates/own-kind.ts';
import { POSTURE_VALUES, posturesOf } from '../templates/posture.ts';
import { repTraits } from '../templates/rep-traits.ts';
import type { EnrolledRep, Track } from '../templates/track.ts';
import { initialRing, putBlock, ringTrack, type SampleRing } from './sample-ring.ts';

/** How a repetition was done, by the name the clinician gave to enrolled repetitions like it. */
export interface RepExecution {
  /** Null: farther from everything enrolled than the same person's repetitions of one kind usually are. */
  readonly name: string | null;
  /** 0 to 1: trust in the name, or without one, in that it is none of the enrolled. An order, not a measured probability. */
  readonly confidence: number;
}

interface Named {
  readonly name: string;
  readonly confidence: number;
}

/** What the live session names executions with; a plain object, moved on in place. */
export interface ExecutionNaming {
  readonly ring: SampleRing;
  readonly recogniser: Recogniser;
  /** The enrolled repetitions' ways and paths, drawn along by those of the session. */
  readonly memories: readonly KindMemory[];
  /** What the session's repetitions so far say of the person; undefined before the first. */
  scale: PersonScale | undefined;
}

/**
 * Standard deviations of one repetition around its kind's enrolled place, of the logarithms of how far and of how long far
 * out: from enrolment to session, and from repetition to repetition (recognition/person-scale.ts), together.
 */
const USUAL: Traits = [Math.hypot(0.15, 0.15), Math.hypot(0.25, 0.3)];
/**
 * Squared deviation from which on it is rather something nobody enrolled: 95 of 100 stay below (chi-squared, two degrees of
 * freedom).
 */
const MOST_DEVIATION = 6;
/** Rows of a path that are compared at most: what comparing costs grows with their square, and a hold may last a minute. */
const MOST_ROWS = 100;
/** Share of names that are wrong however clear they look, as in recognition/recogniser.ts. */
const LAPSES = 0.02;

/**
 * @param enrolled the person's own repetitions of one exercise, all with the same sensors, at least one
 * @param longestS of a repetition, with what may pass before it is told
 */
export const initialNaming = (enrolled: readonly EnrolledRep[], longestS: number): ExecutionNaming => ({
  ring: initialRing(enrolled[0]!.track.sensors, longestS),
  recogniser: prepareRecogniser(enrolled),
  memories: turnedRight(enrolled.map(exemplarOf)).map(memoryOfThinned),
  scale: undefined,
});

export const rememberSamples = ({ ring }: ExecutionNaming, block: SampleBlock): void => putBlock(ring, block);

/** Names a repetition that has just been found; undefined where its samples are not remembered. */
export function nameExecution(naming: ExecutionNaming, startMs: number, endMs: number): RepExecution | undefined {
  const track = ringTrack(naming.ring, startMs, endMs);
  return track && nameTrack(naming, track);
}

/**
 * The same for its samples, on the sensors and the grid of the enrolled ones. That it is the exercise is known: its joint
 * moved. A band may be strapped on in another direction than when the templates were recorded, since nothing else of the
 * session minds: then postures and paths cannot be compared, and how far and how long must do.
 */
export function nameTrack(naming: ExecutionNaming, track: Track): RepExecution | undefined {
  const { enrolled, models } = naming.recogniser;
  const shape = shapeOf(track, { from: 0, to: track.count });
  const { model, squares } = nearestExercise(enrolled, models, shape);
  // No band said anything.
  if (!model || shape.excursionRad === 0) return undefined;
  const traits = traitsOf(wholeExcursionRad(enrolled, model, shape), shape.farS);
  const likeness = likenessOf(Math.min(...model.offsets.map((offset) => deviation(traits, model.centres[0]!, offset))));
  if (likeness < 0.5) return { name: null, confidence: 1 - likeness };
  const isWornAlike = Math.min(...squares) <= UNLIKE ** 2 && isWhole(track);
  const byTraits = nameByTraits(naming, model, traits);
  const { name, confidence } = (isWornAlike && nameByPath(naming, model.exercise, track)) || byTraits;
  return { name, confidence: likeness * confidence };
}

function nameByTraits(naming: ExecutionNaming, model: ExecutionModel, traits: Traits): Named {
  const scale = naming.scale ?? initialScale(model);
  const probabilities = executionProbabilities(model, scale, traits);
  const best = probabilities.indexOf(Math.max(...probabilities));
  naming.scale = updatedScale(model, scale, traits);
  return {
    name: model.labels[best]!,
    confidence: (1 - LAPSES) * probabilities[best]! + LAPSES / model.labels.length,
  };
}

function nameByPath({ memories }: ExecutionNaming, exercise: string, track: Track): Named | undefined {
  const postures = posturesOf(track);
  const width = track.sensors.length * POSTURE_VALUES;
  const traits = repTraits(postures, width, { from: 0, to: track.count }, track.rateHz);
  const kind = kindByOwn(memories, exercise, { traits, postures: thinned(postures, width) });
  return kind && { name: kind.execution, confidence: kind.confidence };
}

const memoryOfThinned = (exemplar: Exemplar): KindMemory =>
  memoryOf({ ...exemplar, postures: thinned(exemplar.postures, exemplar.traits.rest.length) });

/** Every second, third, ... row of a long path. */
function thinned(rows: Float64Array, width: number): Float64Array {
  const every = Math.ceil(rows.length / width / MOST_ROWS);
  return every <= 1 ? rows : rows.filter((_, i) => Math.floor(i / width) % every === 0);
}

const isWhole = ({ values }: Track): boolean => values.every((all) => !all.some(Number.isNaN));

/** Against anything else, which is as likely as the enrolled where that is as improbable as it may be. */
const likenessOf = (squared: number): number => 1 / (1 + Math.exp((squared - MOST_DEVIATION) / 2));

const deviation = (traits: Traits, centre: Traits, offset: Traits): number =>
  ((traits[0] - centre[0] - offset[0]) / USUAL[0]) ** 2 + ((traits[1] - centre[1] - offset[1]) / USUAL[1]) ** 2;

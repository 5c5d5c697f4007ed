import type { EnrolledRep, Segment, Track } from '../templates/track.ts';
import { type ExecutionModel, learnExecutions, type Traits, traitsOf } from './execution-model.ts';
import { executionLikelihoods, nearestExercise, type ShapedRep, wholeExcursionRad } from './nearest-exercise.ts';
import { executionProbabilities, initialScale, type PersonScale, updatedScale } from './person-scale.ts';
import { shapeOf } from './rep-shape.ts';

/** What a repetition was recognised as. */
export interface Recognition {
  /** Null where it is like nothing enrolled. */
  readonly exercise: string | null;
  readonly execution: string | null;
  /** 0 to 1: probability of exercise and execution together, among what is enrolled. */
  readonly confidence: number;
  /** To the nearest enrolled repetition, in units of what is usual within one exercise: about 1 when it is the same. */
  readonly distance: number;
  readonly traits: Traits;
}

/** What the enrolled repetitions say; plain data. */
export interface Recogniser {
  readonly enrolled: readonly ShapedRep[];
  readonly models: readonly ExecutionModel[];
}

/** What this session's repetitions so far say about the person: a belief for each exercise seen; plain data. */
export type RecognitionHistory = ReadonlyMap<string, PersonScale>;

/**
 * Beyond this distance a movement is none of the enrolled ones. On PTED 99 of 100 repetitions are nearer than 1.2 (own
 * templates) or 1.6 (others'); with their exercise taken out of the library, all are farther than 2.4, or half than 2.
 */
export const UNLIKE = 1.8;
/**
 * Share of repetitions that the model explains wrongly however clear it finds them; seen where it was surest (0.97 and more):
 * 1 in 100 wrong with own templates, 8 in 100 with those of two others. Confidence never exceeds what it leaves.
 */
const LAPSES = { own: 0.02, foreign: 0.1 } as const;

/** The person's own repetitions, others', or both; in any order. */
export function prepareRecogniser(templates: readonly EnrolledRep[]): Recogniser {
  const shaped = templates.map((rep) => ({ ...rep, shape: shapeOf(rep.track, { from: 0, to: rep.track.count }) }));
  return {
    enrolled: shaped.map(({ exercise, execution, isOwn, shape }) => ({ exercise, execution, isOwn, shape })),
    models: learnExecutions(
      shaped.map((rep) => ({ ...rep, traits: traitsOf(rep.shape.excursionRad, rep.shape.farS) })),
    ),
  };
}

export const initialHistory = (): RecognitionHistory => new Map();

/**
 * Which of the enrolled exercises and executions a stretch of the session is.
 * @param unlike the distance beyond which it is none of them
 */
export function recognise(
  recogniser: Recogniser,
  history: RecognitionHistory,
  track: Track,
  segment: Segment,
  unlike = UNLIKE,
): Recognition {
  const shape = shapeOf(track, segment);
  const { model, probability, squares } = nearestExercise(recogniser.enrolled, recogniser.models, shape);
  const distance = Math.sqrt(Math.min(...squares));
  const traits = traitsOf(wholeExcursionRad(recogniser.enrolled, model, shape), shape.farS);
  if (!model || !(distance <= unlike)) return { exercise: null, execution: null, confidence: 0, distance, traits };
  const byTraits = executionProbabilities(model, history.get(model.exercise) ?? initialScale(model), traits);
  const probabilities = product(byTraits, executionLikelihoods(squares));
  const best = probabilities.indexOf(Math.max(...probabilities));
  return {
    exercise: model.exercise,
    execution: model.labels[best]!,
    confidence: probability * allowingForLapses(probabilities[best]!, model),
    distance,
    traits,
  };
}

function allowingForLapses(probability: number, { isOwn, labels }: ExecutionModel): number {
  const lapses = isOwn ? LAPSES.own : LAPSES.foreign;
  return (1 - lapses) * probability + lapses / labels.length;
}

/** The history with one more repetition, told once it is certain that it was one. */
export function noted(
  recogniser: Recogniser,
  history: RecognitionHistory,
  recognition: Recognition,
): RecognitionHistory {
  const model = recogniser.models.find(({ exercise }) => exercise === recognition.exercise);
  if (!model || recognition.distance > UNLIKE) return history;
  const scale = history.get(model.exercise) ?? initialScale(model);
  return new Map([...history, [model.exercise, updatedScale(model, scale, recognition.traits)]]);
}

function product(probabilities: readonly number[], weights: readonly number[]): number[] {
  const weighted = probabilities.map((probability, i) => probability * weights[i]!);
  const total = weighted.reduce((sum, value) => sum + value, 0);
  return weighted.map((value) => value / total);
}

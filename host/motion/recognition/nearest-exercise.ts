import type { ExecutionModel } from './execution-model.ts';
import { distanceSquared, isSeen, sensorTurns } from './likeness.ts';
import type { RepShape } from './rep-shape.ts';

/** An enrolled repetition as far as likeness goes. */
export interface ShapedRep {
  readonly exercise: string;
  readonly execution: string;
  readonly isOwn: boolean;
  readonly shape: RepShape;
}

/**
 * Sharpens squared distances to probabilities: postures, shares and axes err together, so between exercises they count as
 * four measurements, between executions as two, since how far is in the traits already.
 */
const MEASUREMENTS = { exercise: 4, execution: 2 } as const;

export interface NearestExercise {
  readonly model: ExecutionModel | undefined;
  readonly probability: number;
  /** Squared distance to the nearest enrolled repetition of each of the model's labels. */
  readonly squares: readonly number[];
}

/** The exercise with the enrolled repetition most like a shape; `probability` is among the exercises given. */
export function nearestExercise(
  enrolled: readonly ShapedRep[],
  models: readonly ExecutionModel[],
  shape: RepShape,
): NearestExercise {
  const squares = models.map((model) => {
    const leading = enrolled.filter((rep) => rep.exercise === model.exercise && rep.isOwn === model.isOwn);
    return model.labels.map((label) =>
      leastSquare(
        leading.filter(({ execution }) => execution === label),
        shape,
      ),
    );
  });
  const least = squares.map((perLabel) => Math.min(...perLabel));
  const best = least.indexOf(Math.min(...least));
  const weights = likelihoods(least, MEASUREMENTS.exercise);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { model: models[best], probability: 1 / total, squares: squares[best] ?? [] };
}

const leastSquare = (enrolled: readonly ShapedRep[], shape: RepShape): number =>
  enrolled.reduce(
    (least, rep) => Math.min(least, distanceSquared(rep.shape, shape, rep.isOwn)),
    Number.POSITIVE_INFINITY,
  );

/** Relative to the nearest. What only others have shown has no posture to compare: that is not held against it. */
export function executionLikelihoods(squares: readonly number[]): number[] {
  const least = Math.min(...squares);
  return likelihoods(
    squares.map((square) => (Number.isFinite(square) ? square : least)),
    MEASUREMENTS.execution,
  );
}

function likelihoods(squares: readonly number[], measurements: number): number[] {
  const least = Math.min(...squares);
  return squares.map((square) => Math.exp((-measurements * (square - least)) / 2));
}

/** A sensor that dropped out takes its share of the excursion with it: what the enrolled repetitions say it would have been. */
export function wholeExcursionRad(
  enrolled: readonly ShapedRep[],
  model: ExecutionModel | undefined,
  shape: RepShape,
): number {
  const all = Array.from({ length: shape.restUp.length / 3 }, (_, sensor) => sensor);
  const seen = all.filter((sensor) => isSeen(shape, sensor));
  if (seen.length === all.length) return shape.excursionRad;
  const shares = enrolled
    .filter(({ exercise, isOwn }) => exercise === model?.exercise && isOwn === model.isOwn)
    .map((rep) => Math.hypot(...sensorTurns(rep.shape, seen)) / Math.hypot(...sensorTurns(rep.shape, all)))
    .filter((share) => share > 0);
  const meanShare = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return shape.excursionRad / (meanShare || 1);
}

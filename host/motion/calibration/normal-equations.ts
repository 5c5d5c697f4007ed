/** A symmetric system of a few unknowns, as least squares leaves it, row by row. */
export interface NormalEquations {
  readonly size: number;
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** Smaller than this share of its diagonal a pivot is rounding: the unknowns cannot be told apart. */
const RANK = 1e-13;

export const emptyEquations = (size: number): NormalEquations => ({
  size,
  matrix: new Float64Array(size * size),
  right: new Float64Array(size),
});

/** Adds one observation: row . unknowns = value. */
export function observe({ size, matrix, right }: NormalEquations, row: ArrayLike<number>, value: number): void {
  for (let i = 0; i < size; i++) {
    right[i]! += row[i]! * value;
    for (let j = 0; j < size; j++) matrix[i * size + j]! += row[i]! * row[j]!;
  }
}

/** @param damping share by which each diagonal is raised. @returns undefined where the observations do not settle every unknown */
export function solve({ size, matrix, right }: NormalEquations, damping = 0): Float64Array | undefined {
  const factor = cholesky(size, matrix, damping);
  return factor && substitute(size, factor, right);
}

/** The inverse, row by row: the covariance for observations of standard deviation 1. Undefined as in `solve`. */
export function inverse({ size, matrix }: NormalEquations): Float64Array | undefined {
  const factor = cholesky(size, matrix, 0);
  if (!factor) return undefined;
  const whole = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    whole.set(substitute(size, factor, unit), column * size);
  }
  return whole;
}

function cholesky(size: number, matrix: Float64Array, damping: number): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const whole = matrix[i * size + j]! * (i === j ? 1 + damping : 1);
      let rest = whole;
      for (let k = 0; k < j; k++) rest -= factor[i * size + k]! * factor[j * size + k]!;
      if (i !== j) factor[i * size + j] = rest / factor[j * size + j]!;
      else if (rest > RANK * whole) factor[i * size + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return factor;
}

function substitute(size: number, factor: Float64Array, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * size + k]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= factor[k * size + i]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  return x;
}

import type { Side } from '../../../protocol/placement.ts';
import { isKnown, type Measure, type Measured, measured } from './measure.ts';

/** How alike two sides are, by the four usual indices, percent. Undefined ones are NaN (a zero or an opposite sign). */
export interface Symmetry {
  /** 100 (R - L) / mean of both (Robinson, Herzog, Nigg 1987): 0 is alike, positive where the right is larger. */
  readonly symmetryIndexPct: Measured;
  /** 100 involved / uninvolved: 100 is alike. */
  readonly limbSymmetryPct: Measured;
  /** 100 |ln(L / R)| (Plotnik et al. 2005): 0 is alike. */
  readonly gaitAsymmetryPct: Measured;
  /** Angle of the point (R, L) from the diagonal (Zifchock et al. 2008): 0 is alike, within 100; no reference value. */
  readonly symmetryAnglePct: Measured;
}

/** The same quantity of either side, each with its uncertainty; `involved` is the side that is treated. */
export function symmetry(left: Measured, right: Measured, involved: Side): Symmetry {
  const limb = involved === 'left' ? limbSymmetryPct : (l: number, r: number): number => limbSymmetryPct(r, l);
  return {
    symmetryIndexPct: propagated(symmetryIndexPct, left, right),
    limbSymmetryPct: propagated(limb, left, right),
    gaitAsymmetryPct: propagated(gaitAsymmetryPct, left, right),
    symmetryAnglePct: propagated(symmetryAnglePct, left, right),
  };
}

export const symmetryIndexPct = (left: number, right: number): number =>
  (100 * (right - left)) / (0.5 * (right + left));

export const limbSymmetryPct = (involved: number, uninvolved: number): number => (100 * involved) / uninvolved;

export const gaitAsymmetryPct = (left: number, right: number): number => 100 * Math.abs(Math.log(left / right));

export function symmetryAnglePct(left: number, right: number): number {
  const offDiagonalDeg = 45 - (Math.atan(left / right) * 180) / Math.PI;
  return ((offDiagonalDeg > 90 ? offDiagonalDeg - 180 : offDiagonalDeg) / 90) * 100;
}

const FEWEST_REPS = 3;

/** The same measure over the repetitions of either side; undefined where fewer than three of either know it. */
export function symmetryOfReps(
  left: readonly Measure[],
  right: readonly Measure[],
  involved: Side,
): Symmetry | undefined {
  const [ofLeft, ofRight] = [meanOf(left), meanOf(right)];
  return ofLeft && ofRight && symmetry(ofLeft, ofRight, involved);
}

/** Mean with its standard error, by how much the repetitions differ: their measuring errors are part of that. */
function meanOf(measures: readonly Measure[]): Measured | undefined {
  const known = measures.filter(isKnown);
  const count = known.length;
  if (count < FEWEST_REPS) return undefined;
  const mean = known.reduce((sum, { value }) => sum + value, 0) / count;
  const variance = known.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (count - 1);
  return measured(mean, Math.sqrt(variance / count));
}

/** Gaussian propagation, by the change that one standard deviation of either side makes. */
function propagated(index: (left: number, right: number) => number, left: Measured, right: Measured): Measured {
  const change = (l: number, r: number): number =>
    (index(left.value + l, right.value + r) - index(left.value - l, right.value - r)) / 2;
  return measured(index(left.value, right.value), Math.hypot(change(left.sigma, 0), change(0, right.sigma)));
}

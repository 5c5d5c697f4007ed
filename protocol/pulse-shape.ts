/**
 * What one pulse amounts to, whatever its segments: times at full level that would do the same, whole us, rounded so that a dose is
 * never understated. With I the level: phase charge I * phaseUs, absolute charge I * absoluteUs, sum i^2 t = I^2 * squareUs.
 * Shared with the firmware: Espruino subset.
 */
export interface PulseShape {
  /** Charge of the largest run of one sign; a gap does not end a run. */
  readonly phaseUs: number;
  readonly absoluteUs: number;
  readonly squareUs: number;
  /** Unsigned; 0 where the pulse is balanced. In thousandths of a us at full level: exact. */
  readonly netMilliUs: number;
  /** Of the whole pulse, gaps included. */
  readonly widthUs: number;
  /** Of segments with current. */
  readonly shortestUs: number;
  readonly longestUs: number;
}

/** Two equal and opposite phases. */
export function symmetricShape(phaseUs: number): PulseShape {
  return {
    phaseUs: phaseUs,
    absoluteUs: 2 * phaseUs,
    squareUs: 2 * phaseUs,
    netMilliUs: 0,
    widthUs: 2 * phaseUs,
    shortestUs: phaseUs,
    longestUs: phaseUs,
  };
}

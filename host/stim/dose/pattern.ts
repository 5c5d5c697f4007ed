/** One stretch of constant current, positive or negative; 0 is a gap. */
export interface Segment {
  /** Whole microamperes, signed. */
  readonly currentUa: number;
  /** Whole microseconds. */
  readonly widthUs: number;
}

/** A segment as prescribed: its part of the level in thousandths, signed, so that the level alone sets the strength. */
export interface PatternPart {
  readonly sharePermille: number;
  readonly widthUs: number;
}

export function symmetricBiphasic(phaseUs: number): PatternPart[] {
  return [
    { sharePermille: 1000, widthUs: phaseUs },
    { sharePermille: -1000, widthUs: phaseUs },
  ];
}

/** The pattern at a level. Currents are rounded away from 0: a dose is never understated. */
export function atLevel(parts: readonly PatternPart[], levelUa: number): Segment[] {
  return parts.map((part) => {
    const exact = (part.sharePermille * levelUa) / 1000;
    return { currentUa: Math.sign(exact) * Math.ceil(Math.abs(exact)), widthUs: part.widthUs };
  });
}

/** The phase width where the pattern is two equal and opposite phases, the one kind that a band forms today; else null. */
export function symmetricPhaseUs(parts: readonly PatternPart[]): number | null {
  const [first, second] = parts;
  if (parts.length !== 2 || first === undefined || second === undefined) return null;
  const mirrored = Math.abs(first.sharePermille) === 1000 && first.sharePermille === -second.sharePermille;
  return mirrored && first.widthUs === second.widthUs ? first.widthUs : null;
}

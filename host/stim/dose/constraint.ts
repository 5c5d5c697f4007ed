/** Why something is limited, refused or deserves a second look. Stored with every decision. */
export interface Reason {
  readonly rule: string;
  readonly text: string;
  readonly source: string;
}

/**
 * A current on its way through the rules. Rules only ever tighten: nothing in this file can raise `permittedUa`, so the
 * order of rules does not matter and one more rule can only make it safer.
 */
export interface Constraint {
  readonly askedUa: number;
  readonly permittedUa: number;
  /** Every rule that permits less than was asked, in the order of the chain; a refusal permits 0. */
  readonly reasons: readonly Reason[];
  /** The one that permits least; the first of equals. */
  readonly strictest: Reason | null;
}

/** @throws RangeError unless whole and not negative. */
export function unconstrained(askedUa: number): Constraint {
  if (!Number.isSafeInteger(askedUa) || askedUa < 0) throw new RangeError(`current must be whole uA, got ${askedUa}`);
  return { askedUa, permittedUa: askedUa, reasons: [], strictest: null };
}

/** What is not a number permits nothing. */
export function atMost(constraint: Constraint, mostUa: number, reason: Reason): Constraint {
  const boundUa = mostUa > 0 ? Math.floor(mostUa) : 0;
  if (boundUa >= constraint.askedUa && constraint.askedUa > 0) return constraint;
  const strictest = boundUa < constraint.permittedUa || constraint.strictest === null ? reason : constraint.strictest;
  return {
    askedUa: constraint.askedUa,
    permittedUa: Math.min(constraint.permittedUa, boundUa),
    reasons: [...constraint.reasons, reason],
    strictest,
  };
}

export function refuse(constraint: Constraint, reason: Reason): Constraint {
  return atMost(constraint, 0, reason);
}

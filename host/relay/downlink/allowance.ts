/** So many at once, then one again each while: what bounds what a stranger can cause. */
export interface Allowance {
  readonly most: number;
  readonly eachMs: number;
}

export interface AllowanceState {
  readonly left: number;
  readonly sinceMs: number;
}

export const fullAllowance = ({ most }: Allowance, nowMs: number): AllowanceState => ({ left: most, sinceMs: nowMs });

/** @param nowMs of a clock that only goes forward */
export function takeOne({ most, eachMs }: Allowance, state: AllowanceState, nowMs: number): [AllowanceState, boolean] {
  const regained = Math.floor((nowMs - state.sinceMs) / eachMs);
  const left = Math.min(most, state.left + regained);
  const sinceMs = left === most ? nowMs : state.sinceMs + regained * eachMs;
  return left > 0 ? [{ left: left - 1, sinceMs }, true] : [{ left, sinceMs }, false];
}

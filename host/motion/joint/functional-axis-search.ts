import { type AxisQuality, type FunctionalAxis, firstAxes, improveAxes } from './functional-axis.ts';

/** The axes to go on with, and what comes of them with one turned round. */
export interface AxisSearch {
  readonly found: FunctionalAxis;
  readonly turnedRound: AxisQuality;
}

/** While there are fewer windows than this the search begins anew with each. */
const EAGER_UNTIL = 20;
const ROUNDS_WHILE_YOUNG = 8;
const ROUNDS = 6;
/** Worth leaving an axis for: so much less across it, in root mean square. */
const CLEAR_RAD2 = (0.5 * Math.PI) ** 2 / 180 ** 2;
/** And this share of it less: no body joint is a perfect hinge, and what is across it differs by chance. */
const CLEAR_SHARE = 0.1;
/** Where turning one axis round leaves this share more across them, they surely point the same way. */
const SURE_SHARE = 0.5;
/** A possible error at which the trust is one half. */
const HALF_RAD2 = (5 * Math.PI) ** 2 / 180 ** 2;

/**
 * From the axes believed so far; and from others, in case they fit clearly better: while young from nowhere, later with
 * one of the axes turned round, which fits nearly as well until both segments have leaned together.
 * @param axes believed so far
 * @param isSettled whether other axes would move the angle for good
 */
export function searchAxes(
  windows: readonly Float64Array[],
  axes: Float64Array | undefined,
  isSettled: boolean,
): AxisSearch {
  const isYoung = windows.length <= EAGER_UNTIL;
  const improved = (start: Float64Array) => improveAxes(windows, start, isYoung ? ROUNDS_WHILE_YOUNG : ROUNDS);
  const kept = axes && improved(axes);
  const turned = axes && improved(oneTurned(axes));
  const others = isYoung || !turned ? firstAxes(windows).map(improved) : [turned];
  const best = others.reduce((one, other) => (other.misfitRad < one.misfitRad ? other : one));
  if (kept && turned && !isClearlyBetter(best, kept, isSettled)) return { found: kept, turnedRound: turned };
  return { found: best, turnedRound: improved(oneTurned(best.axes)) };
}

const oneTurned = (axes: Float64Array): Float64Array => axes.map((value, i) => (i < 3 ? -value : value));

function isClearlyBetter(one: AxisQuality, other: AxisQuality, isSettled: boolean): boolean {
  const share = isSettled ? CLEAR_SHARE : 0;
  return (1 - share) * other.misfitRad ** 2 - one.misfitRad ** 2 >= CLEAR_RAD2;
}

/**
 * Trust in the way the two axes point together, 0 to 1. A joint turns otherwise about a pair with one turned round: how
 * much otherwise is how far the angle may be off, which is nothing where the proximal segment keeps still.
 */
export function trustInPair({ found, turnedRound }: AxisSearch): number {
  const worseRad2 = turnedRound.misfitRad ** 2 - found.misfitRad ** 2;
  const sure = worseRad2 / (CLEAR_RAD2 + SURE_SHARE * found.misfitRad ** 2);
  const doubt = 1 - Math.max(0, Math.min(1, sure));
  return 1 / (1 + (doubt * (turnedRound.turnedRad - found.turnedRad)) ** 2 / HALF_RAD2);
}

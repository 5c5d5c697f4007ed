import { HEADING, initialHeading, measureHeading, predictHeading } from './heading-offset.ts';
import { axisInEarth, twistRad } from './hinge-twist.ts';
import { PAIRED } from './oriented-pair.ts';

/** Follows a hinge whose axes are given from sample to sample: heading, angle and how far off it may be. */
export const FOLLOWER = {
  CELLS: HEADING.CELLS + 6,
  /** The heading's cells come first. */
  LAST_MS: HEADING.CELLS,
  ELAPSED_S: HEADING.CELLS + 1,
  /** Angle about the axis, rad, counted on beyond half a turn. */
  ANGLE: HEADING.CELLS + 2,
  LOWEST: HEADING.CELLS + 3,
  HIGHEST: HEADING.CELLS + 4,
  /** What missing samples left unknown, rad^2. */
  LOST: HEADING.CELLS + 5,
} as const;

const { CELLS, LAST_MS, ELAPSED_S, ANGLE, LOWEST, HIGHEST, LOST } = FOLLOWER;
const { TIME, PROXIMAL, DISTAL, PROXIMAL_SPEED, DISTAL_SPEED, SPAN } = PAIRED;
const TURN = 2 * Math.PI;
/** Longer than this between samples is a gap. */
const USUAL_S = 0.05;
/** Half of what was turned in a gap is unknown. */
const UNKNOWN_SHARE = 0.5;
const MOST_LOST_RAD2 = 1;
/** After a longer hole orientation begins anew and the heading is anybody's guess. */
const HOLE_S = 0.5;
/** Gravity puts right within about so long what a gap has left wrong. */
const TAU_RIGHTED_S = 3;
/** Inclination is never surer than this. */
const LEAST_ERROR_RAD2 = (1 * Math.PI) ** 2 / 180 ** 2;
/** An error at which the confidence is one half. */
const HALF_RAD2 = (5 * Math.PI) ** 2 / 180 ** 2;

const proximalAxis = new Float64Array(3);
const distalAxis = new Float64Array(3);

export function initialFollower(): Float64Array {
  const cells = new Float64Array(CELLS);
  cells.set(initialHeading());
  cells[LAST_MS] = Number.NaN;
  cells[LOWEST] = cells[HIGHEST] = Number.NaN;
  return cells;
}

/** Time passes, with or without axes; what was missing makes everything less certain. */
export function passTime(cells: Float64Array, pairs: Float64Array, at: number): void {
  const elapsedS = (pairs[at + TIME]! - cells[LAST_MS]!) / 1000;
  cells[LAST_MS] = pairs[at + TIME]!;
  cells[ELAPSED_S] = 0;
  if (!(elapsedS > 0)) return;
  cells[ELAPSED_S] = elapsedS;
  const missingS = Math.max(elapsedS, pairs[at + SPAN]!) - USUAL_S;
  const speed = pairs[at + PROXIMAL_SPEED]! + pairs[at + DISTAL_SPEED]!;
  // A gap on the proximal side is seen by each distal sample within it, and counts once.
  const share = Math.min(1, elapsedS / Math.max(elapsedS, pairs[at + SPAN]!));
  const lost = missingS > 0 ? share * (UNKNOWN_SHARE * speed * missingS) ** 2 : 0;
  const isHole = missingS > HOLE_S - USUAL_S;
  predictHeading(cells, elapsedS, isHole ? Math.PI ** 2 : lost);
  const kept = cells[LOST]! * Math.exp(-elapsedS / TAU_RIGHTED_S);
  cells[LOST] = Math.min(MOST_LOST_RAD2, kept + lost);
}

/** Measures the heading where `isCausal`, else it is given in the cells; then the angle. */
export function followTwist(
  cells: Float64Array,
  axes: Float64Array,
  zero: Float64Array,
  pairs: Float64Array,
  at: number,
  isCausal: boolean,
): void {
  if (isCausal) measureAlong(cells, axes, pairs, at);
  const angle = twistRad(axes, zero, cells[HEADING.OFFSET]!, pairs, at + PROXIMAL, at + DISTAL);
  const middle = Number.isNaN(cells[LOWEST]!) ? angle : (cells[LOWEST]! + cells[HIGHEST]!) / 2;
  const whole = angle - TURN * Math.round((angle - middle) / TURN);
  cells[ANGLE] = whole;
  // Not the sample before but the middle of all of them says which turn it is: a gap cannot lose one.
  cells[LOWEST] = Number.isNaN(cells[LOWEST]!) ? whole : Math.min(cells[LOWEST]!, whole);
  cells[HIGHEST] = Number.isNaN(cells[HIGHEST]!) ? whole : Math.max(cells[HIGHEST]!, whole);
}

/** Takes the heading the sample shows into account. */
export function measureAlong(cells: Float64Array, axes: Float64Array, pairs: Float64Array, at: number): void {
  axisInEarth(proximalAxis, pairs, at + PROXIMAL, axes, 0);
  axisInEarth(distalAxis, pairs, at + DISTAL, axes, 3);
  const [px, py, dx, dy] = [proximalAxis[0]!, proximalAxis[1]!, distalAxis[0]!, distalAxis[1]!];
  const alike = px * dx + py * dy;
  const across = py * dx - px * dy;
  const leverage = Math.sqrt((px * px + py * py) * (dx * dx + dy * dy));
  measureHeading(cells, Math.atan2(across, alike), leverage, Math.min(USUAL_S, cells[ELAPSED_S]!) || 1e-3);
}

/**
 * Trust in the angle for axes taken as right: 1 / (1 + e^2 / (5 deg)^2) with e the error expected from the heading, of
 * which the angle gets what is vertical of the axis, from missing samples and from the inclination.
 */
export function trustInAngle(cells: Float64Array, axes: Float64Array, pairs: Float64Array, at: number): number {
  axisInEarth(distalAxis, pairs, at + DISTAL, axes, 3);
  const vertical = distalAxis[2]! * distalAxis[2]!;
  const error = LEAST_ERROR_RAD2 + vertical * cells[HEADING.VARIANCE]! + cells[LOST]!;
  return 1 / (1 + error / HALF_RAD2);
}

import { type HingeStore, STORED } from './hinge-store.ts';

const { VALUES, UPS } = STORED;
const TINY = 1e-9;
/** A proximal side slower than this says nothing about signs. */
const STILL_RAD_S = 0.03;
/** Correlations and numbers of samples that are not chance. */
const CLEAR_LEAN = 0.8;
const CLEAR_TURN = 0.25;
const LEAST_ROWS = 6;

/**
 * The constraint knows an axis only up to its sign. Leaning sideways turns both segments alike, which tells the two
 * signs together; where nobody leans, muscles around a joint make the proximal segment give way in the sense of the
 * distal one's movement (the thigh lifts as the knee extends, the upper arm drifts forward as the elbow bends).
 */
export function pointAlike(store: HingeStore, axes: Float64Array, before: Float64Array): Float64Array {
  let sense = leaningTogether(store, axes);
  if (Math.abs(sense) < CLEAR_LEAN) sense = turningTogether(store, axes);
  if (Math.abs(sense) < CLEAR_TURN) sense = along(axes, 0, before, 0) * along(axes, 3, before, 3);
  if (sense >= 0) return axes;
  return axes.map((value, i) => (i < 3 ? -value : value));
}

/** Correlation of the two sides' rates about the axis, -1 to 1. */
function turningTogether({ rows, count }: HingeStore, axes: Float64Array): number {
  let both = 0;
  let proximal = 0;
  let distal = TINY;
  for (let at = 0; at < count * VALUES; at += VALUES) {
    const p = along(rows, at, axes, 0);
    const d = along(rows, at + 3, axes, 3);
    both += p * d;
    proximal += p * p;
    distal += d * d;
  }
  return proximal < count * STILL_RAD_S ** 2 ? 0 : both / Math.sqrt(proximal * distal);
}

/**
 * Correlation of the two sides' leaning, -1 to 1, over samples in which the joint itself hardly moves: in a bent elbow
 * the forearm's own twist looks like leaning.
 */
function leaningTogether({ rows, count }: HingeStore, axes: Float64Array): number {
  let clear = 0;
  let both = 0;
  let proximal = 0;
  let distal = TINY;
  for (let at = 0; at < count * VALUES; at += VALUES) {
    const p = leaning(rows, at, axes, 0);
    const d = leaning(rows, at, axes, 3);
    if (Math.abs(p) < STILL_RAD_S || Math.abs(p) < Math.abs(along(rows, at + 3, axes, 3)) / 2) continue;
    clear++;
    both += p * d;
    proximal += p * p;
    distal += d * d;
  }
  return clear < LEAST_ROWS ? 0 : both / Math.sqrt(proximal * distal);
}

/** Rate about the axis that is horizontal and across the joint's axis: flips with the sign of the axis. */
function leaning(rows: Float64Array, at: number, axes: Float64Array, side: number): number {
  const w = at + side;
  const u = w + UPS;
  const jx = axes[side]!;
  const jy = axes[side + 1]!;
  const jz = axes[side + 2]!;
  const ux = rows[u]!;
  const uy = rows[u + 1]!;
  const uz = rows[u + 2]!;
  return rows[w]! * (jy * uz - jz * uy) + rows[w + 1]! * (jz * ux - jx * uz) + rows[w + 2]! * (jx * uy - jy * ux);
}

function along(rows: Float64Array, at: number, axes: Float64Array, side: number): number {
  return rows[at]! * axes[side]! + rows[at + 1]! * axes[side + 1]! + rows[at + 2]! * axes[side + 2]!;
}

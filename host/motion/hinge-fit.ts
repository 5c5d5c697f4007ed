/**
 * The hinge constraint: whatever two segments do together, the part of the angular rate across the joint's axis is the
 * same on both sides, | w1 x j1 | = | w2 x j2 | (Seel, Raisch, Schauer, Sensors 14, 2014). Fitted by damped
 * Gauss-Newton on the two unit spheres.
 */
export interface FittedAxes {
  /** Unit vectors: proximal x y z, distal x y z, pointing the same way. */
  readonly axes: Float64Array;
  /** Residual relative to the distal rates: 0 is a perfect hinge. */
  readonly misfit: number;
}

/** Values a stored sample: rates of both sides (rad/s), up of both sides (unit vectors), x y z proximal first; two more. */
export const ROW = 14;
export const ROW_UP = 6;

const STEPS = 3;
const DAMPING = 1e-3;
const TINY = 1e-9;
/** A proximal side slower than this says nothing about signs. */
const STILL_RAD_S = 0.03;
/** Correlations and numbers of samples that are not chance. */
const CLEAR_LEAN = 0.8;
const CLEAR_TURN = 0.25;
const LEAST_ROWS = 6;

const tangent = new Float64Array(12);
const normal = new Float64Array(20);

/** `before`: the axes believed so far, which keep their relative sign unless the samples clearly speak against it. */
export function fitAxes(store: Float64Array, stored: number, from: Float64Array, before: Float64Array): FittedAxes {
  let axes = from;
  let cost = residual(store, stored, axes);
  for (let step = 0; step < STEPS; step++) {
    const next = improve(store, stored, axes);
    const nextCost = residual(store, stored, next);
    if (!(nextCost < cost)) break;
    axes = next;
    cost = nextCost;
  }
  let energy = TINY;
  for (let at = 0; at < stored * ROW; at += ROW) energy += squared(store, at + 3);
  return { axes: pointAlike(store, stored, axes, before), misfit: Math.sqrt(cost / energy) };
}

/** Where the rates of each side vary most: a start for the fit, and near the answer where only the joint moves. */
export function principalAxes(store: Float64Array, stored: number): Float64Array {
  const axes = new Float64Array(6);
  for (const side of [0, 3]) {
    let fastest = 0;
    for (let at = 0; at < stored * ROW; at += ROW) {
      if (squared(store, at + side) > squared(store, fastest + side)) fastest = at;
    }
    for (let k = 0; k < 3; k++) axes[side + k] = store[fastest + side + k]!;
    for (let round = 0; round < 8; round++) powerStep(store, stored, axes, side);
  }
  return axes;
}

function powerStep(store: Float64Array, stored: number, axes: Float64Array, side: number): void {
  const [jx, jy, jz] = [axes[side]!, axes[side + 1]!, axes[side + 2]!];
  let [x, y, z] = [0, 0, 0];
  for (let at = side; at < stored * ROW; at += ROW) {
    const along = store[at]! * jx + store[at + 1]! * jy + store[at + 2]! * jz;
    x += along * store[at]!;
    y += along * store[at + 1]!;
    z += along * store[at + 2]!;
  }
  const norm = Math.hypot(x, y, z);
  if (norm < TINY) return;
  axes[side] = x / norm;
  axes[side + 1] = y / norm;
  axes[side + 2] = z / norm;
}

const squared = (v: Float64Array, at: number): number => v[at]! ** 2 + v[at + 1]! ** 2 + v[at + 2]! ** 2;

function along(store: Float64Array, at: number, axes: Float64Array, side: number): number {
  return store[at]! * axes[side]! + store[at + 1]! * axes[side + 1]! + store[at + 2]! * axes[side + 2]!;
}

function across(store: Float64Array, at: number, axes: Float64Array, side: number): number {
  return Math.sqrt(Math.max(0, squared(store, at) - along(store, at, axes, side) ** 2));
}

function residual(store: Float64Array, stored: number, axes: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < stored * ROW; at += ROW) {
    sum += (across(store, at, axes, 0) - across(store, at + 3, axes, 3)) ** 2;
  }
  return sum;
}

function improve(store: Float64Array, stored: number, axes: Float64Array): Float64Array {
  setTangents(axes, 0);
  setTangents(axes, 3);
  linearise(store, stored, axes);
  solve();
  const next = new Float64Array(6);
  for (let side = 0, u = 16; side < 6; side += 3, u += 2) {
    for (let k = 0; k < 3; k++) {
      next[side + k] =
        axes[side + k]! + normal[u]! * tangent[2 * side + k]! + normal[u + 1]! * tangent[2 * side + 3 + k]!;
    }
    const norm = Math.sqrt(squared(next, side));
    for (let k = 0; k < 3; k++) next[side + k]! /= norm;
  }
  return next;
}

/**
 * normal = [J'J (16) | -J'r (4)], with d | w x j | / dj = -(w . j) w / | w x j | within the planes tangent to the spheres.
 * Without loops over the four unknowns: most of a fit's time is spent here.
 */
function linearise(store: Float64Array, stored: number, axes: Float64Array): void {
  const n = normal.fill(0);
  for (let at = 0; at < stored * ROW; at += ROW) {
    const proximal = across(store, at, axes, 0);
    const distal = across(store, at + 3, axes, 3);
    const error = proximal - distal;
    const p = -along(store, at, axes, 0) / Math.max(proximal, TINY);
    const d = along(store, at + 3, axes, 3) / Math.max(distal, TINY);
    const s0 = p * along(store, at, tangent, 0);
    const s1 = p * along(store, at, tangent, 3);
    const s2 = d * along(store, at + 3, tangent, 6);
    const s3 = d * along(store, at + 3, tangent, 9);
    n[0]! += s0 * s0;
    n[1]! += s0 * s1;
    n[2]! += s0 * s2;
    n[3]! += s0 * s3;
    n[5]! += s1 * s1;
    n[6]! += s1 * s2;
    n[7]! += s1 * s3;
    n[10]! += s2 * s2;
    n[11]! += s2 * s3;
    n[15]! += s3 * s3;
    n[16]! -= s0 * error;
    n[17]! -= s1 * error;
    n[18]! -= s2 * error;
    n[19]! -= s3 * error;
  }
  for (let row = 1; row < 4; row++) for (let k = 0; k < row; k++) n[4 * row + k] = n[4 * k + row]!;
}

/** Two unit vectors across the axis. */
function setTangents(axes: Float64Array, side: number): void {
  const [x, y, z] = [axes[side]!, axes[side + 1]!, axes[side + 2]!];
  const t = 2 * side;
  if (Math.abs(x) < 0.8) {
    const norm = Math.hypot(y, z);
    tangent.set([0, z / norm, -y / norm], t);
  } else {
    const norm = Math.hypot(x, z);
    tangent.set([-z / norm, 0, x / norm], t);
  }
  const [a, b, c] = [tangent[t]!, tangent[t + 1]!, tangent[t + 2]!];
  tangent.set([y * c - z * b, z * a - x * c, x * b - y * a], t + 3);
}

/** Gaussian elimination without pivoting: the damped matrix is positive definite. Leaves the answer in normal[16..19]. */
function solve(): void {
  const damping = DAMPING * (normal[0]! + normal[5]! + normal[10]! + normal[15]!) + TINY;
  for (let i = 0; i < 4; i++) normal[5 * i]! += damping;
  for (let i = 0; i < 4; i++) {
    for (let row = i + 1; row < 4; row++) {
      const factor = normal[4 * row + i]! / normal[5 * i]!;
      for (let k = i; k < 4; k++) normal[4 * row + k]! -= factor * normal[4 * i + k]!;
      normal[16 + row]! -= factor * normal[16 + i]!;
    }
  }
  for (let i = 3; i >= 0; i--) {
    for (let k = i + 1; k < 4; k++) normal[16 + i]! -= normal[4 * i + k]! * normal[16 + k]!;
    normal[16 + i]! /= normal[5 * i]!;
  }
}

/**
 * The constraint knows an axis only up to its sign. Leaning sideways turns both segments alike, which tells the two
 * signs together; where nobody leans, muscles around a joint make the proximal segment give way in the sense of the
 * distal one's movement (the thigh lifts as the knee extends, the upper arm drifts forward as the elbow bends).
 */
function pointAlike(store: Float64Array, stored: number, axes: Float64Array, before: Float64Array): Float64Array {
  let sense = leaningTogether(store, stored, axes);
  if (Math.abs(sense) < CLEAR_LEAN) sense = turningTogether(store, stored, axes);
  if (Math.abs(sense) < CLEAR_TURN) sense = along(axes, 0, before, 0) * along(axes, 3, before, 3);
  if (sense >= 0) return axes;
  return axes.map((value, i) => (i < 3 ? -value : value));
}

/** Correlation of the two sides' rates about the axis, -1 to 1. */
function turningTogether(store: Float64Array, stored: number, axes: Float64Array): number {
  let [both, proximal, distal] = [0, 0, TINY];
  for (let at = 0; at < stored * ROW; at += ROW) {
    const p = along(store, at, axes, 0);
    const d = along(store, at + 3, axes, 3);
    both += p * d;
    proximal += p * p;
    distal += d * d;
  }
  return proximal < stored * STILL_RAD_S ** 2 ? 0 : both / Math.sqrt(proximal * distal);
}

/**
 * Correlation of the two sides' leaning, -1 to 1, over samples in which the joint itself hardly moves: in a bent elbow
 * the forearm's own twist looks like leaning.
 */
function leaningTogether(store: Float64Array, stored: number, axes: Float64Array): number {
  let [rows, both, proximal, distal] = [0, 0, 0, TINY];
  for (let at = 0; at < stored * ROW; at += ROW) {
    const p = leaning(store, at, axes, 0);
    const d = leaning(store, at, axes, 3);
    if (Math.abs(p) < STILL_RAD_S || Math.abs(p) < Math.abs(along(store, at + 3, axes, 3)) / 2) continue;
    rows++;
    both += p * d;
    proximal += p * p;
    distal += d * d;
  }
  return rows < LEAST_ROWS ? 0 : both / Math.sqrt(proximal * distal);
}

/** Rate about the axis that is horizontal and across the joint's axis: flips with the sign of the axis. */
function leaning(store: Float64Array, at: number, axes: Float64Array, side: number): number {
  const w = at + side;
  const u = w + ROW_UP;
  const jx = axes[side]!;
  const jy = axes[side + 1]!;
  const jz = axes[side + 2]!;
  const ux = store[u]!;
  const uy = store[u + 1]!;
  const uz = store[u + 2]!;
  return store[w]! * (jy * uz - jz * uy) + store[w + 1]! * (jz * ux - jx * uz) + store[w + 2]! * (jx * uy - jy * ux);
}

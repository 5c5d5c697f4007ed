import { pointAlike } from './hinge-sense.ts';
import { type HingeStore, STORED } from './hinge-store.ts';

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

const { VALUES } = STORED;
const STEPS = 3;
const POWER_STEPS = 8;
const DAMPING = 1e-3;
const TINY = 1e-9;

// Written anew in every step; nothing in here outlives a fit.

const moments = new Float64Array(6);
const tangent = new Float64Array(12);
const normal = new Float64Array(20);

/** `before`: the axes believed so far, which keep their relative sign unless the samples clearly speak against it. */
export function fitAxes(store: HingeStore, from: Float64Array, before: Float64Array): FittedAxes {
  let axes = from;
  let cost = linearise(store, axes);
  for (let left = STEPS - 1; left >= 0; left--) {
    const next = improve(axes);
    const nextCost = left > 0 ? linearise(store, next) : residual(store, next);
    if (!(nextCost < cost)) break;
    axes = next;
    cost = nextCost;
  }
  return { axes: pointAlike(store, axes, before), misfit: Math.sqrt(cost / distalEnergy(store)) };
}

/** Where the rates of each side vary most: a start for the fit, and near the answer where only the joint moves. */
export function principalAxes(store: HingeStore): Float64Array {
  const axes = new Float64Array(6);
  for (const side of [0, 3]) {
    const fastest = gatherMoments(store, side);
    for (let k = 0; k < 3; k++) axes[side + k] = store.rows[fastest + k]!;
    for (let round = 0; round < POWER_STEPS; round++) powerStep(axes, side);
  }
  return axes;
}

/** Sums of products of the rates of one side, into `moments`: xx xy xz yy yz zz. Returns where the fastest rate is. */
function gatherMoments({ rows, count }: HingeStore, side: number): number {
  const m = moments.fill(0);
  let fastest = side;
  for (let at = side; at < count * VALUES; at += VALUES) {
    const x = rows[at]!;
    const y = rows[at + 1]!;
    const z = rows[at + 2]!;
    m[0]! += x * x;
    m[1]! += x * y;
    m[2]! += x * z;
    m[3]! += y * y;
    m[4]! += y * z;
    m[5]! += z * z;
    if (squared(rows, at) > squared(rows, fastest)) fastest = at;
  }
  return fastest;
}

/** Turns the axis towards the largest principal axis of the moments. */
function powerStep(axes: Float64Array, side: number): void {
  const m = moments;
  const jx = axes[side]!;
  const jy = axes[side + 1]!;
  const jz = axes[side + 2]!;
  const x = m[0]! * jx + m[1]! * jy + m[2]! * jz;
  const y = m[1]! * jx + m[3]! * jy + m[4]! * jz;
  const z = m[2]! * jx + m[4]! * jy + m[5]! * jz;
  const norm = Math.sqrt(x * x + y * y + z * z);
  if (norm < TINY) return;
  axes[side] = x / norm;
  axes[side + 1] = y / norm;
  axes[side + 2] = z / norm;
}

const squared = (v: Float64Array, at: number): number => v[at]! ** 2 + v[at + 1]! ** 2 + v[at + 2]! ** 2;

function along(rows: Float64Array, at: number, axes: Float64Array, side: number): number {
  return rows[at]! * axes[side]! + rows[at + 1]! * axes[side + 1]! + rows[at + 2]! * axes[side + 2]!;
}

function across(rows: Float64Array, at: number, axes: Float64Array, side: number): number {
  return Math.sqrt(Math.max(0, squared(rows, at) - along(rows, at, axes, side) ** 2));
}

function distalEnergy({ rows, count }: HingeStore): number {
  let energy = TINY;
  for (let at = 0; at < count * VALUES; at += VALUES) energy += squared(rows, at + 3);
  return energy;
}

function residual({ rows, count }: HingeStore, axes: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < count * VALUES; at += VALUES) {
    sum += (across(rows, at, axes, 0) - across(rows, at + 3, axes, 3)) ** 2;
  }
  return sum;
}

/** One Gauss-Newton step away from where `linearise` was. */
function improve(axes: Float64Array): Float64Array {
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
 * normal = [J'J (16) | -J'r (4)], with d | w x j | / dj = -(w . j) w / | w x j | within the planes tangent to the spheres;
 * returns the sum of the squared residuals. Written out: most of a fit's time goes here.
 */
function linearise({ rows, count }: HingeStore, axes: Float64Array): number {
  setTangents(axes, 0);
  setTangents(axes, 3);
  const t = tangent;
  let cost = 0;
  let n00 = 0;
  let n01 = 0;
  let n02 = 0;
  let n03 = 0;
  let n11 = 0;
  let n12 = 0;
  let n13 = 0;
  let n22 = 0;
  let n23 = 0;
  let n33 = 0;
  let r0 = 0;
  let r1 = 0;
  let r2 = 0;
  let r3 = 0;
  for (let at = 0; at < count * VALUES; at += VALUES) {
    const px = rows[at]!;
    const py = rows[at + 1]!;
    const pz = rows[at + 2]!;
    const dx = rows[at + 3]!;
    const dy = rows[at + 4]!;
    const dz = rows[at + 5]!;
    const alongP = px * axes[0]! + py * axes[1]! + pz * axes[2]!;
    const alongD = dx * axes[3]! + dy * axes[4]! + dz * axes[5]!;
    const acrossP = Math.sqrt(Math.max(0, px * px + py * py + pz * pz - alongP * alongP));
    const acrossD = Math.sqrt(Math.max(0, dx * dx + dy * dy + dz * dz - alongD * alongD));
    const error = acrossP - acrossD;
    const p = -alongP / Math.max(acrossP, TINY);
    const d = alongD / Math.max(acrossD, TINY);
    const s0 = p * (px * t[0]! + py * t[1]! + pz * t[2]!);
    const s1 = p * (px * t[3]! + py * t[4]! + pz * t[5]!);
    const s2 = d * (dx * t[6]! + dy * t[7]! + dz * t[8]!);
    const s3 = d * (dx * t[9]! + dy * t[10]! + dz * t[11]!);
    cost += error * error;
    n00 += s0 * s0;
    n01 += s0 * s1;
    n02 += s0 * s2;
    n03 += s0 * s3;
    n11 += s1 * s1;
    n12 += s1 * s2;
    n13 += s1 * s3;
    n22 += s2 * s2;
    n23 += s2 * s3;
    n33 += s3 * s3;
    r0 -= s0 * error;
    r1 -= s1 * error;
    r2 -= s2 * error;
    r3 -= s3 * error;
  }
  normal.set([n00, n01, n02, n03, n01, n11, n12, n13, n02, n12, n22, n23, n03, n13, n23, n33, r0, r1, r2, r3]);
  return cost;
}

/** Two unit vectors across the axis. */
function setTangents(axes: Float64Array, side: number): void {
  const [x, y, z] = [axes[side]!, axes[side + 1]!, axes[side + 2]!];
  const t = 2 * side;
  // Across the axis and one of the coordinate axes, whichever is farther from it.
  const [a, b, c] = Math.abs(x) < 0.8 ? [0, z, -y] : [-z, 0, x];
  const norm = Math.sqrt(a * a + b * b + c * c);
  tangent[t] = a / norm;
  tangent[t + 1] = b / norm;
  tangent[t + 2] = c / norm;
  tangent[t + 3] = (y * c - z * b) / norm;
  tangent[t + 4] = (z * a - x * c) / norm;
  tangent[t + 5] = (x * b - y * a) / norm;
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

import { STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import { type AccelerometerModel, corrected, directionOf, lengthOf, type Vector3 } from './accelerometer-model.ts';
import { emptyEquations, inverse, type NormalEquations, observe, solve } from './normal-equations.ts';

/**
 * Readings of an accelerometer at rest, in whatever poses, lie on an ellipsoid, because gravity is the same in each. The
 * nine numbers that turn the ellipsoid into a sphere of radius 1 g are fitted by damped Gauss-Newton on | M (u - b) | = g,
 * begun at the sphere that fits best.
 */
export interface EllipsoidFit {
  readonly model: AccelerometerModel;
  /** What is left in each pose, m/s^2: how far the corrected reading is longer than gravity. */
  readonly residualsMs2: readonly number[];
  /** How much each pose settles its own residual, 0 to 1: what a pose alone says shows in no residual. */
  readonly leverages: readonly number[];
  /** For readings of 1 m/s^2 standard deviation, 9 x 9: offset (in g) x y z, then the matrix xx xy xz yy yz zz. */
  readonly covariance: Float64Array;
}

export const UNKNOWNS = 9;
const G = STANDARD_GRAVITY_MS2;
const STEPS = 60;
const FIRST_DAMPING = 1e-3;
const MOST_DAMPING = 1e9;
const SETTLED = 1e-13;

/** @returns undefined where the readings settle no ellipsoid: too few, too alike, or on no closed surface */
export function fitEllipsoid(readingsMs2: readonly Vector3[]): EllipsoidFit | undefined {
  if (readingsMs2.length < UNKNOWNS) return undefined;
  const readings = readingsMs2.map((u): Vector3 => [u[0] / G, u[1] / G, u[2] / G]);
  let unknowns = sphere(readings);
  if (!unknowns) return undefined;
  unknowns = descend(readings, unknowns);
  const equations = linearise(readings, unknowns);
  const covariance = inverse(equations);
  if (!covariance || !unknowns.every(Number.isFinite)) return undefined;
  const model = modelOf(unknowns);
  const scaled = covariance.map((value) => value / (G * G));
  return {
    model,
    residualsMs2: readingsMs2.map((u) => lengthOf(corrected(model, u)) - G),
    leverages: readings.map((u) => leverage(gradient(unknowns, u), covariance)),
    covariance: scaled,
  };
}

function modelOf(p: Float64Array): AccelerometerModel {
  return {
    offsetMs2: [p[0]! * G, p[1]! * G, p[2]! * G],
    matrix: [p[3]!, p[4]!, p[5]!, p[6]!, p[7]!, p[8]!],
  };
}

/** | u |^2 = 2 u . b + c, linear in offset and radius: no start is needed. */
function sphere(readings: readonly Vector3[]): Float64Array | undefined {
  const equations = emptyEquations(4);
  for (const u of readings) observe(equations, [2 * u[0], 2 * u[1], 2 * u[2], 1], u[0] ** 2 + u[1] ** 2 + u[2] ** 2);
  const found = solve(equations);
  if (!found) return undefined;
  const [x, y, z, c] = found as unknown as [number, number, number, number];
  const square = c + x * x + y * y + z * z;
  if (!(square > 0)) return undefined;
  const gain = 1 / Math.sqrt(square);
  return Float64Array.of(x, y, z, gain, 0, 0, gain, 0, gain);
}

function descend(readings: readonly Vector3[], from: Float64Array): Float64Array {
  let at = from;
  let cost = costOf(readings, at);
  let damping = FIRST_DAMPING;
  for (let left = STEPS; left > 0 && damping < MOST_DAMPING; left--) {
    const step = solve(linearise(readings, at), damping);
    const next = step && at.map((value, i) => value - step[i]!);
    const nextCost = next ? costOf(readings, next) : Number.POSITIVE_INFINITY;
    if (!next || !(nextCost <= cost)) {
      damping *= 10;
      continue;
    }
    const isSettled = step.every((value) => Math.abs(value) < SETTLED);
    at = next;
    cost = nextCost;
    damping /= 10;
    if (isSettled) break;
  }
  return at;
}

const excess = (p: Float64Array, u: Vector3): number => lengthOf(image(p, u)) - 1;

const costOf = (readings: readonly Vector3[], p: Float64Array): number =>
  readings.reduce((sum, u) => sum + excess(p, u) ** 2, 0);

function image(p: Float64Array, u: Vector3): Vector3 {
  const x = u[0] - p[0]!;
  const y = u[1] - p[1]!;
  const z = u[2] - p[2]!;
  return [p[3]! * x + p[4]! * y + p[5]! * z, p[4]! * x + p[6]! * y + p[7]! * z, p[5]! * x + p[7]! * y + p[8]! * z];
}

function linearise(readings: readonly Vector3[], p: Float64Array): NormalEquations {
  const equations = emptyEquations(UNKNOWNS);
  for (const u of readings) observe(equations, gradient(p, u), excess(p, u));
  return equations;
}

/** Of the excess, by each unknown. */
function gradient(p: Float64Array, u: Vector3): readonly number[] {
  const [a, b, c] = directionOf(image(p, u));
  const x = u[0] - p[0]!;
  const y = u[1] - p[1]!;
  const z = u[2] - p[2]!;
  return [
    -(p[3]! * a + p[4]! * b + p[5]! * c),
    -(p[4]! * a + p[6]! * b + p[7]! * c),
    -(p[5]! * a + p[7]! * b + p[8]! * c),
    a * x,
    a * y + b * x,
    a * z + c * x,
    b * y,
    b * z + c * y,
    c * z,
  ];
}

function leverage(row: readonly number[], covariance: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < UNKNOWNS; i++) {
    for (let j = 0; j < UNKNOWNS; j++) sum += row[i]! * covariance[i * UNKNOWNS + j]! * row[j]!;
  }
  return Math.min(1, sum);
}

import { degToRad } from '../../../protocol/units.ts';

/** x forward, y to the left, z up; metres or, for directions, no unit. */
export type Vector = readonly [number, number, number];
/** A rotation as its matrix, row by row: `aFromB` turns coordinates of B into coordinates of A. */
export type Turn = readonly [number, number, number, number, number, number, number, number, number];

export const NO_TURN: Turn = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Right-handed rotations about a frame's own axes. */
export function aboutX(deg: number): Turn {
  const [c, s] = cosSin(deg);
  return [1, 0, 0, 0, c, -s, 0, s, c];
}

export function aboutY(deg: number): Turn {
  const [c, s] = cosSin(deg);
  return [c, 0, s, 0, 1, 0, -s, 0, c];
}

export function aboutZ(deg: number): Turn {
  const [c, s] = cosSin(deg);
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

const cosSin = (deg: number): [number, number] => [Math.cos(degToRad(deg)), Math.sin(degToRad(deg))];

/** `a` after `b`. */
export function compose(a: Turn, b: Turn): Turn {
  const at = (row: number, column: number): number =>
    a[3 * row]! * b[column]! + a[3 * row + 1]! * b[column + 3]! + a[3 * row + 2]! * b[column + 6]!;
  return [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)];
}

export const chain = (first: Turn, ...rest: readonly Turn[]): Turn => rest.reduce(compose, first);

export const apply = (t: Turn, [x, y, z]: Vector): Vector => [
  t[0] * x + t[1] * y + t[2] * z,
  t[3] * x + t[4] * y + t[5] * z,
  t[6] * x + t[7] * y + t[8] * z,
];

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vector): number => Math.hypot(a[0], a[1], a[2]);
export const along = (a: Vector, b: Vector, share: number): Vector => add(a, scale(subtract(b, a), share));

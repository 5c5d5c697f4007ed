import { bestTurn, type Turn, turnAt, turnDeg } from './best-turn.ts';

/**
 * How one sensor went through a repetition, three directions in its own frame: up at rest, up while far out, and the axis
 * it turned about, shorter where it hardly turned.
 */
export type Passage = Float64Array;
export const PASSAGE_VALUES = 9;

export interface StrapSlip {
  readonly sensor: number;
  readonly byDeg: number;
  /** Brings what the sensor says afterwards to what it said before. */
  readonly turn: Turn;
}

/** Own straps sit up to 30 degrees otherwise from day to day; within a session nothing moves them so far. */
const SLIPPED_DEG = 25;
/** All three directions turn together where a strap slips; another way of moving turns each differently. Root mean square. */
const RIGID_DEG = 7;
/** Of up in the sensor itself: an axis alone says little about a limb that hardly turns. */
const LEAST_UP_DEG = 20;
/** The other sensors stay as they were: else it is the person who sits or lies otherwise. */
const SAME_DEG = 15;
const DEG = 180 / Math.PI;

/**
 * Which strap moved between two repetitions, or means of some on either side; undefined where none did, or where it cannot
 * be told from another way of moving.
 * @param before a passage for each sensor
 */
export function slipBetween(before: readonly Passage[], after: readonly Passage[]): StrapSlip | undefined {
  const upDeg = before.map((passage, s) => Math.max(angleDeg(passage, after[s]!, 0), angleDeg(passage, after[s]!, 3)));
  const sensor = upDeg.indexOf(Math.max(...upDeg));
  if (!(upDeg[sensor]! > LEAST_UP_DEG) || upDeg.some((deg, s) => s !== sensor && !(deg < SAME_DEG))) return undefined;
  const turn = bestTurn(after[sensor]!, before[sensor]!);
  const byDeg = turnDeg(turn);
  const isRigid = remainderDeg(turn, after[sensor]!, before[sensor]!) < RIGID_DEG;
  return isRigid && byDeg > SLIPPED_DEG ? { sensor, byDeg, turn } : undefined;
}

function angleDeg(a: Passage, b: Passage, at: number): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let k = at; k < at + 3; k++) {
    dot += a[k]! * b[k]!;
    aa += a[k]! ** 2;
    bb += b[k]! ** 2;
  }
  return Math.acos(Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb)))) * DEG;
}

function remainderDeg(turn: Turn, from: Passage, to: Passage): number {
  const turned = from.slice();
  for (let at = 0; at < turned.length; at += 3) turnAt(turn, turned, at);
  const squared = turned.reduce((sum, value, k) => sum + (value - to[k]!) ** 2, 0);
  return Math.sqrt(squared / 3) * DEG;
}

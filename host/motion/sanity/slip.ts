import { bestTurn, HALF_TURNS, type Turn, turnAt, turnDeg } from './best-turn.ts';

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
const SLIPPED_DEG = 26;
/** All three directions turn together where a strap slips; another way of moving turns each differently. Root mean square. */
const RIGID_DEG = 7;
/** Of up in the sensor itself: an axis alone says little about a limb that hardly turns. */
const LEAST_UP_DEG = 20;
/** Repetitions on one side of a slip are alike: root mean square about their mean. */
const ALIKE_DEG = 12;
/** The other sensors stay as they were: else it is the person who sits or lies otherwise. */
const SAME_DEG = 15;
const DEG = 180 / Math.PI;

/**
 * Which strap moved between some repetitions and some later ones; undefined where none did, or where it cannot be told
 * from another way of moving.
 * @param before of each repetition, a passage for each sensor
 */
export function slipBetween(
  before: readonly (readonly Passage[])[],
  after: readonly (readonly Passage[])[],
): StrapSlip | undefined {
  const [was, is] = [meanPassages(before), meanPassages(after)];
  const upDeg = was.map((passage, s) => Math.max(angleDeg(passage, is[s]!, 0), angleDeg(passage, is[s]!, 3)));
  const sensor = upDeg.indexOf(Math.max(...upDeg));
  if (!(upDeg[sensor]! > LEAST_UP_DEG) || upDeg.some((deg, s) => s !== sensor && !(deg < SAME_DEG))) return undefined;
  const turn = turnBack(is[sensor]!, was[sensor]!);
  const byDeg = turnDeg(turn);
  const isRigid = remainderDeg(turned(turn, is[sensor]!), was[sensor]!) < RIGID_DEG;
  const isLasting = isAlike(before, was, sensor) && isAlike(after, is, sensor);
  return isRigid && isLasting && byDeg > SLIPPED_DEG ? { sensor, byDeg, turn } : undefined;
}

/** A half-turn where one does: what a limb shows that hardly moves is explained by a smaller turn as well. */
function turnBack(is: Passage, was: Passage): Turn {
  const half = HALF_TURNS.find((turn) => remainderDeg(turned(turn, is), was) < RIGID_DEG);
  return half ?? bestTurn(is, was);
}

const meanPassages = (all: readonly (readonly Passage[])[]): Passage[] =>
  all[0]!.map((_, s) =>
    Float64Array.from(
      { length: PASSAGE_VALUES },
      (_, k) => all.reduce((sum, one) => sum + one[s]![k]!, 0) / all.length,
    ),
  );

const isAlike = (all: readonly (readonly Passage[])[], mean: readonly Passage[], sensor: number): boolean =>
  all.every((one) => remainderDeg(one[sensor]!, mean[sensor]!) < ALIKE_DEG);

function angleDeg(a: Passage, b: Passage, at: number): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let k = at; k < at + 3; k++) {
    dot += a[k]! * b[k]!;
    aa += a[k]! ** 2;
    bb += b[k]! ** 2;
  }
  return Math.acos(Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb)))) * DEG;
}

function turned(turn: Turn, passage: Passage): Passage {
  const copy = passage.slice();
  for (let at = 0; at < copy.length; at += 3) turnAt(turn, copy, at);
  return copy;
}

function remainderDeg(a: Passage, b: Passage): number {
  const squared = a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0);
  return Math.sqrt(squared / 3) * DEG;
}

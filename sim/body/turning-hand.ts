import { degToRad } from '../../protocol/units.ts';
import type { Random } from '../random.ts';
import type { Pose } from './leg.ts';
import { aboutAxis, conjugate, multiply, type Quaternion, rotationVector, type Vector } from './rotation.ts';

/**
 * A hand that calibrates sensors in a holder: it lets them lie, then puts one side or edge after the other up, lets go each
 * time, and begins again when it is through. The holder's frame is the segment of the sensors in it.
 */
export interface TurningHand {
  pose(tS: number): Pose;
  /** Until then everything lies. Asked again later than one round, it lays everything down and begins anew. */
  begin(tS: number): void;
}

export interface HandPlan {
  readonly random: Random;
  readonly restS?: number;
  readonly holdS?: number;
  readonly turnS?: number;
  /** How far a side that is put up is off the vertical, one standard deviation, degrees. */
  readonly carelessDeg?: number;
  /** Which sides and edges it puts up, in the frame of the holder; default: all sides and edges of a box. */
  readonly ups?: readonly Vector[];
  /** Trembles while it holds, degrees: a hand that never lets go. */
  readonly trembleDeg?: number;
}

const SIDES: readonly Vector[] = [-1, 0, 1].flatMap((x) =>
  [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((z): Vector => [x, y, z])),
);
const sidesOf = ([x, y, z]: Vector): number => Math.abs(x) + Math.abs(y) + Math.abs(z);

/** Six sides and twelve edges. */
export const SIDES_AND_EDGES: readonly Vector[] = SIDES.filter((v) => sidesOf(v) === 1 || sidesOf(v) === 2);

const UP: Vector = [0, 0, 1];
const TREMBLE_HZ = 6;

export function turningHand(plan: HandPlan): TurningHand {
  const { random, restS = 8, holdS = 2.5, turnS = 1.5, carelessDeg = 6, ups = SIDES_AND_EDGES, trembleDeg = 0 } = plan;
  /** Each lies at its stop for `restS` from then on, and goes on from there. */
  const rounds: { readonly beganS: number; readonly stop: number }[] = [];
  const stepS = turnS + holdS;
  const stops: Quaternion[] = [aboutAxis(UP, random.uniform(-Math.PI, Math.PI))];
  /** In an order of its own each round. */
  const stopAt = (index: number): Quaternion => {
    while (stops.length <= index) stops.push(...shuffled(ups, random).map((up) => putUp(up, carelessDeg, random)));
    return stops[index]!;
  };
  const still = (tS: number): Quaternion => {
    const round = rounds.findLast(({ beganS }) => beganS <= tS);
    const sinceS = round ? tS - round.beganS - restS : 0;
    if (!round || sinceS <= 0) return stopAt(round?.stop ?? 0);
    const index = round.stop + Math.floor(sinceS / stepS);
    const share = Math.min(1, (sinceS % stepS) / turnS);
    return between(stopAt(index), stopAt(index + 1), smooth(share));
  };
  const tremble = (tS: number): Quaternion =>
    aboutAxis([1, 0.3, 0.2], degToRad(trembleDeg) * Math.sin(2 * Math.PI * TREMBLE_HZ * tS));
  return {
    begin: (tS) => {
      const last = rounds.at(-1);
      const sinceS = last ? tS - last.beganS - restS : 0;
      if (last && sinceS < ups.length * stepS) return;
      const steps = last ? Math.floor(sinceS / stepS) : 0;
      // The turn that is under way is finished first.
      rounds.push(
        last
          ? { beganS: last.beganS + restS + (steps + 1) * stepS - holdS, stop: last.stop + steps + 1 }
          : { beganS: tS, stop: 0 },
      );
    },
    pose: (tS) => ({
      worldFromSegment: trembleDeg > 0 ? multiply(still(tS), tremble(tS)) : still(tS),
      position: [0, 0, 0],
    }),
  };
}

/** Minimum jerk: a hand starts and stops gently. */
const smooth = (share: number): number => share ** 3 * (10 - 15 * share + 6 * share * share);

function between(from: Quaternion, to: Quaternion, share: number): Quaternion {
  const turn = rotationVector(multiply(conjugate(from), to));
  const angle = Math.hypot(...turn);
  return angle < 1e-9 ? from : multiply(from, aboutAxis(turn, share * angle));
}

/** World from holder, with this side up and any heading. */
function putUp(side: Vector, carelessDeg: number, random: Random): Quaternion {
  const off = (): number => degToRad(carelessDeg) * random.gaussian();
  const length = Math.hypot(...side);
  const [x, y, z]: Vector = [side[0] / length, side[1] / length, side[2] / length];
  const axis: Vector = Math.hypot(x, y) < 1e-6 ? [1, 0, 0] : [y, -x, 0];
  const upright = aboutAxis(axis, Math.acos(z));
  const tilt = multiply(aboutAxis([1, 0, 0], off()), aboutAxis([0, 1, 0], off()));
  return multiply(multiply(aboutAxis(UP, random.uniform(-Math.PI, Math.PI)), tilt), upright);
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random.next() * left.length), 1)[0]!);
}

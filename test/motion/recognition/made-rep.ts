import type { EnrolledRep, Segment, Track } from '../../../host/motion/templates/track.ts';

/** A movement of made-up bodies: for each sensor up at rest (sensor's frame) and the rotation at full excursion (rad, start frame). */
export interface MadeExercise {
  readonly name: string;
  readonly restUp: readonly (readonly [number, number, number])[];
  readonly turnRad: readonly (readonly [number, number, number])[];
}

export interface MadeTempo {
  readonly outS: number;
  readonly holdS: number;
  readonly backS: number;
  /** Share of the full excursion. */
  readonly reach: number;
}

export const LEG_RAISE: MadeExercise = {
  name: 'leg raise, lying',
  restUp: [[0, 0.2, 0.98], [0, 0, 1], [1, 0, 0]], // biome-ignore format: one row a body
  turnRad: [
    [1.2, 0, 0.1],
    [0.9, 0.1, 0],
    [0.02, 0.05, 0],
  ],
};
export const BOW: MadeExercise = {
  name: 'bow, standing',
  restUp: [
    [0, 1, 0],
    [0.1, 0.99, 0],
    [1, 0, 0],
  ],
  turnRad: [
    [0.05, 0, 0],
    [0.1, 0, 0],
    [0, 0.8, 0.1],
  ],
};
export const CORRECT: MadeTempo = { outS: 1, holdS: 3, backS: 1.2, reach: 1 };
export const FAST: MadeTempo = { outS: 0.6, holdS: 0.6, backS: 0.7, reach: 1.02 };
export const LOW: MadeTempo = { outS: 0.9, holdS: 2.8, backS: 1, reach: 0.6 };

const REST_S = 0.4;
const RATE_HZ = 50;
type Vector = readonly [number, number, number];

/** One repetition with rest around it; scale stretches the movement in time. */
export function madeTrack(exercise: MadeExercise, tempo: MadeTempo, rateHz = RATE_HZ): Track {
  const count = Math.round((2 * REST_S + tempo.outS + tempo.holdS + tempo.backS) * rateHz);
  const shareAt = (i: number): number => tempo.reach * shareOfWay(i / rateHz - REST_S, tempo);
  const values = exercise.restUp.map((restUp, sensor) => {
    const turn = exercise.turnRad[sensor]!;
    const into = new Float64Array(6 * count);
    for (let i = 0; i < count; i++) {
      const rateRadS = i > 0 ? (shareAt(i) - shareAt(i - 1)) * rateHz : 0;
      const up = turnedBack(normal(restUp), turn, shareAt(i));
      into.set([...turn.map((rad) => rad * rateRadS), ...up.map((part) => 9.81 * part)], 6 * i);
    }
    return into;
  });
  return { sensors: values.map((_, i) => `band ${i}`), rateHz, t0S: 0, count, values };
}

export const whole = ({ count }: Track): Segment => ({ from: 0, to: count });

export const enrolled = (
  exercise: MadeExercise,
  execution: string,
  tempo: MadeTempo,
  who: { readonly isOwn: boolean; readonly person: string } = { isOwn: true, person: 'me' },
): EnrolledRep => ({ exercise: exercise.name, execution, ...who, track: madeTrack(exercise, tempo) });

/** Every band mounted a little differently: values seen through a rotation. */
export function remounted(track: Track, rotations: readonly Vector[]): Track {
  const values = track.values.map((samples, sensor) => {
    const into = samples.slice();
    for (let at = 0; at < into.length; at += 3) {
      const seen = turnedBack([samples[at]!, samples[at + 1]!, samples[at + 2]!], rotations[sensor]!, 1);
      into.set(seen, at);
    }
    return into;
  });
  return { ...track, values };
}

/** 0 at rest, 1 far out; smooth like a reaching movement (least jerk). */
function shareOfWay(tS: number, { outS, holdS, backS }: MadeTempo): number {
  const smooth = (x: number): number => x ** 3 * (10 - 15 * x + 6 * x * x);
  const clamp = (x: number): number => Math.min(1, Math.max(0, x));
  return smooth(clamp(tS / outS)) - smooth(clamp((tS - outS - holdS) / backS));
}

const normal = ([x, y, z]: Vector): Vector => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};

/** A vector seen from a frame that was turned by a rotation vector times a share (Rodrigues, backwards). */
function turnedBack(v: Vector, turn: Vector, share: number): [number, number, number] {
  const angle = -Math.hypot(...turn) * share;
  if (angle === 0) return [...v];
  const [x, y, z] = normal(turn);
  const along = (x * v[0] + y * v[1] + z * v[2]) * (1 - Math.cos(angle));
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    v[0] * c + (y * v[2] - z * v[1]) * s + x * along,
    v[1] * c + (z * v[0] - x * v[2]) * s + y * along,
    v[2] * c + (x * v[1] - y * v[0]) * s + z * along,
  ];
}

import type { EnrolledRep, Track } from '../../../host/motion/templates/track.ts';
import { SEED } from '../../seeded.ts';

/** A made-up arm with two bands, moved about one axis: angles as a list of ways and rests, sampled with noise. */
export const ARM_SENSORS = ['imu1', 'imu 2'] as const;
const RATE_HZ = 25;
const GRAVITY_MS2 = 9.81;

/** Which axis each band turns about, how much of the angle it makes, and where up is in it at angle 0. */
interface Band {
  readonly axis: readonly [number, number, number];
  readonly share: number;
  readonly up: readonly [number, number, number];
}

export type Movement = readonly [Band, Band];

export const LIFT: Movement = [
  { axis: [1, 0, 0], share: 1, up: [0, 1, 0] },
  { axis: [0, 0.8, 0.6], share: 0.3, up: [1, 0, 0] },
];
/** The same arm, another exercise: the other band does the work, from another posture. */
export const TURN: Movement = [
  { axis: [0, 0, 1], share: 0.1, up: [0.6, 0, 0.8] },
  { axis: [1, 0, 0], share: 1, up: [0, 0, -1] },
];

/** A neck: it turns about the vertical, and no accelerometer notices. */
export const NECK: Movement = [
  { axis: [0, 0, 1], share: 1, up: [0, 0, 1] },
  { axis: [0, 1, 0], share: 0, up: [1, 0, 0] },
];

/** Goes to an angle within a time (minimum jerk), or stays where it is. */
export type Step = { readonly toDeg: number; readonly s: number } | { readonly restS: number };

/** One repetition from 0 degrees and back. */
export const rep = (deg: number, outS: number, holdS: number, backS = outS): Step[] => [
  { toDeg: deg, s: outS },
  { restS: holdS },
  { toDeg: 0, s: backS },
];
export const CORRECT = rep(70, 1.2, 4);
export const FAST = rep(72, 0.6, 0.3);
export const LOW = rep(35, 1, 4);
/** Repetitions with rests between them, and one before and after. */
export const set = (count: number, one: readonly Step[], restS = 1.5): Step[] => [
  { restS },
  ...Array.from({ length: count }, () => [...one, { restS }]).flat(),
];

/** Angle at each sample, degrees. */
export function anglesDeg(steps: readonly Step[], fromDeg = 0): number[] {
  const angles: number[] = [];
  let at = fromDeg;
  for (const step of steps) {
    const count = Math.round(('restS' in step ? step.restS : step.s) * RATE_HZ);
    const to = 'restS' in step ? at : step.toDeg;
    for (let i = 1; i <= count; i++) {
      const u = i / count;
      angles.push(at + (to - at) * u ** 3 * (10 - 15 * u + 6 * u * u));
    }
    at = to;
  }
  return angles;
}

export function armTrack(movement: Movement, angles: readonly number[], t0S = 0, seed = SEED): Track {
  const noise = gaussian(seed);
  const values = movement.map((band) => {
    const out = new Float64Array(angles.length * 6);
    angles.forEach((deg, i) => {
      const rad = (band.share * deg * Math.PI) / 180;
      const before = (band.share * (angles[i - 1] ?? deg) * Math.PI) / 180;
      const up = turned(band.up, band.axis, -rad);
      for (let k = 0; k < 3; k++) {
        out[6 * i + k] = band.axis[k]! * (rad - before) * RATE_HZ + 0.007 * noise();
        out[6 * i + 3 + k] = GRAVITY_MS2 * up[k]! + 0.03 * noise();
      }
    });
    return out;
  });
  return { sensors: ARM_SENSORS, rateHz: RATE_HZ, t0S, count: angles.length, values };
}

export const enrol = (
  exercise: string,
  execution: string,
  movement: Movement,
  steps: readonly Step[],
  isOwn = true,
): EnrolledRep => {
  const track = armTrack(movement, anglesDeg([{ restS: 0.3 }, ...steps, { restS: 0.3 }]), 0, SEED + 1);
  return { exercise, execution, isOwn, person: isOwn ? 'me' : 'somebody', track };
};

/** Rodrigues' rotation about a unit axis. */
function turned([x, y, z]: Band['up'], [a, b, c]: Band['axis'], rad: number): [number, number, number] {
  const [cos, sin] = [Math.cos(rad), Math.sin(rad)];
  const along = (a * x + b * y + c * z) * (1 - cos);
  return [
    x * cos + (b * z - c * y) * sin + a * along,
    y * cos + (c * x - a * z) * sin + b * along,
    z * cos + (a * y - b * x) * sin + c * along,
  ];
}

/** Mulberry32 and the sum of four uniforms: near enough to normal. */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}

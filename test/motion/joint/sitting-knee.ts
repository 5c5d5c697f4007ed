import { PAIRED } from '../../../host/motion/joint/oriented-pair.ts';
import { degToRad } from '../../../protocol/units.ts';
import { aboutAxis, multiply, type Quaternion, type Vector } from '../../../sim/body/rotation.ts';
import { seededRandom } from '../../../sim/random.ts';

/**
 * A knee that is no perfect hinge: it fidgets, sits down, sits for half a minute, gets up and walks. The shank also turns
 * about its own length, most so while sitting, where nothing tells in which of two ways the axes point together.
 */
export interface SittingKnee {
  readonly count: number;
  /** Orientations as of `OrientedPairs`; distal heading is turned by 1 rad. */
  readonly values: Float64Array;
  /** True angle about the axis, which is y of either sensor. */
  readonly angleDeg: Float64Array;
}

const RATE_HZ = 50;
const DURATION_S = 70;
const SIT_AT_S = 9;
const RISE_AT_S = 40;
const STEPS_HZ = 0.9;
const [X, Y, Z]: readonly Vector[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;

interface Posture {
  readonly yaw: number;
  readonly roll: number;
  readonly pitch: number;
  readonly bend: number;
  /** Of the shank about its own length. */
  readonly turn: number;
}

export function simulateSittingKnee(seed: number): SittingKnee {
  const count = DURATION_S * RATE_HZ;
  const values = new Float64Array(count * PAIRED.VALUES);
  const angleDeg = new Float64Array(count);
  const postureAt = drawPostures(seed);
  let before: readonly Quaternion[] | undefined;
  for (let i = 0, at = 0; i < count; i++, at += PAIRED.VALUES) {
    const posture = postureAt(i / RATE_HZ);
    const segments = segmentsOf(posture);
    const [thigh, shank] = segments;
    values[at + PAIRED.TIME] = (1000 * i) / RATE_HZ;
    values.set(thigh!, at + PAIRED.PROXIMAL);
    values.set(shank!, at + PAIRED.DISTAL);
    values[at + PAIRED.PROXIMAL_SPEED] = speed(before?.[0], thigh!);
    values[at + PAIRED.DISTAL_SPEED] = speed(before?.[1], shank!);
    angleDeg[i] = posture.bend;
    before = segments;
  }
  return { count, values, angleDeg };
}

/** Degrees at a time, s. */
function drawPostures(seed: number): (tS: number) => Posture {
  const random = seededRandom(seed);
  const phases = Array.from({ length: 7 }, () => random.uniform(0, 2 * Math.PI));
  const wave = (index: number, hz: number, tS: number) => Math.sin(2 * Math.PI * hz * tS + phases[index]!);
  return (tS) => {
    const fidget = ramp(tS, 4, 5) - ramp(tS, 12.5, 13.5);
    const sit = ramp(tS, SIT_AT_S, SIT_AT_S + 2) - ramp(tS, RISE_AT_S, RISE_AT_S + 2);
    const walk = ramp(tS, RISE_AT_S + 4, RISE_AT_S + 6);
    const bend =
      80 * sit +
      15 * fidget * wave(2, 0.5, tS) +
      30 * walk * (1 + Math.sin(2 * Math.PI * STEPS_HZ * tS + phases[0]! + 1));
    return {
      yaw: 4 * fidget * wave(6, 0.25, tS) + 8 * walk * wave(5, STEPS_HZ / 2, tS),
      roll: 4 * fidget * wave(4, 0.3, tS) + 5 * walk * wave(3, STEPS_HZ, tS),
      pitch: -80 * sit + 14 * fidget * wave(1, 0.4, tS) + 25 * walk * wave(0, STEPS_HZ, tS),
      bend,
      turn: 18 * sit + 0.1 * bend + 12 * fidget * wave(5, 0.7, tS) + 12 * walk * wave(6, STEPS_HZ, tS),
    };
  };
}

/** From 0 to 1, at rest at either end. */
function ramp(tS: number, from: number, to: number): number {
  const x = Math.max(0, Math.min(1, (tS - from) / (to - from)));
  return x * x * x * (10 - 15 * x + 6 * x * x);
}

function segmentsOf({ yaw, roll, pitch, bend, turn }: Posture): readonly Quaternion[] {
  const about = (axis: Vector, deg: number) => aboutAxis(axis, degToRad(deg));
  const thigh = multiply(multiply(about(Z!, yaw), about(X!, roll)), about(Y!, pitch));
  const shank = multiply(multiply(thigh, about(Y!, bend)), about(Z!, turn));
  return [thigh, multiply(aboutAxis(Z!, 1), shank)];
}

function speed(before: Quaternion | undefined, now: Quaternion): number {
  if (!before) return 0;
  const cosine = Math.abs(now.reduce((sum, part, k) => sum + part * before[k]!, 0));
  return 2 * Math.acos(Math.min(1, cosine)) * RATE_HZ;
}

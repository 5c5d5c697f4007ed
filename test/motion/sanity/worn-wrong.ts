import type { SensorDoubt } from '../../../host/motion/sanity/doubt.ts';
import { degToRad } from '../../../protocol/units.ts';
import { aboutAxis, rotate, type Vector } from '../../../sim/body/rotation.ts';
import { followMovement, type RepEvent } from '../follow.ts';
import { type KnownKnee, knownKnee } from '../known-knee.ts';
import { interleave, type Recording } from '../recording.ts';

/** Two sets of a known knee with a rest between, in which things can go wrong. */
export function twoSets(seed: number): KnownKnee & { readonly betweenMs: number } {
  const knee = knownKnee(seed, { parts: ['rest', 'set', 'rest', 'set', 'rest'], partS: 30, lossShare: 0 });
  const rest = knee.phases[2]!;
  return { ...knee, betweenMs: (rest.fromMs + rest.toMs) / 2 };
}

/** The limb's long axis in its sensor's frame: up while the shank hangs in the rest before the first set. */
export function longAxis({ accMs2 }: Recording): Vector {
  const sum = [0, 1, 2].map((axis) =>
    accMs2.slice(0, 3 * 500).reduce((total, a, i) => total + (i % 3 === axis ? a : 0), 0),
  );
  const length = Math.hypot(...sum);
  return [sum[0]! / length, sum[1]! / length, sum[2]! / length];
}

/** From that time on the sensor sits turned by so many degrees about an axis of its own frame. */
export function turned(recording: Recording, fromMs: number, axis: Vector, byDeg: number): Recording {
  const turn = aboutAxis(axis, degToRad(byDeg));
  const turnAll = (values: Float64Array): Float64Array => {
    const out = values.slice();
    recording.tMs.forEach((tMs, i) => {
      if (tMs < fromMs) return;
      out.set(rotate(turn, [values[3 * i]!, values[3 * i + 1]!, values[3 * i + 2]!]), 3 * i);
    });
    return out;
  };
  return { ...recording, gyroRadS: turnAll(recording.gyroRadS), accMs2: turnAll(recording.accMs2) };
}

/** Any axis at a right angle to that one. */
export function across([x, y, z]: Vector): Vector {
  const other: Vector = Math.abs(x) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const cross: Vector = [y * other[2] - z * other[1], z * other[0] - x * other[2], x * other[1] - y * other[0]];
  const length = Math.hypot(...cross);
  return [cross[0] / length, cross[1] / length, cross[2] / length];
}

/** Repetitions of a knee extension and the doubts about each. */
export const repsOf = (recordings: readonly Recording[]): RepEvent[] =>
  followMovement('knee-extension', interleave(recordings)).reps;

export const kindsOf = (doubts: readonly SensorDoubt[]): string[] =>
  doubts.map(({ kind, sensor }) => `${kind} ${sensor}`);

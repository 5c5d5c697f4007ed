import { POSTURE_VALUES, TURNED } from './posture.ts';
import type { Segment } from './track.ts';

/** What is measured of one repetition's postures: where from, where to, how far, how long. */
export interface RepTraits {
  /** Posture between repetitions and near the turning point, as rows of postures. */
  readonly rest: Float64Array;
  readonly reach: Float64Array;
  /** Length of the way from rest to reach over all sensors: radians, as long as it is small. */
  readonly size: number;
  /** The same for each sensor. */
  readonly sensorSizes: readonly number[];
  /** Samples from the segment's start at which the movement left, arrived, left again and had returned. */
  readonly departed: number;
  readonly arrived: number;
  readonly left: number;
  readonly returned: number;
  /** Time spent beyond half of the way, seconds: the duration annotators' margins don't touch. */
  readonly beyondHalfS: number;
}

/** Samples at either end of a segment that are taken for its rest. */
const REST_SAMPLES = 3;
/** The turning point is what lies beyond this share of the farthest distance. */
const NEAR_REACH = 0.8;
export const DEPARTED = 0.12;
export const ARRIVED = 0.85;

export function repTraits(postures: Float64Array, width: number, { from, to }: Segment, rateHz: number): RepTraits {
  const rest = restOf(postures, width, from, to);
  const distance = distancesFrom(postures, width, from, to, rest);
  const farthest = distance.reduce((most, value) => Math.max(most, value), 0);
  const reach = meanWhere(postures, width, from, (i) => distance[i]! >= NEAR_REACH * farthest, to - from);
  const sensorSizes = sensorDistances(rest, reach);
  const size = Math.hypot(...sensorSizes);
  const beyond = (share: number): readonly [number, number] => span(distance, share * size);
  const [departed, returned] = beyond(DEPARTED);
  const [arrived, left] = beyond(ARRIVED);
  const [up, down] = beyond(0.5);
  return { rest, reach, size, sensorSizes, departed, arrived, left, returned, beyondHalfS: (down - up + 1) / rateHz };
}

/** Distance of each sensor between two postures. */
export function sensorDistances(a: Float64Array, b: Float64Array): number[] {
  return Array.from({ length: a.length / POSTURE_VALUES }, (_, s) => {
    const u = s * POSTURE_VALUES;
    return Math.hypot(b[u]! - a[u]!, b[u + 1]! - a[u + 1]!, b[u + 2]! - a[u + 2]!, b[u + TURNED]! - a[u + TURNED]!);
  });
}

function restOf(postures: Float64Array, width: number, from: number, to: number): Float64Array {
  const isRest = (i: number): boolean => i < REST_SAMPLES || i >= to - from - REST_SAMPLES;
  return meanWhere(postures, width, from, isRest, to - from);
}

function meanWhere(
  postures: Float64Array,
  width: number,
  from: number,
  isMeant: (i: number) => boolean,
  count: number,
): Float64Array {
  const mean = new Float64Array(width);
  let meant = 0;
  for (let i = 0; i < count; i++) {
    if (!isMeant(i)) continue;
    meant++;
    for (let k = 0; k < width; k++) mean[k]! += postures[(from + i) * width + k]!;
  }
  return mean.map((sum) => sum / Math.max(1, meant));
}

function distancesFrom(
  postures: Float64Array,
  width: number,
  from: number,
  to: number,
  origin: Float64Array,
): Float64Array {
  return Float64Array.from({ length: to - from }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += (postures[(from + i) * width + k]! - origin[k]!) ** 2;
    return Math.sqrt(sum);
  });
}

/** First and last index at which a value is exceeded. */
function span(values: Float64Array, least: number): readonly [number, number] {
  const first = values.findIndex((value) => value >= least);
  const last = values.findLastIndex((value) => value >= least);
  return [Math.max(0, first), Math.max(0, last)];
}

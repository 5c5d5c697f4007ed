import { type Segment, TRACK_VALUES, type Track } from '../templates/track.ts';
import { turnsRad } from './turn.ts';

/** What of a repetition is told apart: postures and turns per sensor (in the track's order), how far and how long. */
export interface RepShape {
  /** 3 a sensor: up in the sensor's own frame before and after the repetition, unit length; NaN where it has no samples. */
  readonly restUp: Float64Array;
  /** 3 a sensor: up in the sensor's own frame while far out, unit length. */
  readonly farUp: Float64Array;
  /** 3 a sensor: mean rotation vector from the start to far out, in the sensor's frame at the start, rad. */
  readonly turnRad: Float64Array;
  /** Length of all sensors' rotation vectors together, its 95th percentile, rad. */
  readonly excursionRad: number;
  /** Time spent beyond FAR of that excursion: the hold and what is next to it, s. Does not depend on where a segment is cut. */
  readonly farS: number;
}

/** Far out is beyond this share of the excursion: low enough that a sagging hold stays in, high enough to leave most of the way out. */
const FAR = 0.75;
/** The excursion is the value that this share of the samples stays below: a single jerk is not how far somebody came. */
const REACHED = 0.95;
/** At each end of a segment, s: short, because a rushed repetition leaves little rest. */
const REST_S = 0.2;
/** A sensor with more gaps than this is treated as absent. */
const MOST_GAPS = 0.2;

/** The shape of one stretch of a track. */
export function shapeOf(track: Track, { from, to }: Segment): RepShape {
  const turns = track.values.map((values) => turnsRad(values, from, to, track.rateHz));
  const seen = track.values.map((values) => hasEnough(values, from, to));
  const travel = travelRad(turns, seen, to - from);
  const excursionRad = quantile(travel, REACHED);
  const isFar = travel.map((rad) => (rad > FAR * excursionRad ? 1 : 0));
  const restCount = Math.max(2, Math.round(REST_S * track.rateHz));
  const isRest = travel.map((_, i) => (i < restCount || i >= travel.length - restCount ? 1 : 0));
  const perSensor = (mean: (sensor: number) => readonly number[]): Float64Array =>
    Float64Array.from(seen.flatMap((isSeen, sensor) => (isSeen ? mean(sensor) : [NaN, NaN, NaN])));
  return {
    restUp: perSensor((sensor) => unit(meanOf(track.values[sensor]!, from * TRACK_VALUES + 3, TRACK_VALUES, isRest))),
    farUp: perSensor((sensor) => unit(meanOf(track.values[sensor]!, from * TRACK_VALUES + 3, TRACK_VALUES, isFar))),
    turnRad: perSensor((sensor) => meanOf(turns[sensor]!, 0, 3, isFar)),
    excursionRad,
    farS: isFar.reduce((sum, far) => sum + far, 0) / track.rateHz,
  };
}

function hasEnough(values: Float64Array, from: number, to: number): boolean {
  let gaps = 0;
  for (let i = from; i < to; i++) if (Number.isNaN(values[i * TRACK_VALUES]!)) gaps++;
  return to > from && gaps <= MOST_GAPS * (to - from);
}

/** For each sample, how far all sensors together are turned from the start. */
function travelRad(turns: readonly Float64Array[], seen: readonly boolean[], count: number): Float64Array {
  const travel = new Float64Array(count);
  turns.forEach((turn, sensor) => {
    if (!seen[sensor]) return;
    for (let i = 0; i < count; i++) travel[i]! += turn[3 * i]! ** 2 + turn[3 * i + 1]! ** 2 + turn[3 * i + 2]! ** 2;
  });
  return travel.map(Math.sqrt);
}

/** Mean of x, y, z over the marked samples, gaps left out. */
function meanOf(values: Float64Array, at: number, stride: number, isIn: Float64Array): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < isIn.length; i++) {
    const k = at + i * stride;
    if (!isIn[i] || Number.isNaN(values[k]!)) continue;
    count++;
    for (let axis = 0; axis < 3; axis++) sum[axis]! += values[k + axis]!;
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

function unit([x, y, z]: readonly [number, number, number]): [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

import { POSTURE_VALUES } from './posture.ts';
import { TRACK_VALUES, type Track } from './track.ts';

/** The latest samples of a session, enough for the longest repetition: what a recogniser looks back on. */
export interface RecentSamples {
  readonly sensors: readonly string[];
  readonly rateHz: number;
  readonly capacity: number;
  /** Samples ever written; the last of them lies at (count - 1) modulo capacity. */
  count: number;
  readonly values: readonly Float64Array[];
  readonly postures: Float64Array;
}

export const initialRecent = (sensors: readonly string[], rateHz: number, longestS: number): RecentSamples => {
  const capacity = Math.ceil(longestS * rateHz);
  return {
    sensors,
    rateHz,
    capacity,
    count: 0,
    values: sensors.map(() => new Float64Array(capacity * TRACK_VALUES)),
    postures: new Float64Array(capacity * sensors.length * POSTURE_VALUES),
  };
};

export function remember(recent: RecentSamples, track: Track, sample: number, posture: Float64Array): void {
  const at = recent.count++ % recent.capacity;
  recent.postures.set(posture, at * posture.length);
  recent.values.forEach((ring, s) => {
    const from = track.values[s]!;
    for (let k = 0; k < TRACK_VALUES; k++) ring[at * TRACK_VALUES + k] = from[sample * TRACK_VALUES + k]!;
  });
}

/** First sample still remembered. */
export const oldest = ({ count, capacity }: RecentSamples): number => Math.max(0, count - capacity);

/** A copy of samples from..to of the session (the one behind the last), as far as remembered. */
export function recentTrack(recent: RecentSamples, from: number, to: number, t0S: number): Track {
  const values = recent.values.map((ring) => unwound(ring, TRACK_VALUES, recent.capacity, from, to));
  return { sensors: recent.sensors, rateHz: recent.rateHz, t0S, count: to - from, values };
}

export const recentPostures = (
  { postures, sensors, capacity }: RecentSamples,
  from: number,
  to: number,
): Float64Array => unwound(postures, sensors.length * POSTURE_VALUES, capacity, from, to);

function unwound(ring: Float64Array, width: number, capacity: number, from: number, to: number): Float64Array {
  const out = new Float64Array((to - from) * width);
  for (let i = from; i < to; i++) {
    const at = (i % capacity) * width;
    out.set(ring.subarray(at, at + width), (i - from) * width);
  }
  return out;
}

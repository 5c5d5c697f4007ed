import type { SampleBlock } from '../samples.ts';
import { GRID_HZ } from '../templates/grid.ts';
import { TRACK_VALUES, type Track } from '../templates/track.ts';

/** Sums of TRACK_VALUES values, and how many samples they are of. */
const SLOT_VALUES = TRACK_VALUES + 1;
const SLOT_MS = 1000 / GRID_HZ;

/** The latest samples of some bands, averaged over the steps of an even grid that begins with the session. */
export interface SampleRing {
  readonly sensors: readonly string[];
  /** Steps of the grid that are remembered. */
  readonly capacity: number;
  /** For each band SLOT_VALUES values a step; step n lies at n modulo capacity. */
  readonly slots: readonly Float64Array[];
  /** For each band the latest step begun, -1 before it. */
  readonly latest: Float64Array;
}

export function initialRing(sensors: readonly string[], longestS: number): SampleRing {
  const capacity = Math.ceil(longestS * GRID_HZ);
  return {
    sensors,
    capacity,
    slots: sensors.map(() => new Float64Array(capacity * SLOT_VALUES)),
    latest: new Float64Array(sensors.length).fill(-1),
  };
}

/** Takes in a block of a band; one that the ring does not follow is ignored. */
export function putBlock(ring: SampleRing, { sensor, count, tMs, gyroRadS, accMs2 }: SampleBlock): void {
  const side = ring.sensors.indexOf(sensor);
  if (side < 0) return;
  const slots = ring.slots[side]!;
  // Most samples belong to the same step as the one before.
  let at = 0;
  let behindMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (tMs[i]! >= behindMs) {
      const step = Math.floor(tMs[i]! / SLOT_MS);
      if (step > ring.latest[side]!) advance(ring, side, step);
      behindMs = (step + 1) * SLOT_MS;
      at = (step % ring.capacity) * SLOT_VALUES;
    }
    const from = 3 * i;
    slots[at]! += gyroRadS[from]!;
    slots[at + 1]! += gyroRadS[from + 1]!;
    slots[at + 2]! += gyroRadS[from + 2]!;
    slots[at + 3]! += accMs2[from]!;
    slots[at + 4]! += accMs2[from + 1]!;
    slots[at + 5]! += accMs2[from + 2]!;
    slots[at + TRACK_VALUES]!++;
  }
}

/** Steps that begin, and those that were passed over, hold nothing yet. */
function advance({ capacity, slots, latest }: SampleRing, side: number, step: number): void {
  const ring = slots[side]!;
  for (let at = Math.max(latest[side]! + 1, step - capacity + 1); at <= step; at++) {
    const from = (at % capacity) * SLOT_VALUES;
    for (let k = 0; k < SLOT_VALUES; k++) ring[from + k] = 0;
  }
  latest[side] = step;
}

/**
 * The steps that lie wholly between two times, so that samples after them, known or not, make no difference; undefined
 * where some were forgotten or none is left. A step without samples is NaN.
 */
export function ringTrack(ring: SampleRing, startMs: number, endMs: number): Track | undefined {
  const from = Math.ceil(startMs / SLOT_MS);
  const to = Math.floor(endMs / SLOT_MS);
  if (to <= from || ring.latest.some((step) => from <= step - ring.capacity)) return undefined;
  const values = ring.slots.map((slots, side) => {
    const out = new Float64Array((to - from) * TRACK_VALUES).fill(Number.NaN);
    for (let step = from; step < Math.min(to, ring.latest[side]! + 1); step++) {
      const at = (step % ring.capacity) * SLOT_VALUES;
      const count = slots[at + TRACK_VALUES]!;
      if (count === 0) continue;
      for (let k = 0; k < TRACK_VALUES; k++) out[(step - from) * TRACK_VALUES + k] = slots[at + k]! / count;
    }
    return out;
  });
  return { sensors: ring.sensors, rateHz: GRID_HZ, t0S: from / GRID_HZ, count: to - from, values };
}

import type { Placement } from '../../../protocol/placement.ts';
import { radToDeg } from '../../../protocol/units.ts';
import { initialOrientation, type OrientationState, orient } from '../orientation/orientation.ts';
import { ROW } from '../orientation/oriented-row.ts';
import type { SampleBlock } from '../samples.ts';
import { type Measure, measured, notKnown } from './measure.ts';

/**
 * A band on the trunk that the exercise itself has no use for: whoever wears one besides sees how far trunk or pelvis
 * leant while the limb moved (trunk lean, hip hike).
 */
export interface TrunkWatch {
  readonly sensor: Placement;
  readonly orientation: OrientationState;
  /** Time (ms) and x y z of up, a stretch of four, used in turn. */
  readonly ups: Float64Array;
  written: number;
  dueMs: number;
}

const { COLUMNS, TIME, UPWARDS } = ROW;
const STRETCH = 4;
const PERIOD_MS = 50;
/** The longest repetition there is, and a little. */
const LONGEST_S = 40;
const SAMPLES = (LONGEST_S * 1000) / PERIOD_MS;
/** The trunk's samples may come as much later than the limb's, when gaps are being filled: they are not waited for. */
const LATE_MS = 500;
const FEWEST_SAMPLES = 8;
const TILT_SIGMA_DEG = 0.1;
const TILT_SIGMA = 0.03;

// Written anew in every step; nothing in here outlives it.
let rows = new Float64Array(64 * COLUMNS);

export const isOnTrunk = (sensor: Placement): boolean => sensor === 'pelvis' || sensor === 'sternum';

export const initialTrunkWatch = (sensor: Placement, rateHz: number): TrunkWatch => ({
  sensor,
  orientation: initialOrientation(rateHz),
  ups: new Float64Array(SAMPLES * STRETCH),
  written: 0,
  dueMs: Number.NEGATIVE_INFINITY,
});

export function watchTrunk(watch: TrunkWatch, block: SampleBlock): void {
  if (rows.length < block.count * COLUMNS) rows = new Float64Array(2 * block.count * COLUMNS);
  orient(watch.orientation, block, rows, 0);
  for (let i = 0, at = 0; i < block.count; i++, at += COLUMNS) {
    if (rows[at + TIME]! < watch.dueMs) continue;
    watch.dueMs = rows[at + TIME]! + PERIOD_MS;
    const to = (watch.written++ % SAMPLES) * STRETCH;
    watch.ups[to] = rows[at + TIME]!;
    for (let k = 0; k < 3; k++) watch.ups[to + 1 + k] = rows[at + UPWARDS + k]!;
  }
}

/** Largest lean of any of them against where it was at the start of the repetition. */
export function trunkLean(watches: readonly TrunkWatch[], startMs: number, endMs: number): Measure {
  const leans = watches.flatMap((watch) => leanBetween(watch, startMs, endMs - LATE_MS) ?? []);
  if (leans.length === 0) return notKnown(watches.length === 0 ? 'no-sensor' : 'gaps');
  const leanDeg = Math.max(...leans);
  return measured(leanDeg, Math.hypot(TILT_SIGMA_DEG, TILT_SIGMA * leanDeg));
}

function leanBetween({ ups, written }: TrunkWatch, fromMs: number, toMs: number): number | undefined {
  let [start, count, largest] = [-1, 0, 0];
  for (let n = Math.max(0, written - SAMPLES); n < written; n++) {
    const at = (n % SAMPLES) * STRETCH;
    if (ups[at]! < fromMs || ups[at]! > toMs) continue;
    if (start < 0) start = at;
    count++;
    largest = Math.max(largest, chord(ups, start + 1, at + 1));
  }
  return count < FEWEST_SAMPLES ? undefined : radToDeg(2 * Math.asin(Math.min(1, largest / 2)));
}

const chord = (v: Float64Array, a: number, b: number): number =>
  Math.hypot(v[a]! - v[b]!, v[a + 1]! - v[b + 1]!, v[a + 2]! - v[b + 2]!);

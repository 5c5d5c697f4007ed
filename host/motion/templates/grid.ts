import { TRACK_VALUES, type Track } from './track.ts';

/** Samples of one sensor with their time stamps, as recorded: seconds rising, TRACK_VALUES values a sample. */
export interface TimedSamples {
  readonly count: number;
  readonly tS: Float64Array;
  readonly values: Float64Array;
}

/** Exercise is slow; 25 Hz hold what tells its repetitions apart (PTED was recorded at that rate). */
export const GRID_HZ = 25;
/** Nothing is interpolated across a longer stretch without samples, seconds. */
const LONGEST_GAP_S = 0.5;

/**
 * Several recordings with one time axis on one even grid that begins with the first sample of any of them, or at `fromS`.
 * Each value is the mean over one step of the grid around its time; where too few samples fall into that, the straight
 * line between its neighbours. NaN where a sensor has none.
 */
export function gridTrack(
  recordings: ReadonlyMap<string, TimedSamples>,
  rateHz: number,
  span?: { readonly fromS: number; readonly toS: number },
): Track {
  const all = [...recordings.values()];
  const fromS = span?.fromS ?? Math.min(...all.map(({ tS }) => tS[0]!));
  const toS = span?.toS ?? Math.max(...all.map(({ tS, count }) => tS[count - 1]!));
  // A little more, so that a last sample on the grid is not lost to rounding.
  const count = Math.max(0, Math.floor((toS - fromS) * rateHz + 1e-6) + 1);
  const values = all.map((recording) => gridValues(recording, fromS, count, rateHz));
  return { sensors: [...recordings.keys()], rateHz, t0S: fromS, count, values };
}

function gridValues(recording: TimedSamples, fromS: number, count: number, rateHz: number): Float64Array {
  const out = new Float64Array(count * TRACK_VALUES);
  const halfS = 0.5 / rateHz;
  const { tS } = recording;
  let first = 0;
  for (let i = 0; i < count; i++) {
    const t = fromS + i / rateHz;
    while (first < recording.count && tS[first]! <= t - halfS) first++;
    let behind = first;
    while (behind < recording.count && tS[behind]! <= t + halfS) behind++;
    if (behind - first > 1) writeMean(recording, first, behind, out, i);
    else writeLine(recording, first, t, out, i);
  }
  return out;
}

function writeMean({ values }: TimedSamples, first: number, behind: number, out: Float64Array, i: number): void {
  for (let k = 0; k < TRACK_VALUES; k++) {
    let sum = 0;
    for (let j = first; j < behind; j++) sum += values[j * TRACK_VALUES + k]!;
    out[i * TRACK_VALUES + k] = sum / (behind - first);
  }
}

/** On the line between the samples on either side of t, one of which is `near` or its neighbour. */
function writeLine({ count, tS, values }: TimedSamples, near: number, t: number, out: Float64Array, i: number): void {
  const after = near < count && tS[near]! >= t ? near : near + 1;
  const before = after < count && tS[after] === t ? after : after - 1;
  const isOutside = before < 0 || before >= count || after > count;
  const last = Math.min(after, count - 1);
  const spanS = isOutside ? Number.POSITIVE_INFINITY : tS[last]! - tS[before]!;
  const isOpen = spanS > LONGEST_GAP_S || (last === before && Math.abs(t - tS[before]!) > LONGEST_GAP_S / 2);
  const share = spanS > 0 ? (t - tS[before]!) / spanS : 0;
  for (let k = 0; k < TRACK_VALUES; k++) {
    const a = values[before * TRACK_VALUES + k]!;
    const b = values[last * TRACK_VALUES + k]!;
    out[i * TRACK_VALUES + k] = isOpen ? Number.NaN : a + share * (b - a);
  }
}

import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';

/** Axes of a sample in the order of its counts. */
export const SIGNAL_AXES = [
  'gyroscope x',
  'gyroscope y',
  'gyroscope z',
  'acceleration x',
  'acceleration y',
  'acceleration z',
] as const;
export type SignalAxis = (typeof SIGNAL_AXES)[number];

/** What the counts themselves say of a sensor, whatever they measure. */
export interface SignalHealth {
  readonly samples: number;
  /** Samples at the end of the converter's range since the stream began, by axis: the movement went further than is told. */
  readonly railed: readonly number[];
  /** For how long, ms, all six counts have been the same: a working sensor is never so quiet. */
  readonly stillMs: number;
}

/** The counts so far; written in place. */
export interface SignalWatch {
  samples: number;
  readonly railed: number[];
  readonly before: Int16Array;
  sameSamples: number;
  periodMs: number;
}

/** Counts are 16 bits: beyond is cut off. */
const HIGHEST = 32_767;
const LOWEST = -32_768;

export const initialSignalWatch = (): SignalWatch => ({
  samples: 0,
  railed: SIGNAL_AXES.map(() => 0),
  before: new Int16Array(AXES_PER_SAMPLE),
  sameSamples: 0,
  periodMs: 0,
});

const isRailed = (count: number): boolean => count >= HIGHEST || count <= LOWEST;

/** How many of these samples have an axis at the end of the range. */
export function railedSamples(raw: Int16Array): number {
  let railed = 0;
  for (let at = 0; at < raw.length; at += AXES_PER_SAMPLE) {
    for (let axis = 0; axis < AXES_PER_SAMPLE; axis++) {
      if (!isRailed(raw[at + axis]!)) continue;
      railed++;
      break;
    }
  }
  return railed;
}

/** Takes note of a frame's counts. @returns how many of its samples have an axis at the end of the range */
export function watchSignal(watch: SignalWatch, raw: Int16Array, periodMs: number): number {
  let isRailedAnywhere = false;
  for (let i = 0; i < raw.length; i++) {
    if (!isRailed(raw[i]!)) continue;
    isRailedAnywhere = true;
    watch.railed[i % AXES_PER_SAMPLE]!++;
  }
  for (let at = 0; at < raw.length; at += AXES_PER_SAMPLE) {
    watch.sameSamples = isAsBefore(watch, raw, at) ? watch.sameSamples + 1 : 0;
    watch.samples++;
  }
  const last = raw.length - AXES_PER_SAMPLE;
  for (let axis = 0; axis < AXES_PER_SAMPLE; axis++) watch.before[axis] = raw[last + axis]!;
  watch.periodMs = periodMs;
  return isRailedAnywhere ? railedSamples(raw) : 0;
}

/** Of most samples the first axis tells. */
function isAsBefore({ samples, before }: SignalWatch, raw: Int16Array, at: number): boolean {
  for (let axis = 0; axis < AXES_PER_SAMPLE; axis++) {
    const was = at > 0 ? raw[at - AXES_PER_SAMPLE + axis] : before[axis];
    if (raw[at + axis] !== was) return false;
  }
  return samples > 0;
}

export const signalHealth = ({ samples, railed, sameSamples, periodMs }: SignalWatch): SignalHealth => ({
  samples,
  railed: [...railed],
  stillMs: sameSamples * periodMs,
});

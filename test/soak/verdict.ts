import type { BandReport, SoakReport } from './soak.ts';
import { SOAK_PRESCRIPTION } from './stim-courses.ts';

const UP_WITHIN_MS = 5_000;
/** A band that was left by its host notices it after the supervision timeout, and then can be heard. */
const SILENCE_MS = 6_000;
/** Down to zero once its lease is over: test/faults F1, 2.5 s behind the last lease of 2 s. */
const OVER_LEASE_MS = 500;
/** What grows rightly are buffers that find their size and what a session tells of its losses. Fifty bytes kept of each frame would be more. */
const HEAP_GROWTH_BYTES = 2_000_000;

/** What did not hold, in words; empty where all did. */
export function verdict(report: SoakReport): readonly string[] {
  return [...report.bands.flatMap((band) => [...ofBand(band)]), ...ofStimulation(report), ...ofBooks(report)];
}

function* ofBand({
  name,
  isUp,
  longestToUpMs,
  longestToUpAtMs,
  longestSilenceMs,
  samples,
}: BandReport): Generator<string> {
  if (!isUp) yield `${name}: it is not connected at the end`;
  if (longestToUpMs > UP_WITHIN_MS)
    yield `${name}: up only ${longestToUpMs.toFixed(0)} ms after the air was back, at ${longestToUpAtMs.toFixed(0)} ms`;
  if (longestSilenceMs > SILENCE_MS) yield `${name}: nobody could hear it for ${longestSilenceMs.toFixed(0)} ms`;
  if (samples) yield* samples.flaws;
}

function* ofStimulation({ stimulation }: SoakReport): Generator<string> {
  const { pulses, peakUa, endUa, longestOverLeaseMs } = stimulation;
  if (pulses === 0) yield 'no stimulation took place';
  if (peakUa > SOAK_PRESCRIPTION.level_ua) yield `${peakUa} uA flowed, ${SOAK_PRESCRIPTION.level_ua} are prescribed`;
  if (endUa !== 0) yield `${endUa} uA flow at the end`;
  if (longestOverLeaseMs > OVER_LEASE_MS) yield `current flowed ${longestOverLeaseMs} ms longer than its lease`;
}

function* ofBooks({ first, last, left }: SoakReport): Generator<string> {
  const grown = last.heapBytes - first.heapBytes;
  if (grown > HEAP_GROWTH_BYTES) yield `the heap grew by ${grown} bytes`;
  if (last.listeners > first.listeners) yield `${first.listeners} listeners became ${last.listeners}`;
  if (last.resources > first.resources) yield `${first.resources} timers and handles became ${last.resources}`;
  if (left.listeners > 0) yield `${left.listeners} listeners are left behind the end`;
}

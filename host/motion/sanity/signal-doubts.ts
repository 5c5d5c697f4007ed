import type { SensorDoubt } from './doubt.ts';
import { type SignalLog, SPAN, SPAN_MS, spansBetween, usualRateHz } from './signal-log.ts';

/** Fewer interpolated samples than that do not change a repetition. */
const LEAST_LOST = 0.1;
/** A peak cut off is a speed and an angle that are too small. */
const LEAST_SATURATED = 0.005;

/** What the samples of one sensor themselves say against a stretch of time, as far as the log still has it. */
export function signalDoubts<Name extends string>(
  sensor: Name,
  log: SignalLog,
  rateHz: number,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): SensorDoubt<Name>[] {
  let [samples, lost, saturated, stuck] = [0, 0, 0, 0];
  // Whole spans only: of the last one more samples are still to come.
  const lastMs = endMs - SPAN_MS;
  for (const at of spansBetween(log, startMs, lastMs)) {
    samples += log.spans[at + SPAN.SAMPLES]!;
    lost += log.spans[at + SPAN.LOST]!;
    saturated += log.spans[at + SPAN.SATURATED]!;
    stuck += log.spans[at + SPAN.STUCK]!;
  }
  const spans = Math.floor(lastMs / SPAN_MS) - Math.floor(startMs / SPAN_MS) + 1;
  const expected = Math.max(samples, (spans * SPAN_MS * usualRateHz(log, rateHz)) / 1000, 1);
  const lostShare = (lost + expected - samples) / expected;
  const stuckShare = stuck / Math.max(1, samples);
  const saturatedShare = saturated / Math.max(1, samples);
  return [
    ...(saturatedShare >= LEAST_SATURATED ? [{ kind: 'saturated' as const, sensor, share: saturatedShare }] : []),
    ...(stuckShare >= LEAST_LOST ? [{ kind: 'stuck' as const, sensor, share: stuckShare }] : []),
    ...(lostShare >= LEAST_LOST ? [{ kind: 'dropout' as const, sensor, share: lostShare }] : []),
  ];
}

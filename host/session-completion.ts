import type { Cancel, Timeline } from '../protocol/timeline.ts';
import type { Loss } from './intake/band-start.ts';
import type { IntakeHealth } from './intake/intake-health.ts';
import type { CompletionRecord, LossRecord } from './records/session-document.ts';

/** So long the end of a session waits for what the bands still have; the rest is fetched when they are next connected. */
const COMPLETION_MS_MAX = 20_000;
const TURN_MS = 250;
const WORDS_EVERY_MS = 5000;

/** Frames that bands in reach still have to send. */
export const framesToCome = (health: Iterable<IntakeHealth>): number =>
  [...health].reduce((sum, { completion }) => sum + (completion?.isReachable ? completion.framesAwaited : 0), 0);

/** Calls `over` once nothing is to come any more, or when it has waited long enough. */
export function awaitCompletion(
  timeline: Timeline,
  toCome: () => number,
  say: (line: string) => void,
  over: () => void,
): Cancel {
  const beganMs = timeline.nowMs();
  let toldMs = Number.NEGATIVE_INFINITY;
  const cancel = timeline.every(TURN_MS, () => {
    const frames = toCome();
    const waitedMs = timeline.nowMs() - beganMs;
    if (frames === 0 || waitedMs >= COMPLETION_MS_MAX) {
      cancel();
      if (frames > 0) say(`${frames} frames stay on the bands; they are fetched when the bands are next connected`);
      over();
    } else if (waitedMs - toldMs >= WORDS_EVERY_MS) {
      toldMs = waitedMs;
      say(`completing the recording: ${frames} frames are still to come from the bands`);
    }
  });
  return cancel;
}

/**
 * For the session's document; nothing where all came in time.
 * @param before what a gateway before this one had found
 */
export function completionOf(
  health: ReadonlyMap<string, IntakeHealth>,
  before?: CompletionRecord,
): { completion?: CompletionRecord } {
  let [late, awaited] = [before?.late_samples ?? 0, 0];
  const lost: LossRecord[] = [...(before?.lost ?? [])];
  for (const [sensor, { completion }] of health) {
    late += completion?.lateSamples ?? 0;
    awaited += completion?.framesAwaited ?? 0;
    for (const loss of completion?.losses ?? []) lost.push(lossRecord(sensor, loss));
  }
  if (late + awaited + lost.length === 0) return {};
  return { completion: { late_samples: late, awaited_frames: awaited, lost } };
}

export function lossRecord(sensor: string, { why, samples, fromMs, toMs }: Loss): LossRecord {
  const seconds = (ms: number): number => Math.max(0, Math.round(ms)) / 1000;
  return { sensor, why, samples, start_s: seconds(fromMs), end_s: seconds(toMs) };
}

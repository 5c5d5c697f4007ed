import { type Expected, leastDelayLine, whereDelaysBegin } from './least-delay-line.ts';

/**
 * One clock by another, told by moments that are noted late and never early: the drift is that of the least late ones over
 * `lineMs`, and the offset is where their delays begin. What makes no sense moves nothing until it agrees with itself.
 */
export interface DelayLine {
  readonly plan: DelayPlan;
  /** The moment noted last, by the first clock and by the second; NaN before any. */
  lastMs: number;
  notedMs: number;
  /** Offset at `lineAtMs` of the first clock, its change in ms per ms and the standard error of that. */
  lineAtMs: number;
  offsetMs: number;
  drift: number;
  driftSigma: number;
  /** Since when the present second lasts; time and least offset of each of the last seconds, the present one last. */
  secondFromMs: number;
  secondsMs: number[];
  secondsOffsetMs: number[];
  /** All moments of the last `recentMs`, oldest first. */
  recentMs: number[];
  recentOffsetMs: number[];
  /** Moments that contradict the line: see `doubt`. */
  strangers: number;
  strangeOffsetMs: number;
  strangeSinceMs: number;
}

export interface DelayPlan {
  readonly expected: Expected;
  readonly lineMs: number;
  /** Zero: delays begin where the least one lies. */
  readonly recentMs: number;
  /** Where all of two seconds are so late, something is missing before them, and they begin a new line. */
  readonly stepMs: number;
  /** Later than that no moment is believed at once; later than this it needs no others to be. */
  readonly lateMs: number;
  readonly surelyLateMs: number;
}

const SECOND_MS = 1000;
/** Delays that begin later than so far above the least one of minutes are those of a clogged host. */
const ABOVE_LEAST_MS = 8;
/** Earlier than that by the line no moment can be. */
const EARLY_MS = 100;
/** What an unknown drift may add to that in a pause, in times of what is expected. */
const PAUSE_DRIFTS = 7.5;
/** So many strangers that agree to within `EARLY_MS` begin a new line; late ones over some time, for a backlog comes at once. */
const STRANGERS_BELIEVED = 3;
const LATE_STRANGERS_MS = 1000;

export function initialDelayLine(plan: DelayPlan): DelayLine {
  return {
    plan,
    lastMs: Number.NaN,
    notedMs: 0,
    lineAtMs: 0,
    offsetMs: 0,
    drift: 0,
    driftSigma: plan.expected.drift,
    secondFromMs: 0,
    secondsMs: [],
    secondsOffsetMs: [],
    recentMs: [],
    recentOffsetMs: [],
    strangers: 0,
    strangeOffsetMs: 0,
    strangeSinceMs: 0,
  };
}

/** What came of a moment: a new line, nothing, or one more of the line's, with which a second may be over. */
export type Noted = 'began' | 'doubted' | 'taken' | 'second';

export function note(line: DelayLine, ms: number, notedMs: number): Noted {
  if (Number.isNaN(line.lastMs)) return beginLine(line, ms, notedMs);
  const lateMs = notedMs - onLine(line, ms);
  const earlyMs = EARLY_MS + PAUSE_DRIFTS * line.plan.expected.drift * Math.abs(notedMs - line.notedMs);
  if (lateMs < -earlyMs || lateMs > line.plan.lateMs) return doubt(line, ms, notedMs, lateMs);
  return take(line, ms, notedMs);
}

/** By the second clock. */
export const onLine = ({ offsetMs, drift, lineAtMs }: DelayLine, ms: number): number =>
  ms + offsetMs + drift * (ms - lineAtMs);

/** What makes no sense moves nothing; a band that started anew, samples that were lost, or a host that slept, soon make sense again. */
function doubt(line: DelayLine, ms: number, notedMs: number, lateMs: number): Noted {
  const offsetMs = notedMs - ms;
  if (line.strangers === 0 || Math.abs(offsetMs - line.strangeOffsetMs) > EARLY_MS) {
    line.strangers = 0;
    line.strangeOffsetMs = offsetMs;
    line.strangeSinceMs = notedMs;
  }
  line.strangers++;
  if (lateMs > line.plan.surelyLateMs) return beginLine(line, ms, notedMs);
  if (line.strangers < STRANGERS_BELIEVED) return 'doubted';
  if (lateMs > 0 && notedMs - line.strangeSinceMs < LATE_STRANGERS_MS) return 'doubted';
  return beginLine(line, ms, notedMs);
}

/** From this moment on. The drift is the same crystal's. */
export function beginLine(line: DelayLine, ms: number, notedMs: number): Noted {
  line.lineAtMs = ms;
  line.offsetMs = notedMs - ms;
  line.secondFromMs = ms;
  line.secondsMs = [ms];
  line.secondsOffsetMs = [line.offsetMs];
  line.recentMs = [];
  line.recentOffsetMs = [];
  take(line, ms, notedMs);
  return 'began';
}

function take(line: DelayLine, ms: number, notedMs: number): Noted {
  const offsetMs = notedMs - ms;
  line.strangers = 0;
  line.lastMs = ms;
  line.notedMs = notedMs;
  if (line.plan.recentMs > 0) {
    line.recentMs.push(ms);
    line.recentOffsetMs.push(offsetMs);
  }
  if (ms - line.secondFromMs >= SECOND_MS) return beginSecond(line, ms, offsetMs);
  const present = line.secondsOffsetMs.length - 1;
  if (offsetMs < line.secondsOffsetMs[present]!) {
    line.secondsMs[present] = ms;
    line.secondsOffsetMs[present] = offsetMs;
  }
  return 'taken';
}

function beginSecond(line: DelayLine, ms: number, offsetMs: number): Noted {
  const { secondsMs, secondsOffsetMs, plan } = line;
  const isAbove = (at: number): boolean =>
    at >= 0 && secondsMs[at]! + secondsOffsetMs[at]! > onLine(line, secondsMs[at]!) + plan.stepMs;
  const present = secondsMs.length - 1;
  const isStep = isAbove(present) && isAbove(present - 1);
  if (isStep) forgetBefore(secondsMs, secondsOffsetMs, secondsMs[present - 1]!);
  line.secondFromMs = ms;
  secondsMs.push(ms);
  secondsOffsetMs.push(offsetMs);
  if (!isStep) return 'second';
  followLine(line);
  return 'began';
}

/** Lays the line anew through what was noted. */
export function followLine(line: DelayLine): void {
  const { plan, lastMs } = line;
  forgetBefore(line.secondsMs, line.secondsOffsetMs, lastMs - plan.lineMs);
  const least = leastDelayLine(line.secondsMs, line.secondsOffsetMs, lastMs, line, plan.expected);
  line.drift = least.drift;
  line.driftSigma = least.driftSigma;
  line.lineAtMs = lastMs;
  line.offsetMs = least.offsetMs;
  if (plan.recentMs === 0) return;
  forgetBefore(line.recentMs, line.recentOffsetMs, lastMs - plan.recentMs);
  line.offsetMs = Math.min(whereDelaysBegin(levelled(line)), least.offsetMs + ABOVE_LEAST_MS);
}

function forgetBefore(ms: number[], offsetsMs: number[], oldestMs: number): void {
  let old = 0;
  while (ms[old]! < oldestMs) old++;
  ms.splice(0, old);
  offsetsMs.splice(0, old);
}

/** Recent offsets as they would be now. */
function levelled({ recentMs, recentOffsetMs, lineAtMs, drift }: DelayLine): Float64Array {
  const offsetsMs = new Float64Array(recentOffsetMs.length);
  for (let i = 0; i < offsetsMs.length; i++) offsetsMs[i] = recentOffsetMs[i]! - drift * (recentMs[i]! - lineAtMs);
  return offsetsMs;
}

import { whereDelaysBegin } from './least-delay.ts';
import { type Expected, leastDelayLine } from './least-delay-line.ts';
import { forgetBefore, levelled, type Moments, noteMoment } from './moments.ts';

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
  /** Since when the present piece lasts; the least offset of each of the last pieces, the present one last. */
  pieceFromMs: number;
  pieces: Moments;
  /** All of the last `recentMs`. */
  recent: Moments;
  /** Moments that contradict the line: see `doubt`. */
  strangers: number;
  strangeOffsetMs: number;
  strangeSinceMs: number;
}

export interface DelayPlan {
  readonly expected: Expected;
  readonly lineMs: number;
  /** Of each piece of time the least late moment counts. */
  readonly pieceMs: number;
  /** Zero: delays begin where the least one lies. */
  readonly recentMs: number;
  /** Where all of `STEP_PIECES` are so late, something is missing before them, and they begin a new line. */
  readonly stepMs: number;
  /** Later than that no moment is believed at once; later than this it needs no others to be. */
  readonly lateMs: number;
  readonly surelyLateMs: number;
}

/** Of samples two seconds. */
const STEP_PIECES = 8;
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
    pieceFromMs: 0,
    pieces: { ms: [], offsetsMs: [] },
    recent: { ms: [], offsetsMs: [] },
    strangers: 0,
    strangeOffsetMs: 0,
    strangeSinceMs: 0,
  };
}

/** What came of a moment: a new line, nothing, or one more of the line's, with which a piece may be over. */
export type Noted = 'began' | 'doubted' | 'taken' | 'piece';

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
  line.pieceFromMs = ms;
  line.pieces = { ms: [ms], offsetsMs: [line.offsetMs] };
  line.recent = { ms: [], offsetsMs: [] };
  take(line, ms, notedMs);
  return 'began';
}

function take(line: DelayLine, ms: number, notedMs: number): Noted {
  const offsetMs = notedMs - ms;
  line.strangers = 0;
  line.lastMs = ms;
  line.notedMs = notedMs;
  if (line.plan.recentMs > 0) noteMoment(line.recent, ms, offsetMs);
  if (ms - line.pieceFromMs >= line.plan.pieceMs) return beginPiece(line, ms, offsetMs);
  const { pieces } = line;
  const present = pieces.ms.length - 1;
  if (offsetMs < pieces.offsetsMs[present]!) {
    pieces.ms[present] = ms;
    pieces.offsetsMs[present] = offsetMs;
  }
  return 'taken';
}

function beginPiece(line: DelayLine, ms: number, offsetMs: number): Noted {
  const { pieces, plan } = line;
  const isLate = (at: number): boolean =>
    pieces.ms[at]! + pieces.offsetsMs[at]! > onLine(line, pieces.ms[at]!) + plan.stepMs;
  let late = 0;
  while (late < STEP_PIECES && isLate(pieces.ms.length - 1 - late)) late++;
  if (late === STEP_PIECES) forgetBefore(pieces, pieces.ms[pieces.ms.length - late]!);
  line.pieceFromMs = ms;
  noteMoment(pieces, ms, offsetMs);
  if (late < STEP_PIECES) return 'piece';
  followLine(line);
  return 'began';
}

/** Lays the line anew through what was noted. */
export function followLine(line: DelayLine): void {
  const { plan, lastMs, pieces, recent } = line;
  forgetBefore(pieces, lastMs - plan.lineMs);
  const { offsetMs, drift, driftSigma } = leastDelayLine(pieces, lastMs, line, plan.expected);
  line.lineAtMs = lastMs;
  line.offsetMs = offsetMs;
  line.drift = drift;
  line.driftSigma = driftSigma;
  if (plan.recentMs === 0) return;
  forgetBefore(recent, lastMs - plan.recentMs);
  line.offsetMs = Math.min(whereDelaysBegin(levelled(recent, lastMs, drift)), offsetMs + ABOVE_LEAST_MS);
}

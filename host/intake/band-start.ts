import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { type DeviceClock, initialDeviceClock } from './device-clock.ts';
import { type FrameOrder, initialFrameOrder, isGone } from './frame-order.ts';
import {
  fillIn,
  framesMissing,
  type Gap,
  type GapEdges,
  type Moment,
  openGap,
  type Place,
  placeBetween,
  signedDistance,
} from './gaps.ts';
import { clockAsKept, type KeptClock, keptClock } from './kept-clock.ts';
import { noteReturn } from './resend-requests.ts';

/** One start of a band, as far as a session heard of it: its numbers and its clock begin anew with each. */
export interface BandStart {
  /** Modulo 2^16, as the log has it; undefined before it was told. */
  boot: number | undefined;
  /** The first number that is this session's; undefined before the first frame. */
  first: number | undefined;
  readonly order: FrameOrder;
  readonly clock: DeviceClock;
  /** Of the frame handed on last. */
  last: Moment | null;
  samplesPerFrame: number;
  /** Another start followed: what came behind the last frame that was heard is told by the log alone. */
  isOver: boolean;
  /** The log was read since. */
  isRead: boolean;
  readonly losses: Loss[];
}

/** Samples that nothing brings back. */
export interface Loss {
  readonly why: LossCause;
  /** Null: the band started anew, and how much it had measured until then nobody knows. */
  readonly samples: number | null;
  /** On the session's clock, ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Lost on the air and gone from the band's ring; given up by a full log; not taken by flash; not readable any more; the
 * band never wrote it; it started anew with it in memory.
 */
export const LOSS_CAUSES = ['air', 'log-full', 'flash', 'unreadable', 'not-logged', 'restart'] as const;
export type LossCause = (typeof LOSS_CAUSES)[number];

/** What reading a log through has shown: blocks that are not there. */
export interface LogOutcome {
  readonly dropped: number;
  readonly failed: number;
  readonly unreadable: number;
}

/** A start as it is kept with its session, to be completed later. */
export interface KeptStart {
  readonly boot: number;
  readonly first: number;
  readonly next: number;
  readonly last: Moment | null;
  readonly samplesPerFrame: number;
  readonly isOver: boolean;
  readonly gaps: readonly Gap[];
  /** Absent before the first frame. */
  readonly clock?: KeptClock;
}

const LOSSES_KEPT = 200;

export function beginStart(boot?: number, counts = { received: 0, lost: 0, recovered: 0 }): BandStart {
  return {
    boot,
    first: undefined,
    order: { ...initialFrameOrder(), counts },
    clock: initialDeviceClock(),
    last: null,
    samplesPerFrame: 0,
    isOver: false,
    isRead: false,
    losses: [],
  };
}

export function keptStart(start: BandStart): KeptStart | null {
  const { boot, first, order, last, samplesPerFrame, isOver, isRead } = start;
  if (boot === undefined || first === undefined) return null;
  const { next, missing } = order;
  const known = { boot, first, next, last, samplesPerFrame, isOver: isOver && !isRead };
  return { ...known, gaps: structuredClone(missing), ...keptClock(start.clock) };
}

export function startAsKept(kept: KeptStart, counts?: FrameOrder['counts']): BandStart {
  const start = beginStart(kept.boot, counts);
  const { first, last, samplesPerFrame, isOver } = kept;
  start.order.next = kept.next;
  start.order.missing.push(...structuredClone(kept.gaps as Gap[]));
  const clock = kept.clock ? clockAsKept(kept.clock) : start.clock;
  return { ...start, first, last, samplesPerFrame, isOver, isRead: !isOver, clock };
}

/** What was stored behind the moment at which `kept` was noted is not missing; what lies between is. */
export function withStored(
  kept: KeptStart,
  stored: readonly { readonly boot: number; readonly from: number; readonly to: number }[],
): KeptStart {
  const own = stored.filter(({ boot }) => boot === kept.boot);
  const isStored = (sequence: number): boolean => own.some(({ from, to }) => from <= sequence && sequence <= to);
  const gaps = [...kept.gaps];
  for (const { from, count } of kept.gaps)
    for (let i = 0; i < count; i++) if (isStored((from + i) >>> 0)) fillIn(gaps, (from + i) >>> 0);
  let { next } = kept;
  for (const { from, to } of own) {
    if (signedDistance(to, next) < 0) continue;
    const ahead = signedDistance(from, next);
    if (ahead > 0) gaps.push({ ...openGap(next, ahead), edges: { before: kept.last, after: null }, ...LOGGED });
    next = (to + 1) >>> 0;
  }
  return { ...kept, next, gaps };
}

/** Whether any of it may still be in the band's flash. */
export const awaitsLog = ({ order, isOver, isRead }: BandStart): boolean =>
  (isOver && !isRead) || order.missing.some(({ mayBeLogged }) => mayBeLogged);

/** Frames that may still come. */
export const framesAwaited = ({ order }: BandStart): number => framesMissing(order.missing);

/** Whether a frame of the log was measured in this session, as far as the start that it is of tells. */
export const isOfStart = ({ first, order, isOver }: BandStart, sequence: number): boolean =>
  first !== undefined && signedDistance(sequence, first) >= 0 && (isOver || signedDistance(sequence, order.next) < 0);

/** @returns where its samples belong; undefined where the session has this frame */
export function takeLogged(start: BandStart, frame: MotionFrame): Place | undefined {
  const { order } = start;
  const { sequence } = frame;
  const edges = fillIn(order.missing, sequence);
  if (edges) {
    order.counts.lost--;
    count(order);
    return placeBetween(edges, frame);
  }
  const ahead = signedDistance(sequence, order.next);
  if (!start.isOver || ahead < 0) return undefined;
  const place = placeBetween({ before: start.last, after: null }, frame);
  const last = momentOf(frame, place);
  if (ahead > 0) {
    order.counts.lost += ahead;
    order.missing.push({
      ...openGap(order.next, ahead),
      edges: { before: start.last, after: last },
      ...LOGGED,
    });
  }
  order.next = (sequence + 1) >>> 0;
  start.last = last;
  count(order);
  return place;
}

export const momentOf = ({ sequence, ticksUs, sampleCount }: MotionFrame, { firstMs, stepMs }: Place): Moment => ({
  sequence,
  ticksUs,
  tMs: firstMs,
  endMs: firstMs + (sampleCount - 1) * stepMs,
});

const LOGGED = { mayBeLogged: true, isBreak: true };

function count({ counts }: FrameOrder): void {
  counts.received++;
  counts.recovered++;
}

/** Marks what is missing as perhaps kept in flash: the link was lost. */
export function expectLogged({ order }: BandStart, which: (gap: Gap) => boolean = () => true, isBreak = false): void {
  order.missing.forEach((gap, at) => {
    if (!which(gap)) return;
    order.missing[at] = { ...gap, mayBeLogged: true, isBreak: gap.isBreak || isBreak };
    if (isBreak) noteReturn(order, (gap.from + gap.count) >>> 0);
  });
}

/** Gives up what has left the ring and cannot be in the log. */
export function giveUpUnheard(start: BandStart): void {
  lose(
    start,
    (gap) => !gap.mayBeLogged && (start.isOver || hasLeftRing(start, gap)),
    ({ isBreak }) => (isBreak ? 'not-logged' : 'air'),
  );
}

const hasLeftRing = ({ order }: BandStart, { from, count }: Gap): boolean => isGone(order, (from + count - 1) >>> 0);

/**
 * The log was read to its end: what it did not have is lost, unless the band has told that its ring still has it: resending a long break
 * takes longer than reading the log. @param known the gaps there were when its state was asked
 */
export function closeLog(start: BandStart, known: ReadonlySet<GapEdges>, outcome: LogOutcome): void {
  const { order } = start;
  const why = ({ isBreak }: Gap): LossCause => (isBreak ? causeOf(outcome) : 'air');
  const wasLookedFor = ({ mayBeLogged, edges }: Gap): boolean => mayBeLogged && known.has(edges);
  const mayCome = (gap: Gap): boolean => !start.isOver && order.oldestKept !== -1 && !hasLeftRing(start, gap);
  lose(start, (gap) => wasLookedFor(gap) && !mayCome(gap), why);
  order.missing.forEach((gap, at) => {
    if (wasLookedFor(gap)) order.missing[at] = { ...gap, mayBeLogged: false };
  });
  if (!start.isOver || start.isRead) return;
  start.isRead = true;
  const tMs = start.last?.tMs ?? 0;
  noteLoss(start, { why: 'restart', samples: null, fromMs: tMs, toMs: tMs });
}

function causeOf({ dropped, failed, unreadable }: LogOutcome): LossCause {
  if (unreadable > 0) return 'unreadable';
  if (dropped > 0) return 'log-full';
  return failed > 0 ? 'flash' : 'not-logged';
}

function lose(start: BandStart, which: (gap: Gap) => boolean, why: (gap: Gap) => LossCause): void {
  const { missing } = start.order;
  for (let at = missing.length - 1; at >= 0; at--) {
    const gap = missing[at]!;
    if (!which(gap)) continue;
    missing.splice(at, 1);
    const { before, after } = gap.edges;
    const [fromMs, toMs] = [before?.tMs ?? after?.tMs ?? 0, after?.tMs ?? before?.tMs ?? 0];
    noteLoss(start, { why: why(gap), samples: gap.count * start.samplesPerFrame, fromMs, toMs });
  }
}

/** The last row takes what is more than anybody reads. */
function noteLoss({ losses }: BandStart, loss: Loss): void {
  const last = losses.at(-1);
  if (last && losses.length >= LOSSES_KEPT) {
    const toMs = Math.max(last.toMs, loss.toMs);
    losses[losses.length - 1] = { ...last, samples: (last.samples ?? 0) + (loss.samples ?? 0), toMs };
  } else losses.push(loss);
}

import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { fillIn, type Gap, type GapEdges, openGap, signedDistance } from './gaps.ts';
import { type Asking, initialAsking, nextRequest, noteArrival, notePace } from './resend-requests.ts';

/**
 * Puts frames in order, asks again for those that are missing and gives them up when the live picture cannot wait longer.
 */
export interface FrameOrder {
  /** Number of the next frame to hand on; -1 before the first. */
  next: number;
  /** Frames that came ahead of a gap, in order of their number. */
  held: Arrival[];
  readonly asking: Asking;
  /** Given up in the live stream, oldest first; should they come after all, they complete the record. */
  missing: Gap[];
  /** How many frames the band keeps to send again, as far as its status has told: it begins with none. */
  ringFrames: number;
  /** The oldest of them, as it told last; -1: it has not. */
  oldestKept: number;
  counts: { received: number; lost: number; recovered: number };
}

export interface Arrival {
  readonly frame: MotionFrame;
  readonly atMs: number;
}

export interface Ordered {
  /** In order, each exactly once; `missedBefore` frames before it were given up: they are the gap that ends there. */
  readonly ready: readonly { readonly arrival: Arrival; readonly missedBefore: number }[];
  /** Came too late for the live picture, but belong in the record. */
  readonly late: readonly { readonly arrival: Arrival; readonly edges: GapEdges }[];
  readonly resend: readonly ResendRequest[];
}

export interface ResendRequest {
  readonly sequenceFrom: number;
  readonly count: number;
}

/**
 * How long a gap holds the live stream up after the frame behind it came. An answer usually takes 90 ms; a longer gap filled
 * on a straight line can cost three degrees of a repetition, a later picture costs nothing but patience.
 */
const WAIT_MS = 350;
/** What the band with the least memory keeps, before it has told (firmware/README.md). */
const LEAST_RING_FRAMES = 24;
/** Eight hours: what is further ahead is no number of this stream. */
const GAP_FRAMES_MAX = 2 ** 20;
const GAPS_KEPT = 256;

const NOTHING: readonly never[] = [];
/** Most turns of time bring nothing. */
export const NO_FRAMES: Ordered = { ready: NOTHING, late: NOTHING, resend: NOTHING };

export function initialFrameOrder(): FrameOrder {
  return {
    next: -1,
    held: [],
    asking: initialAsking(),
    missing: [],
    ringFrames: LEAST_RING_FRAMES,
    oldestKept: -1,
    counts: { received: 0, lost: 0, recovered: 0 },
  };
}

/** Takes a frame as it arrives. Mutates `order`; what is returned is the caller's. */
export function takeFrame(order: FrameOrder, arrival: Arrival): Ordered {
  const { sequence } = arrival.frame;
  if (order.next === -1) order.next = sequence;
  if (sequence === order.next && order.held.length === 0) return inTurn(order, arrival);
  const ahead = signedDistance(sequence, order.next);
  if (ahead < 0) return takeLate(order, arrival);
  if (ahead > GAP_FRAMES_MAX) return restart(order, arrival);
  if (order.held.some((held) => held.frame.sequence === sequence)) return NO_FRAMES;
  order.counts.received++;
  if (noteArrival(order.asking, sequence)) order.counts.recovered++;
  notePace(order, arrival.frame);
  hold(order, arrival);
  return settle(order, arrival.atMs);
}

/** The usual case, and all there is to it: the frame that was expected, with nothing waiting. */
function inTurn(order: FrameOrder, arrival: Arrival): Ordered {
  order.next = (order.next + 1) >>> 0;
  order.counts.received++;
  return { ready: [{ arrival, missedBefore: 0 }], late: NOTHING, resend: NOTHING };
}

/** Lets time pass: asks again, gives up. */
export function passTime(order: FrameOrder, nowMs: number): Ordered {
  return settle(order, nowMs);
}

function takeLate(order: FrameOrder, arrival: Arrival): Ordered {
  const edges = fillIn(order.missing, arrival.frame.sequence);
  if (!edges) return NO_FRAMES;
  noteArrival(order.asking, arrival.frame.sequence);
  order.counts.received++;
  order.counts.recovered++;
  order.counts.lost--;
  return { ready: [], late: [{ arrival, edges }], resend: [] };
}

function restart(order: FrameOrder, arrival: Arrival): Ordered {
  const ready = order.held.map((held) => ({ arrival: held, missedBefore: 0 }));
  order.held = [];
  order.asking.asked = [];
  order.next = (arrival.frame.sequence + 1) >>> 0;
  order.counts.received++;
  return { ready: [...ready, { arrival, missedBefore: 0 }], late: [], resend: [] };
}

function hold(order: FrameOrder, arrival: Arrival): void {
  const { held } = order;
  let at = held.length;
  while (at > 0 && signedDistance(held[at - 1]!.frame.sequence, arrival.frame.sequence) > 0) at--;
  held.splice(at, 0, arrival);
}

function settle(order: FrameOrder, nowMs: number): Ordered {
  if (order.held.length === 0 && order.missing.length === 0) return NO_FRAMES;
  const ready: { arrival: Arrival; missedBefore: number }[] = [];
  while (order.held.length > 0) {
    const head = order.held[0]!;
    const missing = signedDistance(head.frame.sequence, order.next);
    // A gap that the band cannot fill whole stays one however long the picture waits.
    const isWorthWaiting = missing > 0 && missing < order.ringFrames;
    if (isWorthWaiting && nowMs - head.atMs < WAIT_MS) break;
    if (missing > 0) giveUp(order, missing);
    order.held.shift();
    order.next = (head.frame.sequence + 1) >>> 0;
    ready.push({ arrival: head, missedBefore: missing });
  }
  const request = nextRequest(order, newestOf(order), nowMs);
  return ready.length === 0 && !request ? NO_FRAMES : { ready, late: [], resend: request ? [request] : [] };
}

/** Hands on what waits, whatever is missing before it: nothing more comes of this stream. */
export function letGo(order: FrameOrder): Ordered {
  return settle(order, Number.POSITIVE_INFINITY);
}

function giveUp(order: FrameOrder, count: number): void {
  order.counts.lost += count;
  order.missing.push(openGap(order.next, count));
  if (order.missing.length > GAPS_KEPT) order.missing.shift();
}

/** What the band has told of the frames that it keeps. */
export function noteRing(order: FrameOrder, { oldest, next }: RingState): void {
  order.oldestKept = oldest;
  order.ringFrames = Math.max(order.ringFrames, signedDistance(next, oldest));
}

export interface RingState {
  readonly oldest: number;
  /** Number of its next frame. */
  readonly next: number;
}

/** Whether the band has this frame no more. */
export const isGone = ({ oldestKept, ringFrames, next }: FrameOrder, sequence: number): boolean =>
  oldestKept === -1 ? signedDistance(next, sequence) > ringFrames : signedDistance(sequence, oldestKept) < 0;

/** The newest number that is known of. */
export const newestOf = (order: FrameOrder): number => order.held.at(-1)?.frame.sequence ?? (order.next - 1) >>> 0;

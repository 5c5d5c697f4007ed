import type { MotionFrame } from '../../protocol/motion-frame.ts';

/**
 * Puts frames in order, asks again for those that are missing and gives them up when the live picture cannot wait longer.
 */
export interface FrameOrder {
  /** Number of the next frame to hand on; -1 before the first. */
  next: number;
  /** Frames that came ahead of a gap, in order of their number. */
  held: Arrival[];
  /** Numbers asked for again: how often, and when last. */
  asked: { sequence: number; times: number; lastAskedMs: number }[];
  /** Numbers given up in the live stream; should they come after all, they complete the record. */
  givenUp: number[];
  counts: { received: number; lost: number; recovered: number };
}

export interface Arrival {
  readonly frame: MotionFrame;
  readonly atMs: number;
}

export interface Ordered {
  /** In order, each exactly once; `missedBefore` frames before it were given up. */
  readonly ready: readonly { readonly arrival: Arrival; readonly missedBefore: number }[];
  /** Came too late for the live picture, but belong in the record. */
  readonly late: readonly Arrival[];
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
/**
 * Pauses before a frame is asked for, and again: requests and answers can be lost too. Each request costs a band some 10 ms
 * of its interpreter, which streaming alone keeps busy for nine tenths: asking more often loses more than it recovers.
 */
const ASK_AFTER_MS = [0, 75, 300, 400];
/** What bands keep (firmware/README.md); older frames are not worth asking for. Of 24 a Puck.js answers what it has. */
const RING_FRAMES = 32;
/** After a longer silence the stream begins anew. */
const GAP_FRAMES_MAX = 4096;
const GIVEN_UP_KEPT = 256;

const NOTHING: readonly never[] = [];
/** Most turns of time bring nothing. */
export const NO_FRAMES: Ordered = { ready: NOTHING, late: NOTHING, resend: NOTHING };

export function initialFrameOrder(): FrameOrder {
  return { next: -1, held: [], asked: [], givenUp: [], counts: { received: 0, lost: 0, recovered: 0 } };
}

const signedDistance = (to: number, from: number): number => (to - from) | 0;

/** Takes a frame as it arrives. Mutates `order`; what is returned is the caller's. */
export function takeFrame(order: FrameOrder, arrival: Arrival): Ordered {
  const { sequence } = arrival.frame;
  if (order.next === -1) order.next = sequence;
  if (sequence === order.next && order.held.length === 0 && order.givenUp.length === 0) return inTurn(order, arrival);
  const ahead = signedDistance(sequence, order.next);
  if (ahead < 0) return takeLate(order, arrival);
  if (ahead > GAP_FRAMES_MAX) return restart(order, arrival);
  if (order.held.some((held) => held.frame.sequence === sequence)) return NO_FRAMES;
  order.counts.received++;
  if (forget(order, sequence)) order.counts.recovered++;
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
  const index = order.givenUp.indexOf(arrival.frame.sequence);
  if (index < 0) return NO_FRAMES;
  order.givenUp.splice(index, 1);
  forget(order, arrival.frame.sequence);
  order.counts.received++;
  order.counts.recovered++;
  order.counts.lost--;
  return { ready: [], late: [arrival], resend: [] };
}

function restart(order: FrameOrder, arrival: Arrival): Ordered {
  const ready = order.held.map((held) => ({ arrival: held, missedBefore: 0 }));
  order.held = [];
  order.asked = [];
  order.next = (arrival.frame.sequence + 1) >>> 0;
  order.counts.received++;
  return { ready: [...ready, { arrival, missedBefore: 0 }], late: [], resend: [] };
}

function forget(order: FrameOrder, sequence: number): boolean {
  const index = order.asked.findIndex((asked) => asked.sequence === sequence);
  if (index >= 0) order.asked.splice(index, 1);
  return index >= 0;
}

function hold(order: FrameOrder, arrival: Arrival): void {
  const { held } = order;
  let at = held.length;
  while (at > 0 && signedDistance(held[at - 1]!.frame.sequence, arrival.frame.sequence) > 0) at--;
  held.splice(at, 0, arrival);
}

function settle(order: FrameOrder, nowMs: number): Ordered {
  if (order.held.length === 0 && order.givenUp.length === 0) return NO_FRAMES;
  const ready: { arrival: Arrival; missedBefore: number }[] = [];
  while (order.held.length > 0) {
    const head = order.held[0]!;
    const missing = signedDistance(head.frame.sequence, order.next);
    if (missing > 0 && nowMs - head.atMs < WAIT_MS) break;
    if (missing > 0) giveUp(order, head.frame.sequence);
    order.held.shift();
    order.next = (head.frame.sequence + 1) >>> 0;
    ready.push({ arrival: head, missedBefore: missing });
  }
  return { ready, late: [], resend: requests(order, nowMs) };
}

function giveUp(order: FrameOrder, upTo: number): void {
  for (let sequence = order.next; sequence !== upTo; sequence = (sequence + 1) >>> 0) {
    order.counts.lost++;
    order.givenUp.push(sequence);
  }
  if (order.givenUp.length > GIVEN_UP_KEPT) order.givenUp.splice(0, order.givenUp.length - GIVEN_UP_KEPT);
}

/** Each stretch of missing numbers, once at first and again after a while; those given up too, for the record's sake. */
function requests(order: FrameOrder, nowMs: number): ResendRequest[] {
  const newest = order.held.at(-1)?.frame.sequence ?? order.next - 1;
  const inRing = (sequence: number): boolean => signedDistance(newest, sequence) < RING_FRAMES;
  order.asked = order.asked.filter(({ sequence }) => inRing(sequence));
  const missing = [...order.givenUp, ...gaps(order)];
  return joinStretches(missing.filter((sequence) => inRing(sequence) && isDue(order, sequence, nowMs)));
}

/** Numbers between the frames that wait. */
function gaps(order: FrameOrder): number[] {
  const missing: number[] = [];
  let expected = order.next;
  for (const { frame } of order.held) {
    for (; expected !== frame.sequence; expected = (expected + 1) >>> 0) missing.push(expected);
    expected = (expected + 1) >>> 0;
  }
  return missing;
}

function isDue(order: FrameOrder, sequence: number, nowMs: number): boolean {
  const asked = order.asked.find((candidate) => candidate.sequence === sequence);
  if (!asked) {
    order.asked.push({ sequence, times: 1, lastAskedMs: nowMs });
    return true;
  }
  const pauseMs = ASK_AFTER_MS[asked.times];
  if (pauseMs === undefined || nowMs - asked.lastAskedMs < pauseMs) return false;
  asked.times++;
  asked.lastAskedMs = nowMs;
  return true;
}

function joinStretches(sequences: readonly number[]): ResendRequest[] {
  const stretches: { sequenceFrom: number; count: number }[] = [];
  for (const sequence of sequences) {
    const last = stretches.at(-1);
    if (last && sequence === (last.sequenceFrom + last.count) >>> 0) last.count++;
    else stretches.push({ sequenceFrom: sequence, count: 1 });
  }
  return stretches;
}

import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { FrameOrder, ResendRequest } from './frame-order.ts';
import { signedDistance } from './gaps.ts';

/**
 * Which missing frames a band is asked for, and when. It answers one request at a time, with one frame beside each that it sends anyway,
 * and drops it for a newer one: so stretches are asked for one after the other, first what holds the live picture up, then what was given
 * up for it, then what was measured while the link was down.
 */
export interface Asking {
  /** Numbers asked for: how often, and when last. */
  asked: { readonly sequence: number; times: number; lastAskedMs: number }[];
  /** What the band is busy with. */
  answering: (ResendRequest & { readonly urgency: number; readonly untilMs: number }) | null;
  /** How far apart its frames are. */
  frameMs: number;
  /** What was measured before this while the link was down is left to the log; what came behind, the log may lack. */
  ringOnlyFrom: number;
}

/**
 * Pauses before a frame is asked for, and again, the last one for as long as the band has it: requests and answers can be lost too. Each
 * request costs a band some 10 ms of its interpreter, which streaming alone keeps busy for nine tenths: asking more often loses more than
 * it recovers.
 */
const ASK_AFTER_MS = [0, 75, 300, 400, 1000];
/** From a request to the first frame that answers it, as a rule. */
const ANSWER_MS = 100;
/** At once: what is lost of an answer is soon asked for again, and what is more urgent waits for no long one. */
const CHUNK_FRAMES = 16;

export const initialAsking = (): Asking => ({ asked: [], answering: null, frameMs: 100, ringOnlyFrom: 0 });

export function notePace({ asking }: FrameOrder, { sampleCount, configuration }: MotionFrame): void {
  asking.frameMs = (1000 * sampleCount) / configuration.rateHz;
}

/**
 * The link is back, and `sequence` was heard first. How long the band had been connected by then, and logged nothing, only the band knows:
 * the ring is asked from its newest frame backwards, which reaches half of it, for it turns meanwhile.
 */
export function noteReturn({ asking, ringFrames }: FrameOrder, sequence: number): void {
  asking.ringOnlyFrom = (sequence - (ringFrames >> 1)) >>> 0;
}

/** @returns whether it had been asked for */
export function noteArrival({ asked }: Asking, sequence: number): boolean {
  const index = asked.findIndex((one) => one.sequence === sequence);
  if (index >= 0) asked.splice(index, 1);
  return index >= 0;
}

/** The most urgent stretch that is due, if the band is not to be left to something else: at most one. */
export function nextRequest(order: FrameOrder, newest: number, nowMs: number): ResendRequest | undefined {
  const { asking, ringFrames } = order;
  asking.asked = asking.asked.filter(({ sequence }) => signedDistance(newest, sequence) < ringFrames);
  const { answering } = asking;
  const isBusy = answering !== null && nowMs < answering.untilMs;
  for (const [urgency, wanted] of BY_URGENCY.entries()) {
    const numbers = wanted(order, newest);
    if (isBusy && answering.urgency <= urgency && numbers.some((one) => isIn(answering, one))) return undefined;
    const stretch = firstStretch(numbers.filter((one) => isDue(asking, one, nowMs)));
    if (!stretch) continue;
    if (isBusy) interrupt(asking, answering);
    noteAsked(asking, stretch, nowMs);
    asking.answering = { ...stretch, urgency, untilMs: nowMs + ANSWER_MS + stretch.count * asking.frameMs };
    return stretch;
  }
  return undefined;
}

/** Numbers between the frames that wait. */
function betweenHeld(order: FrameOrder, newest: number): number[] {
  let expected = order.next;
  return order.held.flatMap(({ frame }) => {
    const numbers = inRing(order, newest, expected, signedDistance(frame.sequence, expected));
    expected = (frame.sequence + 1) >>> 0;
    return numbers;
  });
}

/** Numbers that were given up, that the band still has, and its log has not. */
const givenUp = (order: FrameOrder, newest: number): number[] =>
  order.missing.flatMap(({ from, count, mayBeLogged }) => (mayBeLogged ? [] : inRing(order, newest, from, count)));

/** What the log may lack of a break: its newest chunk of which anything is missing. */
function ofBreak(order: FrameOrder, newest: number): number[] {
  const ahead = (sequence: number): number => signedDistance(sequence, order.asking.ringOnlyFrom);
  const numbers = order.missing
    .flatMap(({ from, count, mayBeLogged }) => (mayBeLogged ? inRing(order, newest, from, count) : []))
    .filter((sequence) => ahead(sequence) >= 0);
  const chunkOf = (sequence: number): number => Math.floor(ahead(sequence) / CHUNK_FRAMES);
  const newestChunk = Math.max(...numbers.map(chunkOf));
  return numbers.filter((sequence) => chunkOf(sequence) === newestChunk);
}

const BY_URGENCY = [betweenHeld, givenUp, ofBreak];

function inRing({ ringFrames }: FrameOrder, newest: number, from: number, count: number): number[] {
  const gone = Math.max(0, signedDistance(newest, from) - ringFrames + 1);
  return Array.from({ length: Math.max(0, count - gone) }, (_, at) => (from + gone + at) >>> 0);
}

const isIn = ({ sequenceFrom, count }: ResendRequest, sequence: number): boolean =>
  (sequence - sequenceFrom) >>> 0 < count;

function isDue({ asked }: Asking, sequence: number, nowMs: number): boolean {
  const one = asked.find((candidate) => candidate.sequence === sequence);
  return !one || nowMs - one.lastAskedMs >= ASK_AFTER_MS[Math.min(one.times, ASK_AFTER_MS.length - 1)]!;
}

function firstStretch(sequences: readonly number[]): ResendRequest | undefined {
  const [sequenceFrom] = sequences;
  if (sequenceFrom === undefined) return undefined;
  let count = 1;
  while (count < CHUNK_FRAMES && sequences[count] === (sequenceFrom + count) >>> 0) count++;
  return { sequenceFrom, count };
}

function noteAsked({ asked }: Asking, { sequenceFrom, count }: ResendRequest, nowMs: number): void {
  for (let i = 0; i < count; i++) {
    const sequence = (sequenceFrom + i) >>> 0;
    const one = asked.find((candidate) => candidate.sequence === sequence);
    if (one) Object.assign(one, { times: one.times + 1, lastAskedMs: nowMs });
    else asked.push({ sequence, times: 1, lastAskedMs: nowMs });
  }
}

/** What it has not sent by now it will not send. */
function interrupt({ asked }: Asking, answering: ResendRequest): void {
  for (const one of asked) if (isIn(answering, one.sequence)) one.lastAskedMs = Number.NEGATIVE_INFINITY;
}

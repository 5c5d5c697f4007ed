import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { SampleBlock } from '../motion/samples.ts';
import {
  type BandStart,
  beginStart,
  closeLog,
  expectLogged,
  type KeptStart,
  type LogOutcome,
  momentOf,
  startAsKept,
  takeLogged,
} from './band-start.ts';
import type { Correction } from './calibration.ts';
import { placeFrame } from './device-clock.ts';
import {
  type Arrival,
  letGo,
  NO_FRAMES,
  noteRing,
  type Ordered,
  passTime,
  type ResendRequest,
  type RingState,
  takeFrame,
} from './frame-order.ts';
import { lateRecordOf, recordOf, toBlock } from './frame-samples.ts';
import { type GapEdges, type Moment, placeBetween } from './gaps.ts';
import type { RecordedSamples } from './handed-on.ts';
import { healthOf, type IntakeHealth } from './intake-health.ts';
import { type LastSample, noSample } from './sample-block.ts';
import { initialSignalWatch, type SignalWatch } from './signal-health.ts';

/** From frames as they arrive to samples on the session's clock: order, gaps, device time to host time, counts to SI units. */
export interface IntakeState {
  readonly sensor: Placement;
  /** Of the band, oldest first; the last one is the present one. */
  readonly starts: BandStart[];
  /** Frames of a connection that has not yet told which start it is of. */
  readonly unplaced: Arrival[];
  readonly link: LinkWatch;
  /** For interpolation over a gap. */
  readonly last: LastSample;
  /** The band's calibration; undefined: factory scale. */
  readonly correction: Correction | undefined;
  readonly signal: SignalWatch;
  /** Samples that completed the record. */
  lateSamples: number;
}

interface LinkWatch {
  isUp: boolean;
  /** Whether the present connection has told which start it is of. */
  isTold: boolean;
  sinceMs: number;
  /** It was down since the last frame that was handed on. */
  wasDown: boolean;
}

export type IntakeInput =
  | { readonly kind: 'frame'; readonly frame: MotionFrame; readonly atMs: number }
  | { readonly kind: 'time'; readonly atMs: number }
  /** How is it coming in? */
  | { readonly kind: 'health' }
  | { readonly kind: 'link'; readonly isUp: boolean; readonly atMs: number }
  /** The band says which of its starts this is, and what it keeps to send again. */
  | { readonly kind: 'start'; readonly boot: number; readonly ring?: RingState; readonly atMs: number }
  /** Out of the band's flash. */
  | { readonly kind: 'logged'; readonly boot: number; readonly frames: readonly MotionFrame[] }
  /** The log was read to its end; `known`: what was missing when its state was asked (`missingEdges`). */
  | { readonly kind: 'log-read'; readonly known: ReadonlySet<GapEdges>; readonly outcome: LogOutcome };

export interface IntakeOutput {
  readonly blocks: readonly SampleBlock[];
  /** Every frame once, also those that came too late for `blocks`: what the store keeps. */
  readonly recorded: readonly RecordedFrame[];
  readonly resend: readonly ResendRequest[];
  /** With each input of kind 'health'. */
  readonly health?: IntakeHealth;
}

/** A frame with its place in host time, in the sensor's own counts: the record from which everything can be computed again. */
export interface RecordedFrame extends RecordedSamples {
  readonly sensor: Placement;
  readonly sequence: number;
  /** The band's start that numbered it, modulo 2^16; absent where the band has not told. */
  readonly boot?: number;
}

/** Behind a new connection: what the band had not yet written when it was found belongs to its log all the same. */
export const LOG_SETTLES_MS = 2000;
/** A band tells its start at once and again with each status, once a second. */
const UNPLACED_MS = 1500;
const BOOT_MASK = 0xffff;

/** @param kept of an earlier process that began this session */
export function initialIntake(
  sensor: Placement,
  correction?: Correction,
  kept: readonly KeptStart[] = [],
): IntakeState {
  const counts = { received: 0, lost: 0, recovered: 0 };
  return {
    sensor,
    starts: kept.length > 0 ? kept.map((one) => startAsKept(one, counts)) : [beginStart(undefined, counts)],
    unplaced: [],
    link: { isUp: kept.length === 0, isTold: kept.length === 0, sinceMs: Number.NEGATIVE_INFINITY, wasDown: false },
    last: noSample(),
    correction,
    signal: initialSignalWatch(),
    lateSamples: 0,
  };
}

const NOTHING: IntakeOutput = { blocks: [], recorded: [], resend: [] };
const present = ({ starts }: IntakeState): BandStart => starts.at(-1)!;

export function stepIntake(state: IntakeState, input: IntakeInput): [IntakeState, IntakeOutput] {
  switch (input.kind) {
    case 'frame':
      return [state, arrive(state, input)];
    case 'time':
      return [state, pass(state, input.atMs)];
    case 'health':
      return [state, { ...NOTHING, health: healthOf(state) }];
    case 'link':
      noteLink(state, input.isUp, input.atMs);
      return [state, NOTHING];
    case 'start':
      return [state, hearStart(state, input.boot & BOOT_MASK, input.ring, input.atMs)];
    case 'logged':
      return [state, { ...NOTHING, recorded: takeBlock(state, input.boot, input.frames) }];
    case 'log-read':
      for (const start of state.starts) closeLog(start, input.known, input.outcome);
      return [state, NOTHING];
  }
}

function arrive(state: IntakeState, arrival: Arrival): IntakeOutput {
  if (state.link.isTold) return handOn(state, takeFrame(present(state).order, arrival), arrival.atMs);
  state.unplaced.push(arrival);
  return NOTHING;
}

function pass(state: IntakeState, atMs: number): IntakeOutput {
  const [first] = state.unplaced;
  // A band of an earlier protocol tells nothing: it is taken for the same start.
  if (first && atMs - first.atMs > UNPLACED_MS) return place(state);
  return handOn(state, passTime(present(state).order, atMs), atMs);
}

function noteLink(state: IntakeState, isUp: boolean, atMs: number): void {
  const { link, starts } = state;
  if (isUp === link.isUp) return;
  Object.assign(link, { isUp, sinceMs: atMs, wasDown: true, isTold: present(state).boot === undefined });
  if (isUp) for (const start of starts) expectLogged(start);
}

function hearStart(state: IntakeState, boot: number, ring: RingState | undefined, atMs: number): IntakeOutput {
  const now = present(state);
  const outputs: IntakeOutput[] = [];
  if (now.boot === undefined) now.boot = boot;
  else if (now.boot !== boot) outputs.push(beginAnew(state, now, boot, atMs));
  if (ring) noteRing(present(state).order, ring);
  if (state.unplaced.length > 0 || !state.link.isTold) outputs.push(place(state));
  return outputs.length > 0 ? joined(outputs) : NOTHING;
}

/** Its numbers begin at 0, and it measures nothing before somebody is there. */
function beginAnew(state: IntakeState, before: BandStart, boot: number, atMs: number): IntakeOutput {
  const output = handOn(state, letGo(before.order), atMs);
  before.isOver = true;
  expectLogged(before);
  const next = beginStart(boot, before.order.counts);
  next.first = 0;
  next.order.next = 0;
  state.starts.push(next);
  return { ...output, resend: [] };
}

function place(state: IntakeState): IntakeOutput {
  state.link.isTold = true;
  const arrivals = state.unplaced.splice(0);
  return joined(arrivals.map((arrival) => arrive(state, arrival)));
}

const joined = (outputs: readonly IntakeOutput[]): IntakeOutput => ({
  blocks: outputs.flatMap(({ blocks }) => blocks),
  recorded: outputs.flatMap(({ recorded }) => recorded),
  resend: outputs.flatMap(({ resend }) => resend),
});

function handOn(state: IntakeState, ordered: Ordered, atMs: number): IntakeOutput {
  if (ordered === NO_FRAMES) return NOTHING;
  const start = present(state);
  const blocks: SampleBlock[] = [];
  const recorded: RecordedFrame[] = [];
  for (const { arrival, missedBefore } of ordered.ready) {
    const { frame } = arrival;
    const place = placeFrame(start.clock, frame, arrival.atMs);
    const block = toBlock(state, place, frame, missedBefore);
    blocks.push(block);
    recorded.push(recordOf(state, start, frame, block));
    const now = momentOf(frame, { firstMs: block.tMs[block.count - frame.sampleCount]!, stepMs: place.stepMs });
    if (missedBefore > 0) noteGap(state, start, now, atMs);
    start.first ??= frame.sequence;
    start.last = now;
    start.samplesPerFrame = frame.sampleCount;
    state.link.wasDown = false;
  }
  for (const { arrival, edges } of ordered.late)
    recorded.push(lateRecordOf(state, start.boot, arrival.frame, placeBetween(edges, arrival.frame)));
  return { blocks, recorded, resend: ordered.resend };
}

function noteGap(state: IntakeState, start: BandStart, after: Moment, atMs: number): void {
  const gap = start.order.missing.find(({ from, count }) => (from + count) >>> 0 === after.sequence);
  if (!gap) return;
  gap.edges.before = start.last;
  gap.edges.after = after;
  const { wasDown, sinceMs } = state.link;
  if (wasDown || atMs - sinceMs < LOG_SETTLES_MS) expectLogged(start, (one) => one === gap, wasDown);
}

function takeBlock(state: IntakeState, boot: number, frames: readonly MotionFrame[]): RecordedFrame[] {
  const start = state.starts.findLast((one) => one.boot === boot);
  if (!start) return [];
  return frames.flatMap((frame) => {
    const place = takeLogged(start, frame);
    return place ? [lateRecordOf(state, boot, frame, place)] : [];
  });
}

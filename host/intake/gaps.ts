import type { MotionFrame } from '../../protocol/motion-frame.ts';

/** Numbers of frames that were not heard, and between which moments they were measured. Plain data: it is kept with a session. */
export interface Gap {
  readonly from: number;
  readonly count: number;
  readonly edges: GapEdges;
  /** The link was down in it, or near it: the band may have kept these frames in its flash. */
  readonly mayBeLogged: boolean;
  /** The link was down in it. */
  readonly isBreak: boolean;
}

/** A frame that was placed: its first sample by the band's clock and on the session's, and its last one. */
export interface Moment {
  readonly sequence: number;
  readonly ticksUs: number;
  readonly tMs: number;
  readonly endMs: number;
}

/** The frames beside a gap; null where there was none. Known once the frame behind it was placed, for all parts of a gap. */
export interface GapEdges {
  before: Moment | null;
  after: Moment | null;
}

const behind = (sequence: number, count: number): number => (sequence + count) >>> 0;

export const openGap = (from: number, count: number): Gap => ({
  from,
  count,
  edges: { before: null, after: null },
  mayBeLogged: false,
  isBreak: false,
});

export const framesMissing = (gaps: readonly Gap[]): number => gaps.reduce((sum, { count }) => sum + count, 0);

/** Takes one number out of the gap that it is in. @returns what lay around it; undefined where it is in none */
export function fillIn(gaps: Gap[], sequence: number): GapEdges | undefined {
  const index = gaps.findIndex(({ from, count }) => (sequence - from) >>> 0 < count);
  const gap = gaps[index];
  if (!gap) return undefined;
  const before = (sequence - gap.from) >>> 0;
  const left = [
    { ...gap, count: before },
    { ...gap, from: behind(sequence, 1), count: gap.count - before - 1 },
  ];
  gaps.splice(index, 1, ...left.filter(({ count }) => count > 0));
  return gap.edges;
}

/** Where the samples of a late frame belong on the session's clock: the first one, and how far apart they are. */
export interface Place {
  readonly firstMs: number;
  readonly stepMs: number;
}

/** More time than samples: the band did not measure all the while. What it counts is percents off at most. */
const PAUSE_MS = 250;
const PAUSE_SHARE = 0.02;
/** A band that writes its log comes to a frame so late at most. */
const READ_LATE_MS = 3000;

/**
 * Between its neighbours, evenly: no late sample ever comes before or behind what was placed when it was measured, whatever the band's
 * clock does where a host comes and goes. Beside one neighbour, as far apart as that one's samples. Where there was a pause, by the band's
 * clock; a gap lasts less than a turn of it (71 minutes), for bands sleep after a minute.
 */
export function placeBetween({ before, after }: GapEdges, frame: MotionFrame): Place {
  const { sequence, sampleCount } = frame;
  if (before && after) {
    const samples = (distance(before.sequence, after.sequence) - 1) * sampleCount;
    const evenMs = (after.tMs - before.endMs) / (samples + 1);
    const nominalMs = ((samples + 1) * 1000) / frame.configuration.rateHz;
    if (!isPause(after.tMs - before.endMs - nominalMs, nominalMs)) {
      const at = (distance(before.sequence, sequence) - 1) * sampleCount + 1;
      return { firstMs: before.endMs + at * evenMs, stepMs: evenMs };
    }
  }
  if (before) return placeBehind(before, frame);
  if (!after) return { firstMs: 0, stepMs: 1000 / frame.configuration.rateHz };
  const stepMs = stepOf(after, frame);
  return { firstMs: after.tMs - spanMs(frame, after, frame, stepMs), stepMs };
}

function placeBehind(before: Moment, frame: MotionFrame): Place {
  const stepMs = stepOf(before, frame);
  return {
    firstMs: Math.max(before.endMs + stepMs / 4, before.tMs + spanMs(before, frame, frame, stepMs)),
    stepMs,
  };
}

type Numbered = Pick<MotionFrame, 'sequence' | 'ticksUs'>;

/** As samples are counted: the band's clock is read late, and tells of a pause only. */
function spanMs(from: Numbered, to: Numbered, { sampleCount }: MotionFrame, stepMs: number): number {
  const countedMs = distance(from.sequence, to.sequence) * sampleCount * stepMs;
  const tickedMs = distance(from.ticksUs, to.ticksUs) / 1000;
  return tickedMs - countedMs > READ_LATE_MS + PAUSE_SHARE * countedMs ? tickedMs : countedMs;
}

const isPause = (missingMs: number, spanMs: number): boolean => missingMs >= PAUSE_MS + PAUSE_SHARE * spanMs;

/** As its sensor was found to measure, and nominally where a frame has one sample. */
const stepOf = ({ tMs, endMs }: Moment, { sampleCount, configuration }: MotionFrame): number =>
  sampleCount > 1 ? (endMs - tMs) / (sampleCount - 1) : 1000 / configuration.rateHz;

export const signedDistance = (to: number, from: number): number => (to - from) | 0;

/** Forwards, of numbers that wrap at 2^32. */
const distance = (from: number, to: number): number => (to - from) >>> 0;

import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { beginLine, type DelayLine, followLine, initialDelayLine, note, onLine } from './delay-line.ts';
import type { Place } from './gaps.ts';

/**
 * Maps a band's samples onto the host's clock, by two lines of one kind. A band sends a frame when it comes to it, never before its
 * samples were there: so samples, which its sensor's oscillator counts without a fault, lie on a line under the moments of sending by the
 * band's clock. And radio only ever delays: these moments lie on a line under those of arrival. The mapping in use moves towards both
 * slowly and never backwards, so that sample times are even and strictly rising.
 *
 * What stays: the delay that every frame has, of band, radio and host's stack, which no frame tells; two bands differ by the
 * difference of theirs.
 */
export interface DeviceClock {
  /** By the count of samples at their nominal rate, ms: of the first sample of the last frame. */
  countedMs: number;
  sequence: number;
  configurationId: number;
  sampleCount: number;
  /** From counted samples to the band's clock, and from there to the host's. */
  readonly samples: DelayLine;
  readonly band: DelayLine;
  /** Device time of the last believed frame without the wrap of its 32-bit microseconds, ms; its ticks; when it came. */
  deviceMs: number;
  lastTicksUs: number;
  arrivedMs: number;
  anchorCountedMs: number;
  anchorHostMs: number;
  /** ms of the host per counted ms, and what the mapping is given to catch up for as long as `APPROACH_MS` behind the anchor. */
  pace: number;
  slew: number;
  /** Latest time that was given out. */
  latestHostMs: number;
  beganMs: number;
}

/** A sensor's oscillator is percents off and follows its temperature; what it counts is sent within a frame or two. */
const SAMPLES = {
  expected: { drift: 0.0075, alike: 1.5 },
  lineMs: 40_000,
  pieceMs: 250,
  recentMs: 0,
  // A FIFO was emptied.
  stepMs: 20,
  // More than any FIFO holds: it did not measure meanwhile.
  lateMs: 8000,
  surelyLateMs: 8000,
};
/**
 * Two crystals of 20 to 40 ppm; long enough for the beats of frames and connection events, short enough for a crystal's
 * temperature. So late no host is blocked.
 */
const BAND = {
  // Beats between frames and connection events last for seconds.
  expected: { drift: 40e-6, alike: 15 },
  lineMs: 240_000,
  pieceMs: 1000,
  recentMs: 60_000,
  stepMs: Number.POSITIVE_INFINITY,
  lateMs: 10_000,
  surelyLateMs: Number.POSITIVE_INFINITY,
};
/** Later the lines move too little to be worth the work each second. */
const BETWEEN_LATER_MS = 4000;
const LATER_MS = 30_000;
/**
 * The lines are approached within this time, and never at more than this share of real time: velocities are off by two percent at most,
 * in the first seconds; later they move by parts of a millisecond. Far off after a new beginning, nothing that is shown is right.
 */
const APPROACH_MS = 1000;
const SLEW_MAX = 0.02;
const FAR_MS = 100;
const SLEW_FAR_MAX = 0.5;
/** Times rise at least so much where nothing else tells how much. */
const RISE_MS = 1;
const WRAP_US = 2 ** 32;
/** A standard error below which the clock's error is worth showing. */
const SIGMA_SHOWN_PPM = 15;

export function initialDeviceClock(): DeviceClock {
  return {
    countedMs: 0,
    sequence: Number.NaN,
    configurationId: 0,
    sampleCount: 0,
    samples: initialDelayLine(SAMPLES),
    band: initialDelayLine(BAND),
    deviceMs: 0,
    lastTicksUs: 0,
    arrivedMs: 0,
    anchorCountedMs: 0,
    anchorHostMs: 0,
    pace: 1,
    slew: 0,
    latestHostMs: Number.NEGATIVE_INFINITY,
    beganMs: 0,
  };
}

const periodMs = ({ configuration }: MotionFrame): number => 1000 / configuration.rateHz;

/** A difference of ticks as the nearest to 0 that it can mean, us. */
const wrapped = (differenceUs: number): number => (((differenceUs % WRAP_US) + 1.5 * WRAP_US) % WRAP_US) - WRAP_US / 2;

/** Where the samples of a frame that arrived belong. Call in order of sequence. */
export function placeFrame(clock: DeviceClock, frame: MotionFrame, arrivalMs: number): Place {
  const frameMs = frame.sampleCount * periodMs(frame);
  const isOther = count(clock, frame, frameMs);
  const sentMs = unwrapTicks(clock, frame.ticksUs, arrivalMs) + frameMs;
  const heard = note(clock.band, sentMs, arrivalMs);
  if (heard !== 'doubted') {
    clock.deviceMs = sentMs - frameMs;
    clock.lastTicksUs = frame.ticksUs;
    clock.arrivedMs = arrivalMs;
    const lastMs = clock.countedMs + frameMs - periodMs(frame);
    const sent =
      isOther || heard === 'began' ? beginLine(clock.samples, lastMs, sentMs) : note(clock.samples, lastMs, sentMs);
    if (heard === 'began' || sent === 'began') begin(clock);
    else if (heard === 'piece') followBoth(clock);
  }
  const countedMs = toHostMs(clock, clock.countedMs);
  const stepMs = (toHostMs(clock, clock.countedMs + frameMs) - countedMs) / frame.sampleCount;
  // What nobody believes yet may be counted into the future, or far back.
  const isPossible = heard !== 'doubted' || countedMs < arrivalMs + FAR_MS;
  const possibleMs = isPossible ? countedMs : arrivalMs;
  const firstMs = Math.max(possibleMs, clock.latestHostMs + RISE_MS);
  clock.latestHostMs = firstMs;
  return { firstMs, stepMs };
}

/** @returns whether the sensor was started otherwise than for the frame before */
function count(clock: DeviceClock, frame: MotionFrame, frameMs: number): boolean {
  const { sequence, sampleCount, configuration } = frame;
  const isFirst = Number.isNaN(clock.sequence);
  const isOther = isFirst || clock.configurationId !== configuration.id || clock.sampleCount !== sampleCount;
  if (!isFirst) clock.countedMs += ((sequence - clock.sequence) | 0) * frameMs;
  clock.sequence = sequence;
  clock.configurationId = configuration.id;
  clock.sampleCount = sampleCount;
  return isOther;
}

/** By the host's clock first: in a pause ticks may have wrapped more than once. */
function unwrapTicks({ deviceMs, lastTicksUs, arrivedMs }: DeviceClock, ticksUs: number, arrivalMs: number): number {
  const passedMs = arrivalMs - arrivedMs;
  return deviceMs + passedMs + wrapped(ticksUs - lastTicksUs - passedMs * 1000) / 1000;
}

/** A new line from this frame on; times that were given out stay behind. */
function begin(clock: DeviceClock): void {
  clock.anchorHostMs = Math.max(targetMs(clock), clock.latestHostMs + RISE_MS);
  clock.anchorCountedMs = clock.countedMs;
  clock.beganMs = clock.countedMs;
  setPace(clock, 0);
}

function followBoth(clock: DeviceClock): void {
  const { countedMs, beganMs, anchorCountedMs } = clock;
  if (countedMs - beganMs > LATER_MS && countedMs - anchorCountedMs < BETWEEN_LATER_MS) return;
  const presentMs = toHostMs(clock, countedMs);
  followLine(clock.samples);
  followLine(clock.band);
  clock.anchorCountedMs = countedMs;
  clock.anchorHostMs = presentMs;
  setPace(clock, targetMs(clock) - presentMs);
}

const targetMs = ({ samples, band, countedMs }: DeviceClock): number => onLine(band, onLine(samples, countedMs));

function setPace(clock: DeviceClock, errorMs: number): void {
  const slewMax = Math.abs(errorMs) > FAR_MS ? SLEW_FAR_MAX : SLEW_MAX;
  clock.pace = (1 + clock.samples.drift) * (1 + clock.band.drift);
  clock.slew = Math.max(-slewMax, Math.min(slewMax, errorMs / APPROACH_MS));
}

function toHostMs(clock: DeviceClock, countedMs: number): number {
  const sinceMs = countedMs - clock.anchorCountedMs;
  return clock.anchorHostMs + sinceMs * clock.pace + Math.min(sinceMs, APPROACH_MS) * clock.slew;
}

/** How much faster the band's clock runs than the host's, parts per million; null before that can be told from radio's delays. */
export function clockErrorPpm(clock: DeviceClock): number | null {
  return clockErrorSigmaPpm(clock) > SIGMA_SHOWN_PPM ? null : -clock.band.drift * 1e6;
}

/** Standard error of it. */
export function clockErrorSigmaPpm({ band }: DeviceClock): number {
  return band.driftSigma * 1e6;
}

import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { Random } from '../../sim/random.ts';

/** How the frames of one band reach the host: a model of clock, radio and host that is cheap enough for hours and hundreds of seeds. */
export interface DeliveryPlan {
  /** How much faster the band's clock runs than the host's, and how far that wanders with its temperature, in 20 minutes to and fro. */
  readonly ppm: number;
  readonly wanderPpm: number;
  readonly startUs: number;
  /** Between frames; the IMU's own oscillator is percents off. */
  readonly frameMs: number;
  readonly intervalMs: number;
  readonly samplesPerFrame: number;
  /** The band's interpreter looks so often whether a frame is there, and is late by up to this; once in a while it is busy. */
  readonly lookMs: number;
  readonly lateAtBandMs: number;
  /** The host's stack takes so long at least, and at most while nothing else is to be done. */
  readonly stackMs: readonly [low: number, high: number];
  /** Now and then the host is busy for a second, and a packet waits up to this. */
  readonly busyMs: number;
  /** Once a minute or so nothing is handed on for up to this; then all comes at once. */
  readonly stallMs: number;
  /** Share of frames that were lost and asked for again. */
  readonly resentShare: number;
}

export interface DeliveredFrame {
  /** Of its first sample. */
  readonly trueMs: number;
  readonly frame: MotionFrame;
  readonly arrivalMs: number;
}

const WANDER_PERIOD_MS = 20 * 60_000;
const BUSY_EVERY_MS = 6000;
const STALL_EVERY_MS = 60_000;
/** It collects garbage. */
const BUSY_AT_BAND_SHARE = 0.02;

/** A band, radio and host drawn at random: any interval that Bluetooth has from 7.5 to 60 ms, clocks up to 50 ppm off. */
export function drawDelivery(random: Random): DeliveryPlan {
  return {
    ppm: random.uniform(-50, 50),
    wanderPpm: random.uniform(0, 3),
    startUs: Math.floor(random.uniform(0, 2 ** 32)),
    frameMs: (3000 / 104) * random.uniform(0.985, 1.015),
    intervalMs: 1.25 * Math.floor(random.uniform(6, 49)),
    samplesPerFrame: 3,
    lookMs: 24.5,
    lateAtBandMs: 0.5,
    stackMs: [0.5, 4],
    busyMs: 100,
    stallMs: 2000,
    resentShare: 0.01,
  };
}

/** Frames in order of their number, as a host takes them in. */
export function* deliver(
  plan: DeliveryPlan,
  random: Random,
  fromMs: number,
  toMs: number,
  countsFrom = 0,
): Generator<DeliveredFrame> {
  const host = busyHost(plan, random, fromMs);
  const eventPhaseMs = random.uniform(0, plan.intervalMs);
  const { frameMs, lookMs, samplesPerFrame: sampleCount } = plan;
  let sentMs = 0;
  const first = Math.ceil(fromMs / frameMs);
  for (let i = first; i * frameMs < toMs; i++) {
    const trueMs = i * frameMs;
    const wholeMs = trueMs + (frameMs * (sampleCount - 1)) / sampleCount;
    const busyMs = random.next() < BUSY_AT_BAND_SHARE ? random.uniform(9, 26) : 0;
    // As the firmware does: another period in each second, so that looks keep no step with samples.
    const everyMs = lookMs * (1 - (Math.floor(wholeMs / 1000) & 3) / 32);
    const dueMs = Math.ceil(wholeMs / everyMs) * everyMs + random.uniform(0, plan.lateAtBandMs) + busyMs;
    sentMs = Math.max(sentMs, dueMs);
    const events = Math.ceil((sentMs - eventPhaseMs) / plan.intervalMs);
    const heardMs = events * plan.intervalMs + eventPhaseMs;
    const isResent = random.next() < plan.resentShare;
    const arrivalMs = isResent ? heardMs + random.uniform(80, 400) : host(heardMs);
    yield { trueMs, frame: frameOf(plan, i - countsFrom, sentMs), arrivalMs };
  }
}

const NO_SAMPLES = new Int16Array(0);

function frameOf(plan: DeliveryPlan, sequence: number, sentMs: number): MotionFrame {
  const configuration = DEFAULT_MOTION_CONFIGURATION;
  const { samplesPerFrame: sampleCount } = plan;
  const frameUs = Math.round((1e6 * sampleCount) / configuration.rateHz);
  const ticksUs = (ticksAt(plan, sentMs) - frameUs) >>> 0;
  return { sequence, ticksUs, configuration, sampleCount, samplesRaw: NO_SAMPLES };
}

/** The band's clock, microseconds modulo 2^32. */
export function ticksAt({ ppm, wanderPpm, startUs }: DeliveryPlan, trueMs: number): number {
  const turn = (2 * Math.PI) / WANDER_PERIOD_MS;
  const wanderedMs = (wanderPpm * 1e-6 * (1 - Math.cos(trueMs * turn))) / turn;
  return Math.round(startUs + 1000 * (trueMs * (1 + ppm * 1e-6) + wanderedMs)) % 2 ** 32;
}

/** When what was heard is handed on; never out of turn. */
function busyHost({ stackMs, busyMs, stallMs }: DeliveryPlan, random: Random, fromMs: number) {
  let busyFromMs = fromMs + random.uniform(0, 2 * BUSY_EVERY_MS);
  let busyToMs = busyFromMs + random.uniform(200, 2000);
  let stallFromMs = fromMs + random.uniform(0, 2 * STALL_EVERY_MS);
  let stallToMs = stallFromMs + random.uniform(0, stallMs);
  let latestMs = 0;
  return (heardMs: number): number => {
    if (heardMs > busyToMs) {
      busyFromMs = heardMs + random.uniform(0, 2 * BUSY_EVERY_MS);
      busyToMs = busyFromMs + random.uniform(200, 2000);
    }
    if (heardMs > stallToMs) {
      stallFromMs = heardMs + random.uniform(0, 2 * STALL_EVERY_MS);
      stallToMs = stallFromMs + random.uniform(0, stallMs);
    }
    let dueMs = heardMs + random.uniform(...stackMs);
    if (heardMs >= busyFromMs) dueMs += random.uniform(0, busyMs);
    if (heardMs >= stallFromMs) dueMs = Math.max(dueMs, stallToMs);
    latestMs = Math.max(latestMs, dueMs);
    return latestMs;
  };
}

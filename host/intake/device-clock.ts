import { DRIFT_EXPECTED, leastDelayLine, whereDelaysBegin } from './least-delay-line.ts';

/**
 * Maps a band's clock onto the host's. The radio only ever delays: the drift is that of the least delayed frame of each
 * second, over minutes, and the offset is where the delays of the last minute begin. The mapping in use moves towards that
 * slowly and never backwards, so that sample times stay strictly rising.
 *
 * What stays: the delay that every frame has, of band, radio and host's stack, which no frame tells; two bands differ by the
 * difference of theirs. As long as a band's frames keep step with its connection events (to within some 50 ppm) the wait for
 * the next event is a part of that, and at most one connection interval.
 */
export interface DeviceClock {
  /** Device time without the wrap of its 32-bit microseconds, ms; NaN before the first frame. */
  deviceMs: number;
  lastTicksUs: number;
  /** When the frame before came. */
  arrivedMs: number;
  anchorDeviceMs: number;
  anchorHostMs: number;
  /** What the mapping is given to catch up, ms per ms, for as long as `APPROACH_MS` behind the anchor. */
  slew: number;
  /** Latest time that was given out. */
  latestHostMs: number;
  /** The line: offset at `lineAtMs` of the device, its change in ms per ms and the standard error of that. */
  lineAtMs: number;
  offsetMs: number;
  drift: number;
  driftSigma: number;
  /** Since when this line is followed, ms of the device. */
  beganMs: number;
  /** Since when the present second lasts; device time and least offset of each of the last seconds, the present one last. */
  secondFromMs: number;
  secondsDeviceMs: number[];
  secondsOffsetMs: number[];
  /** All frames of the last minute, oldest first. */
  recentDeviceMs: number[];
  recentOffsetMs: number[];
  /** Frames that contradict the line: see `doubt`. */
  strangers: number;
  strangeOffsetMs: number;
  strangeSinceMs: number;
  strangeTicksUs: number;
  strangeDeviceMs: number;
}

const SECOND_MS = 1000;
/** Long enough for the beats of frames and connection events, short enough for a crystal's temperature. */
const LINE_MS = 240_000;
const RECENT_MS = 60_000;
/**
 * A band that begins to stream learns its sensor's period for some 15 s, and stamps its frames up to 20 ms off meanwhile
 * (firmware/motion/motion-stream.ts): until then only the last few seconds count, and none of these later.
 */
const SETTLING_MS = 20_000;
const SETTLING_RECENT_MS = 5000;
/** Delays that begin later than so far above the least one of minutes are those of a clogged host. */
const ABOVE_LEAST_MS = 8;
/** Later the line moves too little to be worth the work each second. */
const SECONDS_BETWEEN_LATER = 4;
const LATER_MS = 30_000;
/**
 * The line is approached within this time, and never at more than this share of real time: velocities are off by two percent at most,
 * in the first seconds; later the line moves by parts of a millisecond. Far off after a new beginning, nothing that is shown is right.
 */
const APPROACH_MS = 1000;
const SLEW_MAX = 0.02;
const FAR_MS = 100;
const SLEW_FAR_MAX = 0.5;
/** So far from what the line says no frame is believed at once: earlier than radio can be, later than any host is blocked. */
const EARLY_MS = 100;
const LATE_MS = 10_000;
/** What an unknown crystal may add to that in a pause. */
const PAUSE_DRIFT = 300e-6;
/** So many strangers that agree to within `EARLY_MS` begin a new clock; late ones over some time, for a backlog comes at once. */
const STRANGERS_BELIEVED = 3;
const LATE_STRANGERS_MS = 1000;
/** Times rise at least so much where nothing else tells how much. */
const RISE_MS = 1;
const WRAP_US = 2 ** 32;
/** A standard error below which the clock's error is worth showing. */
const SIGMA_SHOWN_PPM = 15;

export function initialDeviceClock(): DeviceClock {
  return {
    deviceMs: Number.NaN,
    lastTicksUs: 0,
    arrivedMs: 0,
    anchorDeviceMs: 0,
    anchorHostMs: 0,
    slew: 0,
    latestHostMs: Number.NEGATIVE_INFINITY,
    lineAtMs: 0,
    offsetMs: 0,
    drift: 0,
    driftSigma: DRIFT_EXPECTED,
    beganMs: 0,
    secondFromMs: 0,
    secondsDeviceMs: [],
    secondsOffsetMs: [],
    recentDeviceMs: [],
    recentOffsetMs: [],
    strangers: 0,
    strangeOffsetMs: 0,
    strangeSinceMs: 0,
    strangeTicksUs: Number.NaN,
    strangeDeviceMs: 0,
  };
}

/** Ticks of a frame as device ms without wraps; frames up to half a wrap (35 minutes) late are placed rightly. */
export function unwrapTicks(clock: DeviceClock, ticksUs: number): number {
  // Where a stranger belongs is told by its arrival alone.
  if (ticksUs === clock.strangeTicksUs) return clock.strangeDeviceMs;
  return clock.deviceMs + wrapped(ticksUs - clock.lastTicksUs) / 1000;
}

/** A difference of ticks as the nearest to 0 that it can mean, us. */
const wrapped = (differenceUs: number): number => (((differenceUs % WRAP_US) + 1.5 * WRAP_US) % WRAP_US) - WRAP_US / 2;

/** Tells the clock that a frame whose first sample has `ticksUs` arrived at `arrivalMs`. Call in order of sequence. */
export function observeArrival(clock: DeviceClock, ticksUs: number, arrivalMs: number): void {
  if (Number.isNaN(clock.deviceMs)) begin(clock, ticksUs, ticksUs / 1000, arrivalMs);
  else {
    // By the host's clock first: in a pause ticks may have wrapped more than once.
    const passedMs = arrivalMs - clock.arrivedMs;
    const expectedUs = clock.lastTicksUs + passedMs * 1000;
    const deviceMs = clock.deviceMs + passedMs + wrapped(ticksUs - expectedUs) / 1000;
    if (isStrange(clock, deviceMs, arrivalMs)) doubt(clock, ticksUs, deviceMs, arrivalMs);
    else believe(clock, ticksUs, deviceMs, arrivalMs);
  }
  clock.latestHostMs = Math.max(clock.latestHostMs, toHostMs(clock, unwrapTicks(clock, ticksUs)));
}

function isStrange(clock: DeviceClock, deviceMs: number, arrivalMs: number): boolean {
  const lateMs = arrivalMs - deviceMs - offsetAt(clock, deviceMs);
  return lateMs < -EARLY_MS - PAUSE_DRIFT * Math.abs(arrivalMs - clock.arrivedMs) || lateMs > LATE_MS;
}

const offsetAt = ({ offsetMs, drift, lineAtMs }: DeviceClock, deviceMs: number): number =>
  offsetMs + drift * (deviceMs - lineAtMs);

/** Ticks that make no sense move nothing; a band that started anew, or a host that slept, soon makes sense again. */
function doubt(clock: DeviceClock, ticksUs: number, deviceMs: number, arrivalMs: number): void {
  const offsetMs = arrivalMs - deviceMs;
  if (clock.strangers === 0 || Math.abs(offsetMs - clock.strangeOffsetMs) > EARLY_MS) {
    clock.strangers = 0;
    clock.strangeOffsetMs = offsetMs;
    clock.strangeSinceMs = arrivalMs;
  }
  const placedMs = Number.isNaN(clock.strangeTicksUs) ? clock.deviceMs : clock.strangeDeviceMs;
  clock.strangers++;
  clock.strangeTicksUs = ticksUs;
  clock.strangeDeviceMs = Math.max(placedMs + RISE_MS, clock.deviceMs + arrivalMs - clock.arrivedMs);
  const isLate = offsetMs > offsetAt(clock, deviceMs);
  if (clock.strangers < STRANGERS_BELIEVED) return;
  if (!isLate || arrivalMs - clock.strangeSinceMs >= LATE_STRANGERS_MS) begin(clock, ticksUs, deviceMs, arrivalMs);
}

/** A new line from this frame on; times that were given out stay behind. The drift is the same crystal's. */
function begin(clock: DeviceClock, ticksUs: number, deviceMs: number, arrivalMs: number): void {
  clock.anchorDeviceMs = deviceMs;
  clock.anchorHostMs = Math.max(arrivalMs, clock.latestHostMs + RISE_MS);
  clock.slew = 0;
  clock.lineAtMs = deviceMs;
  clock.offsetMs = arrivalMs - deviceMs;
  clock.beganMs = deviceMs;
  clock.secondFromMs = deviceMs;
  clock.secondsDeviceMs = [deviceMs];
  clock.secondsOffsetMs = [clock.offsetMs];
  clock.recentDeviceMs = [];
  clock.recentOffsetMs = [];
  believe(clock, ticksUs, deviceMs, arrivalMs);
}

function believe(clock: DeviceClock, ticksUs: number, deviceMs: number, arrivalMs: number): void {
  clock.strangers = 0;
  clock.strangeTicksUs = Number.NaN;
  clock.deviceMs = deviceMs;
  clock.lastTicksUs = ticksUs;
  clock.arrivedMs = arrivalMs;
  const offsetMs = arrivalMs - deviceMs;
  clock.recentDeviceMs.push(deviceMs);
  clock.recentOffsetMs.push(offsetMs);
  const present = clock.secondsOffsetMs.length - 1;
  if (deviceMs - clock.secondFromMs >= SECOND_MS) beginSecond(clock, deviceMs, offsetMs);
  else if (offsetMs < clock.secondsOffsetMs[present]!) {
    clock.secondsDeviceMs[present] = deviceMs;
    clock.secondsOffsetMs[present] = offsetMs;
  }
}

function beginSecond(clock: DeviceClock, deviceMs: number, offsetMs: number): void {
  const { secondsDeviceMs, secondsOffsetMs } = clock;
  const isLater = deviceMs - clock.beganMs > LATER_MS;
  if (!isLater || deviceMs - clock.anchorDeviceMs >= SECONDS_BETWEEN_LATER * SECOND_MS) followLine(clock);
  clock.secondFromMs = deviceMs;
  secondsDeviceMs.push(deviceMs);
  secondsOffsetMs.push(offsetMs);
}

function followLine(clock: DeviceClock): void {
  const { deviceMs } = clock;
  const presentMs = toHostMs(clock, deviceMs);
  const isSettling = deviceMs - clock.beganMs < SETTLING_MS;
  forgetBefore(clock.secondsDeviceMs, clock.secondsOffsetMs, deviceMs - (isSettling ? SETTLING_RECENT_MS : LINE_MS));
  forgetBefore(clock.recentDeviceMs, clock.recentOffsetMs, deviceMs - (isSettling ? SETTLING_RECENT_MS : RECENT_MS));
  const line = leastDelayLine(clock.secondsDeviceMs, clock.secondsOffsetMs, deviceMs, clock);
  const beginsMs = whereDelaysBegin(levelled(clock, line.drift));
  clock.offsetMs = Math.min(beginsMs, line.offsetMs + ABOVE_LEAST_MS);
  clock.drift = line.drift;
  clock.driftSigma = line.driftSigma;
  clock.lineAtMs = deviceMs;
  const errorMs = deviceMs + clock.offsetMs - presentMs;
  const slewMax = Math.abs(errorMs) > FAR_MS ? SLEW_FAR_MAX : SLEW_MAX;
  clock.slew = Math.max(-slewMax, Math.min(slewMax, errorMs / APPROACH_MS));
  clock.anchorDeviceMs = deviceMs;
  clock.anchorHostMs = presentMs;
}

function forgetBefore(deviceMs: number[], offsetsMs: number[], oldestMs: number): void {
  let old = 0;
  while (deviceMs[old]! < oldestMs) old++;
  deviceMs.splice(0, old);
  offsetsMs.splice(0, old);
}

/** Offsets of the last minute as they would be now. */
const levelled = ({ recentDeviceMs, recentOffsetMs, deviceMs }: DeviceClock, drift: number): Float64Array =>
  Float64Array.from(recentOffsetMs, (offsetMs, i) => offsetMs - drift * (recentDeviceMs[i]! - deviceMs));

/** Host time of a device time, ms. */
export function toHostMs(clock: DeviceClock, deviceMs: number): number {
  const sinceMs = deviceMs - clock.anchorDeviceMs;
  return clock.anchorHostMs + sinceMs * (1 + clock.drift) + Math.min(sinceMs, APPROACH_MS) * clock.slew;
}

/** How much faster the band's clock runs than the host's, parts per million; null before that can be told from radio's delays. */
export function clockErrorPpm(clock: DeviceClock): number | null {
  return clockErrorSigmaPpm(clock) > SIGMA_SHOWN_PPM ? null : -clock.drift * 1e6;
}

/** Standard error of it. */
export function clockErrorSigmaPpm({ driftSigma }: DeviceClock): number {
  return driftSigma * 1e6;
}

/**
 * Maps a band's clock onto the host's. The radio only ever delays, so the least delayed frame of each second says most
 * about the offset; a straight line through the last of those seconds gives the drift. The mapping in use moves towards
 * that line slowly and never backwards, so that sample times stay strictly rising.
 */
export interface DeviceClock {
  /** Device time without the wrap of its 32-bit microseconds, ms; NaN before the first frame. */
  deviceMs: number;
  lastTicksUs: number;
  anchorDeviceMs: number;
  anchorHostMs: number;
  /** Host ms that pass in one device ms. */
  rate: number;
  /** Change of the offset in ms per ms, by the latest line. */
  drift: number;
  binStartMs: number;
  binDeviceMs: number;
  binOffsetMs: number;
  /** Device time and least offset of the last seconds, oldest first. */
  pointsDeviceMs: number[];
  pointsOffsetMs: number[];
}

const BIN_MS = 1000;
const POINTS_MAX = 30;
/** A drift estimate from less than this many seconds would be noise of the radio's delays. */
const POINTS_FOR_DRIFT = 8;
/** Crystals of wearables are within 50 ppm, RC oscillators of IMUs within 1 to 2 %; the band's clock is a crystal. */
const DRIFT_MAX = 300e-6;
/** The offset found is approached within this time, and never at more than this share of real time. */
const APPROACH_MS = 1000;
const SLEW_MAX = 0.02;
const WRAP_US = 2 ** 32;

export function initialDeviceClock(): DeviceClock {
  return {
    deviceMs: Number.NaN,
    lastTicksUs: 0,
    anchorDeviceMs: 0,
    anchorHostMs: 0,
    rate: 1,
    drift: 0,
    binStartMs: 0,
    binDeviceMs: 0,
    binOffsetMs: Number.POSITIVE_INFINITY,
    pointsDeviceMs: [],
    pointsOffsetMs: [],
  };
}

/** Ticks of a frame as device ms without wraps; frames up to half a wrap (35 minutes) late are placed rightly. */
export function unwrapTicks(clock: DeviceClock, ticksUs: number): number {
  const stepUs = ((((ticksUs - clock.lastTicksUs) % WRAP_US) + 1.5 * WRAP_US) % WRAP_US) - WRAP_US / 2;
  return clock.deviceMs + stepUs / 1000;
}

/** Tells the clock that a frame whose first sample has `ticksUs` arrived at `arrivalMs`. Call in order of sequence. */
export function observeArrival(clock: DeviceClock, ticksUs: number, arrivalMs: number): void {
  if (Number.isNaN(clock.deviceMs)) {
    begin(clock, ticksUs, arrivalMs);
    return;
  }
  clock.deviceMs = unwrapTicks(clock, ticksUs);
  clock.lastTicksUs = ticksUs;
  const offsetMs = arrivalMs - clock.deviceMs;
  if (offsetMs < clock.binOffsetMs) {
    clock.binOffsetMs = offsetMs;
    clock.binDeviceMs = clock.deviceMs;
  }
  if (clock.deviceMs - clock.binStartMs >= BIN_MS) closeBin(clock);
}

function begin(clock: DeviceClock, ticksUs: number, arrivalMs: number): void {
  clock.deviceMs = ticksUs / 1000;
  clock.lastTicksUs = ticksUs;
  clock.anchorDeviceMs = clock.deviceMs;
  clock.anchorHostMs = arrivalMs;
  clock.binStartMs = clock.deviceMs;
  clock.binDeviceMs = clock.deviceMs;
  clock.binOffsetMs = arrivalMs - clock.deviceMs;
}

function closeBin(clock: DeviceClock): void {
  clock.pointsDeviceMs.push(clock.binDeviceMs);
  clock.pointsOffsetMs.push(clock.binOffsetMs);
  if (clock.pointsDeviceMs.length > POINTS_MAX) {
    clock.pointsDeviceMs.shift();
    clock.pointsOffsetMs.shift();
  }
  const { drift, offsetMs } = fitOffset(clock);
  const presentMs = toHostMs(clock, clock.deviceMs);
  const errorMs = clock.deviceMs + offsetMs - presentMs;
  const slew = Math.max(-SLEW_MAX, Math.min(SLEW_MAX, errorMs / APPROACH_MS));
  clock.anchorDeviceMs = clock.deviceMs;
  clock.anchorHostMs = presentMs;
  clock.drift = drift;
  clock.rate = 1 + drift + slew;
  clock.binStartMs = clock.deviceMs;
  clock.binOffsetMs = Number.POSITIVE_INFINITY;
}

/** Least squares through the points: offset at the present device time, and its change in ms per ms. */
function fitOffset(clock: DeviceClock): { drift: number; offsetMs: number } {
  const count = clock.pointsDeviceMs.length;
  if (count < POINTS_FOR_DRIFT) return { drift: 0, offsetMs: Math.min(...clock.pointsOffsetMs) };
  const meanX = clock.pointsDeviceMs.reduce((sum, x) => sum + x, 0) / count;
  const meanY = clock.pointsOffsetMs.reduce((sum, y) => sum + y, 0) / count;
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < count; i++) {
    const dx = clock.pointsDeviceMs[i]! - meanX;
    xx += dx * dx;
    xy += dx * (clock.pointsOffsetMs[i]! - meanY);
  }
  const drift = Math.max(-DRIFT_MAX, Math.min(DRIFT_MAX, xy / xx));
  return { drift, offsetMs: meanY + drift * (clock.deviceMs - meanX) };
}

/** Host time of a device time, ms. */
export function toHostMs(clock: DeviceClock, deviceMs: number): number {
  return clock.anchorHostMs + (deviceMs - clock.anchorDeviceMs) * clock.rate;
}

/** How much faster the band's clock runs than the host's, parts per million; null before half a minute has told. */
export function clockErrorPpm(clock: DeviceClock): number | null {
  return clock.pointsDeviceMs.length < POINTS_MAX ? null : -clock.drift * 1e6;
}

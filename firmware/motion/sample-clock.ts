/**
 * When samples were taken, in microseconds of the device clock. The IMU runs on its own oscillator (percents off its
 * nominal rate) and JavaScript looks at its FIFO at odd moments, up to a sample late. A second-order tracking loop learns
 * the true period and smooths the moments; it settles within 20 s.
 */
export interface SampleClock {
  /** Time of the next sample to be read; unwrapped. */
  nextUs: number;
  periodUs: number;
}

const PHASE_GAIN = 1 / 4;
const PERIOD_GAIN = 1 / 32;

/** `waiting` samples in the FIFO at `nowUs`: on average the newest is half a period old. */
export function beginSampleClock(nowUs: number, waiting: number, rateHz: number): SampleClock {
  const periodUs = 1e6 / rateHz;
  return { nextUs: nowUs - (waiting - 0.5) * periodUs, periodUs: periodUs };
}

/** Looks at the FIFO again, `samplesSince` after the last look. */
export function trackSampleClock(clock: SampleClock, nowUs: number, waiting: number, samplesSince: number): void {
  const errorUs = nowUs - (waiting - 0.5) * clock.periodUs - clock.nextUs;
  clock.nextUs += errorUs * PHASE_GAIN;
  clock.periodUs += (errorUs * PERIOD_GAIN) / samplesSince;
}

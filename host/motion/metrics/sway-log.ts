import type { SampleBlock } from '../samples.ts';
import { type Measure, measured, notKnown } from './measure.ts';
import { centred, type Sway, swayOf } from './sway.ts';

/**
 * The latest minute of a standing person's specific force at the lower back, averaged to ten values a second: sway lies
 * below 3.5 Hz, and the averaging is the low-pass of Mancini et al. 2012 near enough.
 */
export interface SwayLog {
  /** Time (ms) and x y z (m/s^2), a stretch of four, used in turn. */
  readonly rows: Float64Array;
  written: number;
  /** The tenth of a second being averaged, what has come of it, and of how many samples. */
  bin: number;
  readonly sum: Float64Array;
  samples: number;
}

const ROWS = 640;
const STRETCH = 4;
const BIN_MS = 100;
const RATE_HZ = 1000 / BIN_MS;
/** Mancini's trials lasted 30 s; below this not even the mean frequency means anything. */
const SHORTEST_S = 5;
/** Noise of one axis after averaging, m/s^2 (0.0058 m/s^2 / sqrt(Hz) over 5 Hz), and what gains differ by. */
const NOISE_MS2 = 0.013;
const GAIN_SIGMA = 0.005;

export const initialSwayLog = (): SwayLog => ({
  rows: new Float64Array(ROWS * STRETCH),
  written: 0,
  bin: Number.NaN,
  sum: new Float64Array(3),
  samples: 0,
});

/** Takes note of what the sensor at the lower back felt. */
export function logSway(log: SwayLog, { count, tMs, accMs2 }: SampleBlock): void {
  for (let i = 0; i < count; i++) {
    const bin = Math.floor(tMs[i]! / BIN_MS);
    if (bin !== log.bin) closeBin(log, bin);
    for (let k = 0; k < 3; k++) log.sum[k]! += accMs2[3 * i + k]!;
    log.samples++;
  }
}

function closeBin(log: SwayLog, next: number): void {
  const { rows, sum, samples } = log;
  if (samples > 0) {
    const to = (log.written++ % ROWS) * STRETCH;
    rows[to] = (log.bin + 0.5) * BIN_MS;
    for (let k = 0; k < 3; k++) rows[to + 1 + k] = sum[k]! / samples;
  }
  sum.fill(0);
  log.samples = 0;
  log.bin = next;
}

/** All measures of the sway between two times; undefined where that is too short, or has a hole in it. */
export function swayBetween({ rows, written }: SwayLog, fromMs: number, toMs: number): Sway | undefined {
  const force: number[] = [];
  for (let n = Math.max(0, written - ROWS); n < written; n++) {
    const at = (n % ROWS) * STRETCH;
    if (rows[at]! >= fromMs && rows[at]! <= toMs) force.push(rows[at + 1]!, rows[at + 2]!, rows[at + 3]!);
  }
  const expected = Math.floor((toMs - fromMs) / BIN_MS) - 1;
  if (force.length < 3 * SHORTEST_S * RATE_HZ || force.length < 3 * 0.95 * expected) return undefined;
  const [ap, ml] = horizontal(force);
  return swayOf(centred(ap), centred(ml), RATE_HZ);
}

/** Root mean square and jerk of the sway, the two that agree best from one day to the next (ICC .86; Mancini 2012). */
export function swayMeasures(sway: Sway | undefined, durationS: number): { swayRmsMs2: Measure; swayJerk: Measure } {
  if (!sway) return { swayRmsMs2: notKnown('too-short'), swayJerk: notKnown('too-short') };
  const count = durationS * RATE_HZ;
  const rmsMs2 = Math.sqrt(Math.max(0, sway.rmsMs2 ** 2 - 2 * NOISE_MS2 ** 2));
  // White noise alone has a jerk of two axes' squared differences, 2 sigma^2 each.
  const noiseJerk = (2 * 2 * NOISE_MS2 ** 2 * count * RATE_HZ) / 2;
  const jerk = Math.max(0, sway.jerk - noiseJerk);
  return {
    swayRmsMs2: measured(rmsMs2, Math.hypot(NOISE_MS2 / Math.sqrt(count), GAIN_SIGMA * rmsMs2)),
    swayJerk: measured(jerk, Math.hypot((2 * noiseJerk) / Math.sqrt(count), 2 * GAIN_SIGMA * jerk)),
  };
}

/**
 * Force to the front and to the side, across the mean direction of the force, which is gravity's (Moe-Nilssen 1998). The
 * front is where the sensor's z points, away from the skin; which way along it does not matter here.
 */
function horizontal(force: readonly number[]): [Float64Array, Float64Array] {
  const count = force.length / 3;
  const mean = [0, 1, 2].map((k) => force.reduce((sum, value, i) => (i % 3 === k ? sum + value : sum), 0) / count);
  const up = unit(mean);
  const front = unit(across(Math.abs(up[2]!) < 0.9 ? [0, 0, 1] : [1, 0, 0], up));
  const side = [
    up[1]! * front[2]! - up[2]! * front[1]!,
    up[2]! * front[0]! - up[0]! * front[2]!,
    up[0]! * front[1]! - up[1]! * front[0]!,
  ];
  const along = (axis: readonly number[]): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => axis.reduce((sum, a, k) => sum + a * force[3 * i + k]!, 0));
  return [along(front), along(side)];
}

const unit = (v: readonly number[]): number[] => v.map((value) => value / Math.hypot(...v));

function across(v: readonly number[], up: readonly number[]): number[] {
  const along = v.reduce((sum, value, k) => sum + value * up[k]!, 0);
  return v.map((value, k) => value - along * up[k]!);
}

import { degToRad } from '../../../protocol/units.ts';
import type { SampleBlock } from '../samples.ts';
import { lengthOf, type Vector3 } from './accelerometer-model.ts';

/**
 * Tells rest from movement, a quarter of a second at a time (a look). A look is calm where rate and specific force hardly
 * vary inside it; calm looks that agree with each other are a stretch of stillness. The means of its looks are all that
 * calibration takes of the samples.
 */
export interface Stillness {
  readonly limits: SensorLimits;
  readonly calmness: Calmness;
  /** Samples a look. */
  readonly size: number;
  /** Of the growing look, about its first sample: sums of gyro x y z, acc x y z, and of their squares. */
  readonly sums: Float64Array;
  readonly first: Float64Array;
  count: number;
  beganMs: number;
  /** Time of the latest measured sample. */
  latestMs: number;
  fault: SensorFault | undefined;
  /** Looks of the present stretch, oldest first. */
  looks: readonly Look[];
}

/** Largest values the sensor can tell: at them it tells nothing. */
export interface SensorLimits {
  readonly rateHz: number;
  readonly accMs2: number;
  readonly gyroRadS: number;
}

/** Means over a look, and how far samples strayed from them, root mean square over three axes together. */
export interface Look {
  readonly tMs: number;
  readonly gyroRadS: Vector3;
  readonly accMs2: Vector3;
  readonly shakeMs2: number;
  readonly wobbleRadS: number;
}

/** What makes samples useless, whatever the sensor did. */
export type SensorFault = 'saturated' | 'stuck' | 'not-a-number' | 'gap';

/** One look, when it is complete. `looks` is the stretch it belongs to: empty while the sensor moves. */
export interface Glance {
  readonly look: Look;
  readonly looks: readonly Look[];
  readonly fault?: SensorFault;
}

export const LOOK_S = 0.25;
/** How much a sensor that is called still may move. */
export interface Calmness {
  /** Strayed samples of a look, root mean square. */
  readonly shakeMs2: number;
  readonly wobbleRadS: number;
  /** So far looks may be from the mean of their stretch. */
  readonly agreeMs2: number;
  readonly agreeRadS: number;
}

/**
 * On a table: 12 mg, of which one that trembles has 2 and a steady hand 20 to 100; white noise of a LSM6DS3TR-C at 104 Hz is
 * 0.06 deg/s on each axis. Looks agree to half a degree of tilt.
 */
export const ON_A_TABLE: Calmness = {
  shakeMs2: 0.12,
  wobbleRadS: degToRad(0.5),
  agreeMs2: 0.085,
  agreeRadS: degToRad(0.3),
};

/** On somebody who keeps still: sways by two degrees. */
export const ON_A_BODY: Calmness = {
  shakeMs2: 0.5,
  wobbleRadS: degToRad(4),
  agreeMs2: 0.35,
  agreeRadS: degToRad(4),
};

const NEAR_LIMIT = 0.998;
/** Over a shorter one nobody turns a sensor and comes back. */
const GAP_MS = 120;

export function initialStillness(limits: SensorLimits, calmness = ON_A_TABLE): Stillness {
  return {
    limits,
    calmness,
    size: Math.max(4, Math.round(LOOK_S * limits.rateHz)),
    sums: new Float64Array(12),
    first: new Float64Array(6),
    count: 0,
    beganMs: 0,
    latestMs: Number.NaN,
    fault: undefined,
    looks: [],
  };
}

/** All looks that a block completes; the state is written in place. */
export function stepStillness(state: Stillness, block: SampleBlock): Glance[] {
  const glances: Glance[] = [];
  for (let i = 0; i < block.count; i++) {
    takeSample(state, block, i);
    if (state.count === state.size) glances.push(closeLook(state));
  }
  return glances;
}

function takeSample(state: Stillness, { tMs, gyroRadS, accMs2, filled }: SampleBlock, i: number): void {
  // What intake drew over a gap was not measured.
  if (filled[i] === 1) return;
  const { sums, first, limits } = state;
  if (tMs[i]! - state.latestMs > GAP_MS) state.fault ??= 'gap';
  state.latestMs = tMs[i]!;
  if (state.count === 0) {
    state.beganMs = tMs[i]!;
    for (let k = 0; k < 3; k++) {
      first[k] = gyroRadS[3 * i + k]!;
      first[3 + k] = accMs2[3 * i + k]!;
    }
  }
  state.count++;
  for (let k = 0; k < 6; k++) {
    const value = k < 3 ? gyroRadS[3 * i + k]! : accMs2[3 * i + k - 3]!;
    if (!Number.isFinite(value)) state.fault = 'not-a-number';
    if (Math.abs(value) >= NEAR_LIMIT * (k < 3 ? limits.gyroRadS : limits.accMs2)) state.fault ??= 'saturated';
    const away = value - first[k]!;
    sums[k]! += away;
    sums[6 + k]! += away * away;
  }
}

function closeLook(state: Stillness): Glance {
  const look = lookOf(state);
  // A sensor that works is never silent: at rest, too, noise moves the last digit of some axis.
  if (look.shakeMs2 === 0 && look.wobbleRadS === 0) state.fault ??= 'stuck';
  const { fault } = state;
  state.looks = fault === undefined && isCalm(look, state.calmness) ? goOn(state.looks, look, state.calmness) : [];
  state.sums.fill(0);
  state.count = 0;
  state.fault = undefined;
  return { look, looks: state.looks, ...(fault ? { fault } : {}) };
}

function lookOf({ sums, first, count, beganMs }: Stillness): Look {
  const mean = (k: number): number => first[k]! + sums[k]! / count;
  const variance = (k: number): number => Math.max(0, (sums[6 + k]! - sums[k]! ** 2 / count) / (count - 1));
  const strayed = (k: number): number => Math.sqrt(variance(k) + variance(k + 1) + variance(k + 2));
  return {
    tMs: beganMs,
    gyroRadS: [mean(0), mean(1), mean(2)],
    accMs2: [mean(3), mean(4), mean(5)],
    shakeMs2: strayed(3),
    wobbleRadS: strayed(0),
  };
}

const isCalm = ({ shakeMs2, wobbleRadS }: Look, calmness: Calmness): boolean =>
  shakeMs2 < calmness.shakeMs2 && wobbleRadS < calmness.wobbleRadS;

function goOn(looks: readonly Look[], look: Look, { agreeMs2, agreeRadS }: Calmness): readonly Look[] {
  if (looks.length === 0) return [look];
  const isSame =
    distance(meanOf(looks, 'accMs2'), look.accMs2) < agreeMs2 &&
    distance(meanOf(looks, 'gyroRadS'), look.gyroRadS) < agreeRadS;
  return isSame ? [...looks, look] : [look];
}

const distance = (a: Vector3, b: Vector3): number => lengthOf([a[0] - b[0], a[1] - b[1], a[2] - b[2]]);

/** Mean of what looks have in common. */
export function meanOf(looks: readonly Look[], what: 'accMs2' | 'gyroRadS'): Vector3 {
  const sum: [number, number, number] = [0, 0, 0];
  for (const look of looks) for (let k = 0; k < 3; k++) sum[k]! += look[what][k]! / looks.length;
  return sum;
}

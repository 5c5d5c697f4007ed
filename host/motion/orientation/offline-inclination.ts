import type { SampleBlock } from '../samples.ts';
import { LONGEST_MS } from './gap-bridging.ts';
import { designLowPass } from './low-pass.ts';
import { filterZeroPhase } from './zero-phase.ts';

/** From the first sample of a stretch without holes up to the first of the next. */
export type Stretch = readonly [from: number, to: number];

const TAU_ACCELERATION_S = 3;
/** So near to upside down that any direction of turning back is as good as another. */
const UPSIDE_DOWN = 1e-12;

/** Stretches between holes, which are not turned over, as in `orient`. */
export function stretchesOf({ tMs, count }: SampleBlock): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let i = 1; i <= count; i++) {
    if (i < count && tMs[i]! - tMs[i - 1]! <= LONGEST_MS) continue;
    stretches.push([from, i]);
    from = i;
  }
  return stretches;
}

/**
 * Inclination without delay: the gyroscope's turns, levelled by the acceleration filtered forwards and backwards.
 * @param bias rad/s, 3 a sample
 * @returns quaternions w x y z, sensor to an earth frame of any heading, 4 a sample
 */
export function inclineOffline(block: SampleBlock, bias: Float64Array, rateHz: number): Float64Array {
  const quaternions = turnByGyro(block, bias, 1 / rateHz);
  const up = turnAcceleration(block, quaternions);
  const filter = designLowPass(TAU_ACCELERATION_S, 1 / rateHz);
  const levelling = Float64Array.of(1, 0, 0, 0);
  for (const [from, to] of stretchesOf(block)) {
    filterZeroPhase(up, from, to, filter);
    for (let i = from; i < to; i++) {
      level(levelling, up, 3 * i);
      multiply(levelling, 0, quaternions, 4 * i, quaternions, 4 * i);
    }
  }
  return quaternions;
}

function turnByGyro({ tMs, gyroRadS, count }: SampleBlock, bias: Float64Array, periodS: number): Float64Array {
  const quaternions = new Float64Array(4 * count);
  const now = Float64Array.of(1, 0, 0, 0);
  const turn = new Float64Array(4);
  for (let i = 0; i < count; i++) {
    const stepMs = i === 0 ? Number.NaN : tMs[i]! - tMs[i - 1]!;
    const elapsedS = stepMs <= LONGEST_MS ? stepMs / 1000 : periodS;
    writeTurn(turn, gyroRadS, bias, 3 * i, elapsedS);
    multiply(now, 0, turn, 0, now, 0);
    normalise(now);
    quaternions.set(now, 4 * i);
  }
  return quaternions;
}

function writeTurn(turn: Float64Array, gyro: Float64Array, bias: Float64Array, i: number, elapsedS: number): void {
  const x = gyro[i]! - bias[i]!;
  const y = gyro[i + 1]! - bias[i + 1]!;
  const z = gyro[i + 2]! - bias[i + 2]!;
  const rate = Math.sqrt(x * x + y * y + z * z);
  const half = (rate * elapsedS) / 2;
  const s = rate > 0 ? Math.sin(half) / rate : 0;
  turn[0] = Math.cos(half);
  turn[1] = s * x;
  turn[2] = s * y;
  turn[3] = s * z;
}

/** The specific force in the frame of the gyroscope's turns. */
function turnAcceleration({ accMs2, count }: SampleBlock, quaternions: Float64Array): Float64Array {
  const turned = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) rotate(quaternions, 4 * i, accMs2, 3 * i, turned, 3 * i);
  return turned;
}

const leaning = new Float64Array(3);

/** Adds the shortest turn that points the vector at `i` of `up` up. */
function level(levelling: Float64Array, up: Float64Array, i: number): void {
  rotate(levelling, 0, up, i, leaning, 0);
  const [x, y, z] = [leaning[0]!, leaning[1]!, leaning[2]!];
  const length = Math.sqrt(x * x + y * y + z * z);
  if (length === 0) return;
  const isDown = length + z <= UPSIDE_DOWN * length;
  const turn = isDown ? [0, 1, 0, 0] : [length + z, y, -x, 0];
  multiply(Float64Array.from(turn), 0, levelling, 0, levelling, 0);
  normalise(levelling);
}

function multiply(a: Float64Array, i: number, b: Float64Array, j: number, out: Float64Array, to: number): void {
  const aw = a[i]!;
  const ax = a[i + 1]!;
  const ay = a[i + 2]!;
  const az = a[i + 3]!;
  const bw = b[j]!;
  const bx = b[j + 1]!;
  const by = b[j + 2]!;
  const bz = b[j + 3]!;
  out[to] = aw * bw - ax * bx - ay * by - az * bz;
  out[to + 1] = aw * bx + ax * bw + ay * bz - az * by;
  out[to + 2] = aw * by - ax * bz + ay * bw + az * bx;
  out[to + 3] = aw * bz + ax * by - ay * bx + az * bw;
}

function normalise(q: Float64Array): void {
  const per = 1 / Math.sqrt(q[0]! * q[0]! + q[1]! * q[1]! + q[2]! * q[2]! + q[3]! * q[3]!);
  for (let k = 0; k < 4; k++) q[k]! *= per;
}

/** v + 2 w (u x v) + 2 u x (u x v), with u = x y z of the quaternion. */
function rotate(q: Float64Array, i: number, v: Float64Array, j: number, out: Float64Array, to: number): void {
  const w = q[i]!;
  const x = q[i + 1]!;
  const y = q[i + 2]!;
  const z = q[i + 3]!;
  const cx = 2 * (y * v[j + 2]! - z * v[j + 1]!);
  const cy = 2 * (z * v[j]! - x * v[j + 2]!);
  const cz = 2 * (x * v[j + 1]! - y * v[j]!);
  out[to] = v[j]! + w * cx + y * cz - z * cy;
  out[to + 1] = v[j + 1]! + w * cy + z * cx - x * cz;
  out[to + 2] = v[j + 2]! + w * cz + x * cy - y * cx;
}

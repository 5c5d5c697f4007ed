import type { SampleBlock } from '../samples.ts';
import { partOf } from './block-part.ts';
import { followErrors, initialGyroErrors, writeBias } from './gyro-errors.ts';
import { initialOrientation, stepOrientation } from './orientation.ts';
import { ROW } from './oriented-row.ts';

/** Of each sample: bias, then its covariance row by row. */
const STRIDE = 12;
const COVARIANCE = 3;
const PART = 256;
const NO_GAINS = new Float64Array(3);

/**
 * The bias of the gyroscope by all samples, before and after: estimates of a run forwards and of one backwards in time,
 * weighted by their covariances, as the offline variant of VQF does (Laidig & Seel 2023).
 * @returns rad/s, 3 a sample
 */
export function smoothBias(block: SampleBlock, rateHz: number): Float64Array {
  const forwards = runThrough(block, rateHz);
  const backwards = runThrough(reversed(block), rateHz);
  const bias = new Float64Array(3 * block.count);
  const weigh = weighing();
  for (let i = 0; i < block.count; i++)
    weigh(forwards, STRIDE * i, backwards, STRIDE * (block.count - 1 - i), bias, 3 * i);
  return bias;
}

function runThrough(block: SampleBlock, rateHz: number): Float64Array {
  const biases = new Float64Array(STRIDE * block.count);
  const errors = initialGyroErrors(rateHz, 0);
  let state = initialOrientation(rateHz);
  for (let from = 0; from < block.count; from += PART) {
    const part = partOf(block, from, Math.min(block.count, from + PART));
    const [next, { rows }] = stepOrientation(state, part);
    state = next;
    for (let n = 0; n < part.count; n++) {
      followErrors(errors, rows, n * ROW.COLUMNS, part.gyroRadS, 3 * n, NO_GAINS);
      writeBias(errors, biases, STRIDE * (from + n));
    }
  }
  return biases;
}

/** The same movement backwards in time: it turns the other way, gravity stays. */
function reversed({ sensor, count, tMs, gyroRadS, accMs2, filled }: SampleBlock): SampleBlock {
  const lastMs = tMs[count - 1]!;
  const mirror = (values: Float64Array, sign: number): Float64Array => {
    const mirrored = new Float64Array(values.length);
    for (let i = 0, from = 3 * (count - 1); from >= 0; i += 3, from -= 3)
      for (let axis = 0; axis < 3; axis++) mirrored[i + axis] = sign * values[from + axis]!;
    return mirrored;
  };
  return {
    sensor,
    count,
    tMs: Float64Array.from(tMs, (_, i) => lastMs - tMs[count - 1 - i]!),
    gyroRadS: mirror(gyroRadS, -1),
    accMs2: mirror(accMs2, 1),
    filled: filled.slice().reverse(),
  };
}

type Weigh = (a: Float64Array, at: number, b: Float64Array, bt: number, out: Float64Array, to: number) => void;

/** (A^-1 + B^-1)^-1 (A^-1 a - B^-1 b): backwards in time the bias has the other sign. */
function weighing(): Weigh {
  const inverseA = new Float64Array(9);
  const inverseB = new Float64Array(9);
  const both = new Float64Array(9);
  return (a, at, b, bt, out, to) => {
    invert(a, at + COVARIANCE, inverseA);
    invert(b, bt + COVARIANCE, inverseB);
    for (let k = 0; k < 9; k++) both[k] = inverseA[k]! + inverseB[k]!;
    invert(both, 0, both);
    for (let row = 0; row < 3; row++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        let information = 0;
        for (let u = 0; u < 3; u++)
          information += inverseA[3 * k + u]! * a[at + u]! - inverseB[3 * k + u]! * b[bt + u]!;
        sum += both[3 * row + k]! * information;
      }
      out[to + row] = sum;
    }
  };
}

/** Inverse of the symmetric matrix at `at`. */
function invert(from: Float64Array, at: number, out: Float64Array): void {
  const xx = from[at]!;
  const xy = from[at + 1]!;
  const xz = from[at + 2]!;
  const yy = from[at + 4]!;
  const yz = from[at + 5]!;
  const zz = from[at + 8]!;
  const a = yy * zz - yz * yz;
  const b = xz * yz - xy * zz;
  const c = xy * yz - xz * yy;
  const per = 1 / (xx * a + xy * b + xz * c);
  out[0] = a * per;
  out[1] = b * per;
  out[2] = c * per;
  out[3] = out[1]!;
  out[4] = (xx * zz - xz * xz) * per;
  out[5] = (xy * xz - xx * yz) * per;
  out[6] = out[2]!;
  out[7] = out[5]!;
  out[8] = (xx * yy - xy * xy) * per;
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  gyroBiasRadS,
  initialOrientation,
  ORIENTED,
  QUATERNION,
  RESTING_FLAG,
  stepOrientation,
} from '../../host/motion/orientation/orientation.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { degToRad, radToDeg } from '../../protocol/units.ts';
import { seededRandom } from '../../sim/random.ts';
import { type Recording, slice } from './recording.ts';
import { dataSet, readDoubles, readFloats, readJson } from './reference-data.ts';

const G = 9.81;

/** All oriented rows of a recording, stepped in blocks of ten. */
function orient(recording: Recording, rateHz: number): { rows: Float64Array; biasRadS: readonly number[] } {
  const rows = new Float64Array(recording.tMs.length * ORIENTED);
  let state = initialOrientation(rateHz);
  for (let from = 0; from < recording.tMs.length; from += 10) {
    const [next, block] = stepOrientation(state, slice(recording, from, Math.min(from + 10, recording.tMs.length)));
    state = next;
    rows.set(block.rows, from * ORIENTED);
  }
  return { rows, biasRadS: gyroBiasRadS(state) };
}

function constantTurn(tMs: Float64Array, rateRadS: number): SampleBlock {
  const count = tMs.length;
  const gyroRadS = Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 2 ? rateRadS : 0));
  const accMs2 = Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 2 ? G : 0));
  return { sensor: 'thigh', count, tMs, gyroRadS, accMs2, filled: new Uint8Array(count) };
}

describe('orientation', () => {
  it('turns by what the gyroscope measured, however uneven the time stamps', () => {
    const random = seededRandom(7);
    const tMs = new Float64Array(200);
    for (let i = 1; i < tMs.length; i++) tMs[i] = tMs[i - 1]! + random.uniform(4, 20);
    const [, { rows }] = stepOrientation(initialOrientation(104), constantTurn(tMs, 0.5));
    const last = (tMs.length - 1) * ORIENTED;
    const turned = 2 * Math.atan2(rows[last + QUATERNION + 3]!, rows[last + QUATERNION]!);
    // The first sample stands for one nominal period, and the bias filter takes a little of a steady turn for bias.
    expect(turned).toBeCloseTo(0.5 * (tMs[tMs.length - 1]! / 1000 + 1 / 104), 1);
  });

  it('finds the bias of a sensor at rest within seconds', () => {
    const random = seededRandom(3);
    const count = 104 * 8;
    const bias = [0.4, -0.3, 0.2].map(degToRad);
    const recording: Recording = {
      sensor: 'thigh',
      tMs: Float64Array.from({ length: count }, (_, i) => (1000 * i) / 104),
      gyroRadS: Float64Array.from({ length: 3 * count }, (_, i) => bias[i % 3]! + 0.001 * random.gaussian()),
      accMs2: Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 0 ? G : 0) + 0.04 * random.gaussian()),
    };
    const { rows, biasRadS } = orient(recording, 104);
    expect(rows[rows.length - ORIENTED + RESTING_FLAG]).toBe(1);
    for (let axis = 0; axis < 3; axis++) expect(radToDeg(Math.abs(biasRadS[axis]! - bias[axis]!))).toBeLessThan(0.03);
  });

  it('learns the inclination anew after a long hole instead of integrating over it', () => {
    let state = initialOrientation(104);
    const lying = constantTurn(
      Float64Array.from({ length: 520 }, (_, i) => i * 10),
      0,
    );
    state = stepOrientation(state, lying)[0];
    const upright = {
      ...lying,
      tMs: lying.tMs.map((t) => t + 60_000),
      accMs2: lying.accMs2.map((_, i) => (i % 3 === 0 ? G : 0)),
    };
    const [, { rows }] = stepOrientation(state, upright);
    const up = rows.slice(rows.length - ORIENTED + 8, rows.length - ORIENTED + 11);
    expect(radToDeg(Math.acos(up[0]!))).toBeLessThan(0.5);
  });
});

describe('parity with VQF 2.1.1', () => {
  const folder = dataSet('vqf-conformance');
  it.skipIf(!folder)('gives the same 6D quaternions to 1e-9', () => {
    const { samples } = readJson<{ samples: number }>(join(folder!, 'conformance.json'));
    const imu = readDoubles(join(folder!, 'imu.f64.gz'));
    const reference = readDoubles(join(folder!, 'vqf.f64.gz'));
    const pick = (offset: number) =>
      Float64Array.from({ length: 3 * samples }, (_, i) => imu[9 * Math.floor(i / 3) + offset + (i % 3)]!);
    const tMs = Float64Array.from({ length: samples }, (_, i) => 3.5 * i);
    const { rows } = orient({ sensor: 'thigh', tMs, gyroRadS: pick(0), accMs2: pick(3) }, 1000 / 3.5);
    let [worst, restsDiffer] = [0, 0];
    for (let i = 0; i < samples; i++) {
      for (let k = 0; k < 4; k++)
        worst = Math.max(worst, Math.abs(rows[i * ORIENTED + QUATERNION + k]! - reference[13 * i + k]!));
      if (rows[i * ORIENTED + RESTING_FLAG] !== reference[13 * i + 11]) restsDiffer++;
    }
    expect(worst).toBeLessThan(1e-9);
    expect(restsDiffer).toBe(0);
  });
});

describe('BROAD', () => {
  const folder = dataSet('broad');
  it.skipIf(!folder)(
    'keeps the mean 6D inclination error of the eight trials under 0.74 degrees',
    () => {
      const index = readJson<unknown>(join(folder!, 'index.json'));
      const names = [...JSON.stringify(index).matchAll(/\d\d_(?:un)?disturbed_\w+?(?=[".])/g)].map(([name]) =>
        name.replace(/_f32$/, ''),
      );
      const errors = [...new Set(names)].map((name) => inclinationRmseDeg(readFloats(join(folder!, `${name}.f32.gz`))));
      console.info('BROAD 6D inclination, deg:', errors.map((error) => error.toFixed(2)).join(' '));
      expect(errors).toHaveLength(8);
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.74);
    },
    60_000,
  );
});

/** Root mean square over the movement, by broad_utils.py: 2 acos sqrt(w^2 + z^2) of q_est inv(q_ref) in the earth frame. */
function inclinationRmseDeg(table: Float32Array): number {
  const samples = table.length / 14;
  const pick = (offset: number) =>
    Float64Array.from({ length: 3 * samples }, (_, i) => table[14 * Math.floor(i / 3) + offset + (i % 3)]!);
  const tMs = Float64Array.from({ length: samples }, (_, i) => 3.5 * i);
  const { rows } = orient({ sensor: 'thigh', tMs, gyroRadS: pick(0), accMs2: pick(3) }, 2000 / 7);
  let [sum, count] = [0, 0];
  for (let i = 0; i < samples; i++) {
    const [rw, rx, ry, rz] = [...table.subarray(14 * i + 9, 14 * i + 13)] as [number, number, number, number];
    if (table[14 * i + 13] !== 1 || Number.isNaN(rw)) continue;
    const [w, x, y, z] = [...rows.subarray(i * ORIENTED + 1, i * ORIENTED + 5)] as [number, number, number, number];
    const ew = w * rw + x * rx + y * ry + z * rz;
    const ez = -w * rz - x * ry + y * rx + z * rw;
    sum += (2 * Math.acos(Math.min(1, Math.hypot(ew, ez)))) ** 2;
    count++;
  }
  return radToDeg(Math.sqrt(sum / count));
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { angleBetweenDeg, tumbling } from '../motion/orientation/tumbling-sensor.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const INERTIAL = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const folder = scratchFolder('orientation');
const sensor = tumbling({ seed: 21, durationS: 40 });
/** Now and then a sample is missing, and its time stamps were not begun at 0. */
const kept = Array.from({ length: sensor.block.count }, (_, i) => i).filter((i) => i % 97 > 3);

function writeRecording(name: string, { tMs, gyroRadS, accMs2, magUt }: SampleBlock): string {
  const lines = kept.map((i) => {
    const three = (values: Float64Array): Float64Array => values.subarray(3 * i, 3 * i + 3);
    return [1000 + tMs[i]! / 1000, ...three(accMs2), ...three(gyroRadS), ...(magUt ? three(magUt) : [])].join(',');
  });
  const file = join(folder, name);
  writeFileSync(file, [magUt ? `${INERTIAL},mx_ut,my_ut,mz_ut` : INERTIAL, ...lines, ''].join('\n'));
  return file;
}

const { magUt: _, ...inertial } = sensor.block;
const withField = writeRecording('with-field.csv', sensor.block);
const withoutField = writeRecording('without-field.csv', inertial);

const analyse = async (file: string, ...options: string[]) => {
  const out = join(folder, 'out.csv');
  const finished = await runLimber(['analyse', 'orientation', '--in', file, '--out', out, ...options]);
  return { finished, out };
};

describe('limber analyse orientation', () => {
  test.each([
    ['6d', [], 'inclination'],
    ['6d offline', ['--offline'], 'inclination'],
    ['9d', ['--mode', '9d'], 'total'],
    ['9d offline', ['--mode', '9d', '--offline'], 'total'],
    ['9d by the paper', ['--mode', '9d', '--tuning', 'paper'], 'total'],
  ] as const)('%s: a quaternion for every sample, near the truth', async (_name, options, part) => {
    const { finished, out } = await analyse(withField, ...options);
    expect(finished.code).toBe(0);
    expect(finished.stderr).toMatch(/100 %/);
    const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
    expect(header).toBe('t_s,qw,qx,qy,qz');
    expect(rows).toHaveLength(kept.length);
    expect(Number(rows[0]!.split(',')[0])).toBe(1000 + kept[0]! / 100);
    const last = Float64Array.from(rows.at(-1)!.split(',').slice(1), Number);
    expect(angleBetweenDeg(last, sensor.truth.subarray(4 * kept.at(-1)!), 0, part)).toBeLessThan(3);
  });

  test('9d without a magnetometer is one clear line', async () => {
    const { finished } = await analyse(withoutField, '--mode', '9d');
    expectOneLine(finished, 1, /no magnetometer.*mx_ut.*--mode 6d/);
  });
});

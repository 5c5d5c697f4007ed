import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HingeTrial, type SensorSamples, simulateHinge } from '../../sim/body/hinge.ts';
import { rmseDeg } from '../motion/joint/hinge-run.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const RATE_HZ = 50;
const trial = simulateHinge(2, { durationS: 30, rateHz: RATE_HZ });

function csvOf({ tS }: HingeTrial, { accMs2, gyroRadS }: SensorSamples, shiftS = 0): string {
  const rows = [...tS].map((t, i) =>
    [t + shiftS, ...accMs2.subarray(3 * i, 3 * i + 3), ...gyroRadS.subarray(3 * i, 3 * i + 3)].join(','),
  );
  return `t_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads\n${rows.join('\n')}\n`;
}

function write(shiftS = 0): { folder: string; files: string[]; out: string } {
  const folder = scratchFolder('angle');
  const [proximal, distal, out] = ['a.csv', 'b.csv', 'angle.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(proximal, csvOf(trial, trial.proximal));
  writeFileSync(distal, csvOf(trial, trial.distal, shiftS));
  return { folder, files: ['--proximal', proximal, '--distal', distal], out };
}

function anglesIn(file: string) {
  const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  expect(header).toBe('t_s,angle_deg,confidence');
  const values = rows.map((row) => row.split(',').map(Number));
  return {
    tMs: values.map(([t]) => t! * 1000),
    angleDeg: values.map(([, angle]) => angle!),
    confidence: values.map(([, , confidence]) => confidence!),
  };
}

const axes = (parts: readonly number[]): string[] => [
  '--axis-proximal',
  parts.slice(0, 3).join(','),
  '--axis-distal',
  parts.slice(3).join(','),
];

describe.concurrent('limber analyse angle, two recordings', () => {
  test.each([
    ['found axis', ['--axis', 'auto'], true],
    ['found axis, offline', ['--offline'], true],
    ['axes of any length', axes(trial.axes.map((part) => 7 * part)), false],
  ] as const)('%s', async (_, options, mayFlip) => {
    const { files, out } = write();
    const { code, stderr } = await runLimber(['analyse', 'angle', ...files, ...options, '--out', out]);
    expect(code, stderr).toBe(0);
    const angles = anglesIn(out);
    expect(angles.tMs.at(-1)).toBeCloseTo(trial.tS.at(-1)! * 1000, 6);
    expect(rmseDeg(trial, angles, mayFlip)).toBeLessThan(3.5);
    expect(angles.confidence.at(-1)).toBeGreaterThan(0.5);
    if (mayFlip) expect(stderr).toMatch(/axis found: proximal .*\n.*moves like a hinge/);
  });

  test('recordings that share no time', async () => {
    const { files, out } = write(100);
    expectOneLine(await runLimber(['analyse', 'angle', ...files, '--out', out]), 1, /share no time/);
  });

  test.each([
    ['an axis of length zero', ['--axis-proximal', '0,0,0', '--axis-distal', '1,0,0'], /length zero/],
    ['an axis of two numbers', ['--axis-proximal', '0,1', '--axis-distal', '1,0,0'], /three numbers/],
    ['one axis alone', ['--axis-proximal', '0,1,0'], /belong together/],
    ['a found axis that is given', ['--axis', 'auto', ...axes(trial.axes)], /Either --axis auto/],
  ] as const)('%s', async (_, options, words) => {
    const { files, out } = write();
    expectOneLine(await runLimber(['analyse', 'angle', ...files, ...options, '--out', out]), 2, words);
  });
});

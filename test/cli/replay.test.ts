import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { ELBOW_REPS, ELBOW_ROM_DEG, elbowRecording, writeElbowRecording } from './elbow-recording.ts';
import { documentOf, runLimber, scratchFolder } from './limber.ts';
import { schemaObjections } from './published-schema.ts';

const folder = scratchFolder('replay');
const sensors = writeElbowRecording(folder, elbowRecording(SEED));

test('a recording goes the way of live data and comes out as the same document', async () => {
  const finished = await runLimber([
    ...['replay', '--exercise', 'elbow-flexion', '--sensors', sensors],
    ...['--json', '--data', join(folder, 'data')],
  ]);
  const document = documentOf(finished);
  expect(schemaObjections('session-1', document)).toEqual([]);
  expect(document).toMatchObject({
    simulated: false,
    session: { exercise: 'elbow-flexion', outcome: 'completed' },
    stimulation: { pulses: 0, stop_reason: 'none' },
    frames: { lost: 0, discarded: 0 },
    stored: { sessions: 1 },
    published: { pending: 0 },
  });
  expect(document.frames.received).toBeGreaterThan(0);
  expect(document.reps).toHaveLength(ELBOW_REPS);
  for (const { rom_deg, start_s, end_s } of document.reps) {
    expect(Math.abs(rom_deg - ELBOW_ROM_DEG)).toBeLessThan(3);
    expect(end_s - start_s).toBeGreaterThan(3);
    expect(end_s - start_s).toBeLessThan(6);
  }
});

test('without --json the session is told in lines on stderr', async () => {
  const { code, stdout, stderr } = await runLimber([
    ...['replay', '--exercise', 'elbow-flexion', '--sensors', sensors, '--data', join(folder, 'told')],
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain(`${ELBOW_REPS} repetitions`);
});

test('analyse reps finds the same repetitions without a band in between', async () => {
  const out = join(folder, 'reps.json');
  const { code } = await runLimber([
    'analyse',
    'reps',
    '--exercise',
    'elbow-flexion',
    '--sensors',
    sensors,
    '--out',
    out,
  ]);
  expect(code).toBe(0);
  const reps = JSON.parse(readFileSync(out, 'utf8')) as readonly { rom_deg: number }[];
  expect(reps).toHaveLength(ELBOW_REPS);
  for (const { rom_deg } of reps) expect(Math.abs(rom_deg - ELBOW_ROM_DEG)).toBeLessThan(3);
});

test('analyse angle follows the elbow out and back', async () => {
  const out = join(folder, 'angle.csv');
  const { code } = await runLimber([
    'analyse',
    'angle',
    '--exercise',
    'elbow-flexion',
    '--sensors',
    sensors,
    '--out',
    out,
  ]);
  expect(code).toBe(0);
  const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
  expect(header).toBe('t_s,angle_deg,confidence');
  const anglesDeg = rows.map((row) => Number(row.split(',')[1]));
  expect(Math.abs(Math.max(...anglesDeg) - ELBOW_ROM_DEG)).toBeLessThan(3);
  expect(Math.abs(Math.min(...anglesDeg))).toBeLessThan(3);
});

test('analyse orientation gives unit quaternions', async () => {
  const out = join(folder, 'orientation.csv');
  const { code } = await runLimber(['analyse', 'orientation', '--in', join(folder, 'forearm.csv'), '--out', out]);
  expect(code).toBe(0);
  const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
  expect(header).toBe('t_s,qw,qx,qy,qz');
  expect(rows.length).toBeGreaterThan(1000);
  for (const row of rows) expect(Math.hypot(...row.split(',').slice(1).map(Number))).toBeCloseTo(1, 6);
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownKnee } from '../test/motion/known-knee.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

const MINUTES = 10;
const RATE_HZ = 100;
const MOST_S = 5;
const LIMBER = join(import.meta.dirname, '../bin/limber.js');
const PLACEMENTS = ['thigh', 'shank', 'upper-arm', 'forearm', 'foot', 'pelvis'];

/** Start-up, reading, analysing and writing as a user waits for it: six sensors, or as many as the command takes. */
export function analyseTimeRows(): BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'limber-analyse-'));
  try {
    const files = writeRecordings(folder);
    const [proximal, distal] = files as [string, string];
    const sensors = PLACEMENTS.map((placement, i) => `${placement}=${files[i]}`).join(',');
    return [
      row('reps', files.length, ['--exercise', 'knee-extension', '--sensors', sensors, '--out', join(folder, 'reps')]),
      row('angle', 2, ['--proximal', proximal, '--distal', distal, '--out', join(folder, 'angle')]),
      row('orientation', 1, ['--in', distal, '--out', join(folder, 'orientation')]),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function row(command: string, sensors: number, options: readonly string[]): BenchRow {
  const from = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [LIMBER, 'analyse', command, ...options]);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  if (status !== 0) throw new Error(`analyse ${command}: ${stderr}`);
  return lessIsBetter(
    {
      name: `limber analyse ${command}, ${sensors} ${sensors === 1 ? 'sensor' : 'sensors'} at ${RATE_HZ} Hz`,
      figure: seconds,
      unit: 's',
      peer: 'the recording itself',
      peerFigure: MINUTES * 60,
      note: 'wall time, start-up of the program included; numbers with all their digits',
    },
    { figureAtMost: MOST_S },
  );
}

/** A knee that is exercised, over and over; thigh and shank, and both once more for the placements that are only read. */
function writeRecordings(folder: string): string[] {
  const { recordings } = knownKnee(1, { parts: ['set', 'rest'], partS: 20 });
  return PLACEMENTS.map((placement, i) => {
    const { tMs, gyroRadS: g, accMs2: a } = recordings[i % 2]!;
    const lines = Array.from({ length: MINUTES * 60 * RATE_HZ }, (_, n) => {
      const at = 3 * (n % tMs.length);
      return `${n / RATE_HZ},${a[at]},${a[at + 1]},${a[at + 2]},${g[at]},${g[at + 1]},${g[at + 2]}`;
    });
    const file = join(folder, `${placement}.csv`);
    writeFileSync(file, `t_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads\n${lines.join('\n')}\n`);
    return file;
  });
}

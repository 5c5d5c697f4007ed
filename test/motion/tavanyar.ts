import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { degToRad, gToMs2 } from '../../protocol/units.ts';
import { type Recording, throughDevice } from './recording.ts';
import { readJson } from './reference-data.ts';

/** Exercise ids in the order of the data set's numbers. */
export const TAVANYAR_EXERCISES = ['elbow-flexion', 'shoulder-abduction', 'shoulder-flexion'] as const;

export interface TavanyarSession {
  readonly id: string;
  readonly exercise: number;
  /** Arrival time of each row: labels and predictions are row numbers. */
  readonly rowMs: Float64Array;
  /** Forearm and upper arm as the device would have sampled them. */
  readonly recordings: readonly [Recording, Recording];
  /** First and last row of each repetition. */
  readonly labels: readonly (readonly [number, number])[];
}

const ACC_LSB_PER_G = 4096;
const GYRO_LSB_PER_DPS = 32.8;

export function readTavanyar(folder: string): TavanyarSession[] {
  const meta = readJson<{ sessions: { id: string; split: string }[] }>(join(folder, 'meta.json'));
  const labels = readFileSync(join(folder, 'labels.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  return meta.sessions.map(({ id, split }) => {
    const rows = readFileSync(join(folder, split, `${id}.csv`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
    const own = labels.filter((label) => label[0] === id && Number(label[1]) >= 0);
    return {
      id,
      exercise: Number(id.split('_')[1]!.slice(1)),
      rowMs: Float64Array.from(rows, (row) => row[0]!),
      recordings: [throughDevice(columns(rows, 1, 'forearm')), throughDevice(columns(rows, 7, 'upper-arm'))],
      labels: own.map((label) => [Number(label[3]), Number(label[4])] as const),
    };
  });
}

function columns(rows: number[][], first: number, sensor: Recording['sensor']): Recording {
  return {
    sensor,
    tMs: Float64Array.from(rows, (row) => row[0]!),
    accMs2: Float64Array.from(
      rows.flatMap((row) => row.slice(first, first + 3).map((raw) => gToMs2(raw / ACC_LSB_PER_G))),
    ),
    gyroRadS: Float64Array.from(
      rows.flatMap((row) => row.slice(first + 3, first + 6).map((raw) => degToRad(raw / GYRO_LSB_PER_DPS))),
    ),
  };
}

/** The row recorded last at a time. */
export function rowAt(session: TavanyarSession, tMs: number): number {
  let row = 0;
  while (row + 1 < session.rowMs.length && session.rowMs[row + 1]! <= tMs) row++;
  return row;
}

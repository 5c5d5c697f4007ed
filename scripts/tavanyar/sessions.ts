import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { degToRad, gToMs2 } from '../../protocol/units.ts';

/**
 * The Tavanyar recordings (two low-cost IMUs on the left arm, raw counts, arrival stamps): sessions as they lie in a folder, and
 * their conversion into the CSV that `limber replay` reads. Scales and placement as in the data set's meta.json.
 */
export interface TavanyarSession {
  /** "s0_e0_set0": subject, exercise, set. */
  readonly id: string;
  readonly exercise: string;
  /** t_ms, then ax, ay, az, gx, gy, gz of the forearm and of the upper arm. */
  readonly rows: readonly (readonly number[])[];
}

export const TAVANYAR_SENSORS = [
  { placement: 'forearm', firstColumn: 1 },
  { placement: 'upper-arm', firstColumn: 7 },
] as const;

const EXERCISES = ['elbow-flexion', 'shoulder-abduction', 'shoulder-flexion'] as const;
const ACC_RAW_PER_G = 4096;
const GYRO_RAW_PER_DPS = 32.8;
const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const SESSION_FILE = /^(s\d+_e([012])_set\d+)\.csv$/;

/** All sessions in a folder, templates left out. */
export function tavanyarSessions(folder: string): TavanyarSession[] {
  return readdirSync(folder)
    .map((name) => SESSION_FILE.exec(name))
    .filter((match) => match !== null)
    .map(([name, id, exercise]) => ({
      id: id!,
      exercise: EXERCISES[Number(exercise)]!,
      rows: (parse(readFileSync(join(folder, name), 'utf8')) as string[][]).map((row) => row.map(Number)),
    }));
}

/** One sensor of a session as a recording. */
export function recordingCsv({ rows }: TavanyarSession, firstColumn: number): string {
  const lines = rows.map((row) => {
    const acc = row.slice(firstColumn, firstColumn + 3).map((raw) => gToMs2(raw / ACC_RAW_PER_G));
    const gyro = row.slice(firstColumn + 3, firstColumn + 6).map((raw) => degToRad(raw / GYRO_RAW_PER_DPS));
    return [(row[0]! / 1000).toFixed(3), ...[...acc, ...gyro].map((value) => value.toFixed(6))].join(',');
  });
  return [HEADER, ...lines, ''].join('\n');
}

/** The row of the file that was recorded last at a time of the session, as the scorer counts. */
export function rowAt({ rows }: TavanyarSession, tS: number): number {
  const tMs = rows[0]![0]! + tS * 1000;
  const after = rows.findIndex((row) => row[0]! > tMs);
  return Math.max(0, (after < 0 ? rows.length : after) - 1);
}

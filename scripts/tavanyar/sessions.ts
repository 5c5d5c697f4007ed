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

export const TAVANYAR_EXERCISES = ['elbow-flexion', 'shoulder-abduction', 'shoulder-flexion'] as const;
const ACC_RAW_PER_G = 4096;
const GYRO_RAW_PER_DPS = 32.8;
const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const SESSION_FILE = /^(s\d+_e([012])_set\d+)\.csv$/;
const TEMPLATE_FILE = /^((s\d+)_e([012])_x([012])_template)\.csv$/;
/** The words of templates.json for executions 0, 1 and 2. */
export const TAVANYAR_EXECUTIONS = ['correct', 'fast', 'low-amplitude'] as const;

/** One enrolled repetition: the whole recording. */
export interface TavanyarTemplate extends TavanyarSession {
  readonly person: string;
  readonly execution: string;
}

/** All sessions in a folder, templates left out. */
export function tavanyarSessions(folder: string): TavanyarSession[] {
  return readdirSync(folder)
    .map((name) => SESSION_FILE.exec(name))
    .filter((match) => match !== null)
    .map(([name, id, exercise]) => ({
      id: id!,
      exercise: TAVANYAR_EXERCISES[Number(exercise)]!,
      rows: readRows(join(folder, name)),
    }));
}

/** The enrolled repetitions in a folder. */
export function tavanyarTemplates(folder: string): TavanyarTemplate[] {
  return readdirSync(folder)
    .map((name) => TEMPLATE_FILE.exec(name))
    .filter((match) => match !== null)
    .map(([name, id, person, exercise, execution]) => ({
      id: id!,
      person: person!,
      exercise: TAVANYAR_EXERCISES[Number(exercise)]!,
      execution: TAVANYAR_EXECUTIONS[Number(execution)]!,
      rows: readRows(join(folder, name)),
    }));
}

const readRows = (file: string): number[][] =>
  (parse(readFileSync(file, 'utf8')) as string[][]).map((row) => row.map(Number));

export const personOf = ({ id }: TavanyarSession): string => id.split('_')[0]!;

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

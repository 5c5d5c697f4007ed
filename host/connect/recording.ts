import { parse } from 'csv-parse/sync';
import { LimberError } from '../../protocol/limber-error.ts';
import { checkUnits } from './recording-units.ts';

/** Samples of one sensor as somebody recorded them: any rate, uneven time stamps. */
export interface Recording {
  readonly count: number;
  /** Seconds, rising. */
  readonly tS: Float64Array;
  /** gx, gy, gz (rad/s), ax, ay, az (m/s^2) of each sample: the order of a motion frame. */
  readonly values: Float64Array;
}

const TIME = 't_s';
const VALUES = ['gx_rads', 'gy_rads', 'gz_rads', 'ax_ms2', 'ay_ms2', 'az_ms2'] as const;
export const RECORDING_COLUMNS = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads[,mx_ut,my_ut,mz_ut]';

/**
 * Reads a recording.
 * @param name of the file, for the messages
 * @throws LimberError recording/bad-format, recording/time-runs-backwards, recording/wrong-unit, each naming line or column
 */
export function parseRecording(text: string, name: string): Recording {
  const { header, rows } = split(text, name);
  const columns = columnsOf(header, name);
  const recording = {
    count: rows.length,
    tS: new Float64Array(rows.length),
    values: new Float64Array(rows.length * VALUES.length),
  };
  rows.forEach((row, index) => {
    const line = index + 2;
    recording.tS[index] = numberAt(row, columns.time, TIME, line, name);
    columns.values.forEach((column, axis) => {
      recording.values[index * VALUES.length + axis] = numberAt(row, column, VALUES[axis]!, line, name);
    });
    if (index > 0 && recording.tS[index]! < recording.tS[index - 1]!) {
      const message = `${name}, line ${line}: time runs backwards, from ${recording.tS[index - 1]} s to ${recording.tS[index]} s.`;
      throw new LimberError('recording/time-runs-backwards', message);
    }
  });
  checkUnits(recording, name);
  return recording;
}

function split(text: string, name: string): { header: string[]; rows: string[][] } {
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch (cause) {
    throw new LimberError('recording/bad-format', `${name} is not CSV: ${(cause as Error).message}.`, { cause });
  }
  const [header, ...rows] = lines;
  if (!header) throw badFormat(`${name} is empty; expected a header line ${RECORDING_COLUMNS} and samples below it.`);
  if (rows.length < 2) throw badFormat(`${name} has ${rows.length} samples; at least two are needed.`);
  return { header, rows };
}

function columnsOf(header: readonly string[], name: string): { time: number; values: number[] } {
  const missing = [TIME, ...VALUES].filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw badFormat(
      `${name} has no column ${missing.join(', ')}; expected ${RECORDING_COLUMNS}, found ${header.join(',')}.`,
    );
  }
  return { time: header.indexOf(TIME), values: VALUES.map((column) => header.indexOf(column)) };
}

function numberAt(row: readonly string[], column: number, title: string, line: number, name: string): number {
  const text = row[column];
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) {
    throw badFormat(
      `${name}, line ${line}: ${title} is ${text === undefined || text === '' ? 'missing' : `"${text}", not a number`}.`,
    );
  }
  return value;
}

const badFormat = (message: string): LimberError => new LimberError('recording/bad-format', message);

import { parse } from 'csv-parse/sync';
import { LimberError } from '../../protocol/limber-error.ts';
import { checkTimes, checkUnits } from './recording-units.ts';

/** Samples of one sensor as somebody recorded them: any rate, uneven time stamps. */
export interface Recording {
  readonly count: number;
  /** Seconds, rising. */
  readonly tS: Float64Array;
  /** gx, gy, gz (rad/s), ax, ay, az (m/s^2) of each sample: the order of a motion frame. */
  readonly values: Float64Array;
  /** mx, my, mz (uT) of each sample, where the recording has a magnetometer; 0, 0, 0 where that had nothing new. */
  readonly magUt?: Float64Array;
  /** 1 where a sample was interpolated, in what `limber export` wrote. */
  readonly filled?: Uint8Array;
}

const TIME = 't_s';
const VALUES = ['gx_rads', 'gy_rads', 'gz_rads', 'ax_ms2', 'ay_ms2', 'az_ms2'] as const;
const MAGNETIC = ['mx_ut', 'my_ut', 'mz_ut'] as const;
const FILLED = 'filled';
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
  checkTimes(recording, name);
  checkUnits(recording, name);
  return { ...recording, ...magneticField(rows, columns.magnetic, name), ...filledMarks(rows, columns.filled, name) };
}

function filledMarks(rows: readonly string[][], column: number, name: string): Pick<Recording, 'filled'> {
  if (column < 0) return {};
  return { filled: Uint8Array.from(rows, (row, i) => (numberAt(row, column, FILLED, i + 2, name) === 0 ? 0 : 1)) };
}

/** Magnetometers are often slower than the rest: three empty cells say that there was nothing new. */
function magneticField(rows: readonly string[][], columns: readonly number[], name: string): Pick<Recording, 'magUt'> {
  if (columns.length === 0) return {};
  const magUt = new Float64Array(rows.length * MAGNETIC.length);
  rows.forEach((row, index) => {
    if (columns.every((column) => row[column]?.trim() === '')) return;
    columns.forEach((column, axis) => {
      magUt[index * MAGNETIC.length + axis] = numberAt(row, column, MAGNETIC[axis]!, index + 2, name);
    });
  });
  return { magUt };
}

function split(text: string, name: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = linesOf(text.replace(/^\uFEFF/, ''), name);
  if (!header) throw badFormat(`${name} is empty; expected a header line ${RECORDING_COLUMNS} and samples below it.`);
  if (rows.length < 2) throw badFormat(`${name} has ${rows.length} samples; at least two are needed.`);
  return { header, rows };
}

/** Where nothing is quoted every comma divides; looking at each character for exceptions takes five times as long. */
function linesOf(text: string, name: string): string[][] {
  const below = text.search(/[\r\n]/);
  if (below < 0 || text.includes('"', below)) return cells(text, name);
  const lines = text.slice(below).split(text.includes('\r') ? /\r\n?|\n/ : '\n');
  const rows = lines.filter((line) => line.trim() !== '').map((line) => line.split(','));
  return [...cells(text.slice(0, below), name), ...rows];
}

function cells(text: string, name: string): string[][] {
  try {
    return parse(text, { skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch (cause) {
    throw new LimberError('recording/bad-format', `${name} is not CSV: ${(cause as Error).message}.`, { cause });
  }
}

interface Columns {
  readonly time: number;
  readonly values: readonly number[];
  /** None, or all three. */
  readonly magnetic: readonly number[];
  /** -1 where there is none. */
  readonly filled: number;
}

function columnsOf(header: readonly string[], name: string): Columns {
  const isMagnetic = MAGNETIC.some((column) => header.includes(column));
  const needed = [TIME, ...VALUES, ...(isMagnetic ? MAGNETIC : [])];
  const missing = needed.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw badFormat(
      `${name} has no column ${missing.join(', ')}; expected ${RECORDING_COLUMNS}, found ${header.join(',')}.`,
    );
  }
  const placesOf = (columns: readonly string[]): number[] => columns.map((column) => header.indexOf(column));
  return {
    time: header.indexOf(TIME),
    values: placesOf(VALUES),
    magnetic: isMagnetic ? placesOf(MAGNETIC) : [],
    filled: header.indexOf(FILLED),
  };
}

function numberAt(row: readonly string[], column: number, title: string, line: number, name: string): number {
  const text = row[column] ?? '';
  const value = Number(text);
  if (Number.isFinite(value) && (value !== 0 || text.trim() !== '')) return value;
  const found = text.trim();
  throw badFormat(`${name}, line ${line}: ${title} is ${found === '' ? 'missing' : `"${found}", not a number`}.`);
}

const badFormat = (message: string): LimberError => new LimberError('recording/bad-format', message);

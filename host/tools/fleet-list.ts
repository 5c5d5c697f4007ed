import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { LimberError } from '../../protocol/limber-error.ts';
import { steersTerminal, systemWords } from '../keys/small-file.ts';
import { PUBLIC_ID } from '../records/session-document.ts';
import { FLASH_BOARD_NAMES, type FlashBoardName, flashBoard } from './flash-boards.ts';
import type { FirmwareRole } from './flash-images.ts';
import { writeWhole } from './fleet-files.ts';

/** One band as the engineer keeps it in a list. The label is what is written on it: it names the band before it has said its id. */
export interface FleetRow {
  /** Of the file, counted from 1. */
  readonly line: number;
  /** Empty until it is known. */
  readonly device: string;
  readonly role: FirmwareRole;
  readonly board: FlashBoardName;
  readonly port: string;
  readonly label: string;
  /** Pseudonym of who wears it; empty: nobody yet. */
  readonly person: string;
  /** Whatever the engineer wants to remember. */
  readonly note: string;
}

export interface BadLine {
  readonly line: number;
  readonly why: string;
}

export type FleetList =
  | { readonly kind: 'good'; readonly rows: readonly FleetRow[] }
  | { readonly kind: 'bad'; readonly lines: readonly BadLine[] };

const NEEDED = ['device', 'role', 'board', 'port', 'label'] as const;
const COLUMNS = [...NEEDED, 'person', 'note'] as const;
type Column = (typeof COLUMNS)[number];
type Cells = Readonly<Record<Column, string>>;

const DEVICE = /^[A-Za-z0-9_-]{1,64}$/;
const LABEL = /^[\p{L}\p{N}][\p{L}\p{N} ._/#-]{0,23}$/u;
const NOTE_MOST = 200;
const ROWS_MOST = 10_000;

/** Pure. Every line that is not right is named, with everything that is wrong in it: a list is good as a whole or not used. */
export function parseFleetList(text: string): FleetList {
  const bad: BadLine[] = [];
  const records = readRecords(text, bad);
  const [head, ...body] = records;
  if (!head) return { kind: 'bad', lines: bad.length > 0 ? bad : [{ line: 1, why: `it is empty; ${COLUMN_WORDS}` }] };
  const columns = head.cells.map((cell) => cell.toLowerCase());
  const headWhy = headTrouble(columns);
  if (headWhy) return { kind: 'bad', lines: [{ line: head.line, why: headWhy }] };
  const rows = body.flatMap(({ line, cells }) => readRow(line, columns, cells, bad) ?? []);
  if (rows.length === 0 && bad.length === 0) bad.push({ line: head.line, why: 'no band stands below the columns' });
  if (body.length > ROWS_MOST) bad.push({ line: head.line, why: `more than ${ROWS_MOST} bands` });
  bad.push(...twice(rows));
  return bad.length > 0
    ? { kind: 'bad', lines: bad.sort((one, other) => one.line - other.line) }
    : { kind: 'good', rows };
}

const COLUMN_WORDS = `the first line names the columns: ${NEEDED.join(',')} and, if wanted, person and note`;

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function readRecords(text: string, bad: BadLine[]): CsvRecord[] {
  const options = { bom: true, trim: true, relax_column_count: true, skip_empty_lines: true, info: true } as const;
  try {
    const parsed = parse(text, options) as unknown as readonly { record: string[]; info: { lines: number } }[];
    return parsed
      .map(({ record, info }) => ({ line: info.lines, cells: record }))
      .filter(({ cells }) => !cells[0]?.startsWith('#') && cells.some((cell) => cell !== ''));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = Number((cause as { readonly lines?: number }).lines ?? 1);
    bad.push({ line, why: `no CSV: ${cause.message.split('\n')[0]}` });
    return [];
  }
}

function headTrouble(columns: readonly string[]): string | undefined {
  const missing = NEEDED.filter((name) => !columns.includes(name));
  const unknown = columns.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  const repeated = columns.filter((name, at) => columns.indexOf(name) !== at);
  const [why] = [
    ...(missing.length > 0 ? [`the column ${missing.join(', ')} is missing; ${COLUMN_WORDS}`] : []),
    ...(unknown.length > 0 ? [`there is no column "${shown(unknown[0]!)}"; ${COLUMN_WORDS}`] : []),
    ...(repeated.length > 0 ? [`the column ${repeated[0]} is there twice`] : []),
  ];
  return why;
}

function readRow(
  line: number,
  columns: readonly string[],
  cells: readonly string[],
  bad: BadLine[],
): FleetRow | undefined {
  if (cells.length !== columns.length) {
    bad.push({ line, why: `${cells.length} cells, the first line has ${columns.length}` });
    return undefined;
  }
  const row = Object.fromEntries(COLUMNS.map((name) => [name, cells[columns.indexOf(name)] ?? ''])) as Cells;
  const whys = cellTroubles(row);
  if (whys.length === 0) return { line, ...row, role: row.role as FirmwareRole, board: row.board as FlashBoardName };
  bad.push({ line, why: whys.join('; ') });
  return undefined;
}

function cellTroubles({ device, role, board, port, label, person, note }: Cells): string[] {
  const isBoard = (FLASH_BOARD_NAMES as readonly string[]).includes(board);
  const isRole = role === 'motion' || role === 'stim';
  const table: readonly (readonly [boolean, string])[] = [
    [device !== '' && !DEVICE.test(device), `device "${shown(device)}" is no id: letters, digits, - and _`],
    [!isRole, `role "${shown(role)}" is neither motion nor stim`],
    [!isBoard, `board "${shown(board)}" is none of ${FLASH_BOARD_NAMES.join(', ')}`],
    [
      isBoard && isRole && !flashBoard(board as FlashBoardName).roles.includes(role),
      `a ${board} cannot be a ${role} band`,
    ],
    [port === '' || steersTerminal(port), 'port is missing or cannot be read'],
    [!LABEL.test(label), `label "${shown(label)}" is not 1 to 24 letters, digits, spaces, . _ / # or -`],
    [person !== '' && !PUBLIC_ID.test(person), `person "${shown(person)}" is no pseudonym: letters, digits, - and _`],
    [note.length > NOTE_MOST || steersTerminal(note), `note is longer than ${NOTE_MOST} letters or not one line`],
  ];
  return table.filter(([applies]) => applies).map(([, words]) => words);
}

/** What may belong to one band only. */
function twice(rows: readonly FleetRow[]): BadLine[] {
  return (['device', 'port', 'label'] as const).flatMap((column) => {
    const first = new Map<string, number>();
    return rows.flatMap((row): BadLine[] => {
      const value = row[column];
      const before = first.get(value);
      if (value === '' || before === undefined) {
        first.set(value, row.line);
        return [];
      }
      return [{ line: row.line, why: `${column} ${value} stands in line ${before} already` }];
    });
  });
}

const shown = (text: string): string => (steersTerminal(text) ? '?' : text.slice(0, 40));

/** @throws LimberError fleet/list-unreadable */
export function readFleetText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const why = cause instanceof TypeError ? 'it is no UTF-8 text' : systemWords(cause);
    throw new LimberError('fleet/list-unreadable', `${path} cannot be read: ${why}.`, { cause });
  }
}

/** The list as it is now, beside the engineer's own, which is never written. @throws LimberError fleet/not-writable */
export function writeFilledList(path: string, rows: readonly FleetRow[]): void {
  const columns = COLUMNS.filter((name) => name !== 'note' || rows.some(({ note }) => note !== ''));
  writeWhole(
    path,
    stringify(
      rows.map((row) => columns.map((name) => row[name])),
      { header: true, columns },
    ),
  );
}

/** bands.csv and bands.filled.csv have one progress, one sheet of labels. */
export const fleetStem = (path: string): string => path.replace(/(\.filled)?\.csv$/i, '');
export const fleetName = (path: string): string => basename(path);

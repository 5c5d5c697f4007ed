import { type Command, InvalidArgumentError, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { lockFleet } from '../tools/fleet-files.ts';
import {
  type BadLine,
  type FleetRow,
  fleetName,
  fleetStem,
  parseFleetList,
  readFleetText,
  writeFilledList,
} from '../tools/fleet-list.ts';
import { type FleetProgress, lookAtProgress, openFleetProgress } from '../tools/fleet-progress.ts';
import { readWhole } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';

/** What every fleet command takes. */
export interface FleetOptions {
  readonly only?: readonly string[];
  readonly json?: true;
}

export interface FleetRunOptions extends FleetOptions {
  readonly atOnce: number;
  readonly again?: true;
}

const AT_ONCE_MOST = 32;

export function withFleetOptions(command: Command): Command {
  return command
    .argument('<list.csv>', 'columns device,role,board,port,label and, if wanted, person and note')
    .addOption(
      new Option('--only <labels>', 'of these bands only: labels or ids, a comma between').argParser(readNames),
    )
    .option('--json', 'print one JSON document');
}

export function withRunOptions(command: Command, atOnce: number): Command {
  return withFleetOptions(command)
    .addOption(
      new Option('--at-once <n>', 'bands that are worked on at the same time').default(atOnce).argParser(readAtOnce),
    )
    .option('--again', 'also what is done already');
}

const readNames = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
];

export function readAtOnce(text: string): number {
  const count = readWhole(text);
  if (count < 1 || count > AT_ONCE_MOST) throw new InvalidArgumentError(`1 to ${AT_ONCE_MOST} bands at once.`);
  return count;
}

/** A list that is good as a whole, and what was done with it. */
export interface FleetPlace {
  /** Those meant by --only. */
  readonly rows: readonly FleetRow[];
  readonly all: readonly FleetRow[];
  readonly stem: string;
  readonly name: string;
  readonly progress: FleetProgress;
  /** All rows with what is known by now. */
  known(): FleetRow[];
  /** @returns the path of the filled list */
  writeFilled(): string;
  close(): void;
}

/** @throws LimberError fleet/bad-list and whatever keeps its files from being used; nothing was done then */
export function openFleetPlace(path: string, { only }: FleetOptions): FleetPlace {
  const all = readFleetList(path);
  const stem = fleetStem(path);
  const release = lockFleet(stem);
  let progress: FleetProgress;
  try {
    progress = openFleetProgress(progressPath(stem), Date.now);
  } catch (error) {
    release();
    throw error;
  }
  const close = (): void => {
    progress.close();
    release();
  };
  try {
    refuseBadLines(path, contradictions(all, progress.of));
    const rows = chosen(all, only, progress.of);
    const known = (): FleetRow[] => all.map((row) => filled(row, progress.of));
    const writeFilled = (): string => {
      writeFilledList(`${stem}.filled.csv`, known());
      return `${stem}.filled.csv`;
    };
    return { rows, all, stem, name: fleetName(path), progress, known, writeFilled, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** To look only: nothing is locked or written. */
export function lookAtFleet(
  path: string,
  { only }: FleetOptions,
): Pick<FleetPlace, 'rows' | 'name'> & {
  readonly progressOf: FleetProgress['of'];
} {
  const all = readFleetList(path);
  const progressOf = lookAtProgress(progressPath(fleetStem(path)));
  return { rows: chosen(all, only, progressOf), name: fleetName(path), progressOf };
}

const progressPath = (stem: string): string => `${stem}.progress.jsonl`;

function readFleetList(path: string): readonly FleetRow[] {
  const list = parseFleetList(readFleetText(path));
  if (list.kind === 'good') return list.rows;
  return refuseBadLines(path, list.lines) as never;
}

function refuseBadLines(path: string, lines: readonly BadLine[]): void {
  const [first] = lines;
  if (!first) return;
  const where = ({ line, why }: BadLine): string => `${fleetName(path)}, line ${line}: ${why}.`;
  if (lines.length === 1) throw new LimberError('fleet/bad-list', `${where(first)} Nothing was done.`);
  for (const one of lines) say(where(one));
  throw new LimberError(
    'fleet/bad-list',
    `${lines.length} lines of ${fleetName(path)} are not right. Nothing was done.`,
  );
}

/** What a band said of itself stands against what the list says now. */
function contradictions(rows: readonly FleetRow[], of: FleetProgress['of']): BadLine[] {
  return rows.flatMap(({ line, label, device }) => {
    const found = of(label).device;
    if (device === '' || found === undefined || found === device) return [];
    return [{ line, why: `${label} was ${found} before, here it is ${device}; another band needs another label` }];
  });
}

const filled = (row: FleetRow, of: FleetProgress['of']): FleetRow => {
  const { device, person, retired } = of(row.label);
  return { ...row, device: row.device || device || '', person: retired ? '' : (person ?? row.person) };
};

function chosen(
  rows: readonly FleetRow[],
  only: readonly string[] | undefined,
  of: FleetProgress['of'],
): readonly FleetRow[] {
  if (only === undefined) return rows;
  const means = (row: FleetRow, name: string): boolean => name === row.label || name === filled(row, of).device;
  const unknown = only.filter((name) => !rows.some((row) => means(row, name)));
  if (unknown.length > 0) throw badArgument(`The list has no band ${unknown.join(', ')}.`);
  return rows.filter((row) => only.some((name) => means(row, name)));
}

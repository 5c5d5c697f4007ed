import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Placement } from '../../protocol/placement.ts';
import { syncFolder } from '../keys/whole-file.ts';
import { measuredSamplesCsv } from '../records/samples/samples-csv.ts';
import type { Archive } from '../records/store.ts';
import { isKnown, patientTables, sessionsOf, tableCsv, tablesJsonl } from '../records/upkeep/patient-export.ts';
import { badArgument } from './bad-argument.ts';
import { say, showProgress } from './console.ts';

export interface PatientWish {
  readonly patient: string;
  readonly format: 'csv' | 'jsonl';
  /** With the samples of every band. */
  readonly raw: boolean;
  readonly out: string;
}

const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

/** For stdout: one document is all that goes there. @throws LimberError cli/bad-argument */
export function patientLines(archive: Archive, { patient, format, raw }: PatientWish): Iterable<string> {
  refuseStranger(archive, patient);
  if (format === 'csv' || raw) throw badArgument('That are several files: name a folder for them with --out.');
  return tablesJsonl(patientTables(archive, patient));
}

/** A folder that is there whole, or not at all. @throws LimberError cli/bad-argument, records/place-taken */
export function writePatient(archive: Archive, wish: PatientWish): void {
  const { patient, out } = wish;
  refuseStranger(archive, patient);
  const draft = join(dirname(resolve(out)), `.${basename(resolve(out))}.${process.pid}`);
  try {
    mkdirSync(draft, { mode: OWNER_FOLDER });
    const written = [...writeTables(archive, wish, draft), ...(wish.raw ? writeRaw(archive, patient, draft) : [])];
    putInPlace(draft, out);
    say(`${out}: ${written.join(', ')}`);
    say('It holds personal data, readable by you alone: keep it so, and delete it when it has served.');
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function refuseStranger(archive: Archive, patient: string): void {
  if (isKnown(archive, patient)) return;
  throw badArgument(
    `Nothing is kept of "${patient}" in ${dirname(archive.database.path)}. Check --patient and --data.`,
  );
}

function writeTables(archive: Archive, { patient, format }: PatientWish, folder: string): string[] {
  const tables = patientTables(archive, patient);
  if (format === 'jsonl') writeLines(join(folder, `${patient}.jsonl`), tablesJsonl(tables));
  else
    for (const table of tables)
      if (table.rows.length > 0) writeLines(join(folder, `${table.name}.csv`), [tableCsv(table)]);
  return tables.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => `${rows.length} ${name}`);
}

function writeRaw(archive: Archive, patient: string, folder: string): string[] {
  const wanted = sessionsOf(archive, patient).flatMap(({ session }) =>
    session.sensors.map((sensor) => ({ id: session.id, sensor })),
  );
  const progress = showProgress(wanted.length, 'recordings');
  mkdirSync(join(folder, 'samples'), { mode: OWNER_FOLDER });
  try {
    for (const [i, { id, sensor }] of wanted.entries()) {
      const lines = measuredSamplesCsv(archive.rawSamples(id, sensor), sensor as Placement);
      writeLines(join(folder, 'samples', `${id}-${sensor}.csv`), lines);
      progress.update(i + 1, '');
    }
  } finally {
    progress.stop();
  }
  return [`${wanted.length} recordings`];
}

function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    for (const text of lines) writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function putInPlace(draft: string, out: string): void {
  try {
    // Takes the place of an empty folder, and of nothing else.
    renameSync(draft, out);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code)) throw cause;
    const message = `${out} is there already and is kept. Name another folder with --out.`;
    throw new LimberError('records/place-taken', message, { cause });
  }
  syncFolder(dirname(resolve(out)));
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Placement } from '../../protocol/placement.ts';
import { archiveByCore, type ResultCore } from '../reanalysis/reanalysed-archive.ts';
import { liveSamplesCsv, measuredSamplesCsv } from '../records/samples/samples-csv.ts';
import { type Archive, openArchive } from '../records/store.ts';
import { auditJsonl, repsCsv, sessionsJsonl } from '../records/upkeep/export.ts';
import { readPseudonym } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { writeEnrolment } from './enrolment-export.ts';
import { exerciseNamed } from './exercise.ts';
import { withExamples } from './help.ts';
import { type PatientWish, patientLines, writePatient } from './patient-folder.ts';
import { RECORDS_KINDS, type RecordsKind, recordsDirectory } from './records-directory.ts';
import { coreOption } from './result-core.ts';

const FORMATS = ['csv', 'jsonl', 'samples', 'templates', 'audit'] as const;

interface ExportOptions {
  readonly data?: string;
  readonly from?: RecordsKind;
  readonly format: (typeof FORMATS)[number];
  readonly session?: string;
  readonly sensor?: string;
  readonly measured?: true;
  readonly patient?: string;
  readonly raw?: true;
  readonly core: ResultCore;
  readonly person?: string;
  readonly exercise?: string;
  readonly out?: string;
}

export function exportCommand(): Command {
  const command = new Command('export')
    .summary('write stored sessions as files other programs read')
    .description(
      'Write stored sessions: repetitions as CSV, documents as JSON lines, or the samples of one band, as the live session had them, in the CSV that analyse and replay read: analysed, they give the very repetitions of the session.',
    )
    .option('--data <dir>', 'the data directory')
    .addOption(
      new Option(
        '--from <kind>',
        'which records, where --data is not given (default: "simulation"; with --patient "gateway")',
      ).choices([...RECORDS_KINDS]),
    )
    .addOption(
      new Option('--format <format>', 'csv, jsonl, samples, templates or audit (the chain of records, one a line)')
        .choices([...FORMATS])
        .default('csv'),
    )
    .option('--session <id>', 'only this session')
    .addOption(coreOption())
    .option('--sensor <placement>', 'whose samples (with --format samples)')
    .addOption(
      new Option('--patient <id>', 'everything that is kept of this person, as csv or jsonl').argParser(readPseudonym),
    )
    .option('--raw', 'with --patient: also the samples of every band, as CSV')
    .option('--measured', 'with --format samples: nothing interpolated, and what came too late for the live session')
    .option('--person <id>', 'with --format templates: whose enrolled repetitions')
    .option('--exercise <id>', 'with --format templates: of what')
    .option('--out <file>', 'where to (default: stdout); with --format templates, and with --patient, a folder')
    .action(runExport);
  return withExamples(command, [
    'limber export --format csv > reps.csv',
    'limber export --format samples --session <id> --sensor thigh --out thigh.csv',
    'limber export --patient p-17 --format csv --raw --out p-17',
    'limber export --format templates --person <id> --exercise knee-extension --out enrolled',
  ]);
}

async function runExport(options: ExportOptions): Promise<void> {
  const kind = options.from ?? (options.patient === undefined ? 'simulation' : 'gateway');
  const archive = openArchive(options.data ?? recordsDirectory(kind));
  try {
    if (options.format === 'templates') return exportTemplates(archive, options);
    if (options.patient !== undefined && options.out !== undefined) return writePatient(archive, patientWish(options));
    const to = options.out === undefined ? process.stdout : createWriteStream(options.out);
    await pipeline(Readable.from(contentOf(archive, options)), to, { end: options.out !== undefined });
  } catch (cause) {
    // Whoever reads has read enough (`limber export | head`).
    if ((cause as NodeJS.ErrnoException).code === 'EPIPE') return;
    if (cause instanceof LimberError) throw cause;
    const message = `The export could not be written: ${(cause as Error).message}.`;
    throw new LimberError('records/directory-not-writable', message, { cause });
  } finally {
    archive.close();
  }
}

function patientWish({ patient = '', format, raw, out = '' }: ExportOptions): PatientWish {
  if (format === 'csv' || format === 'jsonl') return { patient, format, raw: raw ?? false, out };
  throw badArgument('What is kept of a person is exported as csv or jsonl.');
}

function exportTemplates(archive: Archive, { person, exercise, out }: ExportOptions): void {
  if (person === undefined || exercise === undefined || out === undefined)
    throw badArgument('Templates are exported of one exercise of one person: add --person, --exercise and --out.');
  const written = writeEnrolment(archive, person, exerciseNamed(exercise), out);
  say(`${written} repetitions written to ${out}`);
}

function contentOf(archive: Archive, options: ExportOptions): Iterable<string> {
  const { format, session, sensor, measured, core } = options;
  if (options.patient !== undefined) return patientLines(archive, patientWish(options));
  if (format === 'audit') return auditJsonl(archive.audit.links());
  if (format === 'samples') return samplesOf(archive, session, sensor, measured);
  const ids = session === undefined ? archive.sessions().map((document) => document.session.id) : [session];
  // One by one: what the broker has taken is then told as of now.
  const results = archiveByCore(archive, core);
  const documents = ids.map((id) => results.session(id));
  return [format === 'csv' ? repsCsv(documents) : sessionsJsonl(documents)];
}

function samplesOf(
  archive: Archive,
  id: string | undefined,
  sensor: string | undefined,
  measured = false,
): Iterable<string> {
  if (id === undefined || sensor === undefined)
    throw badArgument('Samples are exported for one band of one session: add --session and --sensor.');
  const { sensors } = archive.session(id).session;
  if (!sensors.includes(sensor))
    throw badArgument(`Session ${id} has no band on ${sensor}; it has ${sensors.join(' and ')}.`);
  const samplesCsv = measured ? measuredSamplesCsv : liveSamplesCsv;
  return samplesCsv(archive.rawSamples(id, sensor), sensor as Placement);
}

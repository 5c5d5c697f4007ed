import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { archiveByCore, type ResultCore } from '../reanalysis/reanalysed-archive.ts';
import { type Archive, openArchive } from '../records/store.ts';
import { REPORT_READERS, type ReportReader } from '../report/report-facts.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../stim/index.ts';
import { storedReport } from '../stored-report.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { RECORDS_KINDS, type RecordsKind, recordsDirectory } from './records-directory.ts';
import { coreOption } from './result-core.ts';
import { writeResult } from './result-file.ts';

interface ReportOptions {
  readonly session: string;
  readonly data?: string;
  readonly from: RecordsKind;
  readonly out?: string;
  readonly for: ReportReader;
  readonly core: ResultCore;
}

export function reportCommand(): Command {
  const command = new Command('report')
    .summary('write a session as one page that explains it')
    .description(
      'Write one stored session as a self-contained HTML page: curves, a table of the repetitions, what changed, and plain words. It opens without a network and prints.',
    )
    .requiredOption('--session <id>', 'which session; "latest" is the newest')
    .option('--data <dir>', 'the data directory')
    .addOption(
      new Option('--from <kind>', 'which records, where --data is not given')
        .choices([...RECORDS_KINDS])
        .default('simulation'),
    )
    .addOption(
      new Option('--for <reader>', 'who reads it: a patient is spared what only a clinician needs')
        .choices([...REPORT_READERS])
        .default('clinician'),
    )
    .addOption(coreOption())
    .option('--out <file>', 'where to (default: stdout)')
    .action(runReport);
  return withExamples(command, [
    'limber report --session latest --out report.html',
    'limber report --session <id> --for patient --out for-you.html',
  ]);
}

function runReport(options: ReportOptions): void {
  const archive = openArchive(options.data ?? recordsDirectory(options.from));
  try {
    const id = sessionNamed(archive, options.session);
    const page = storedReport(archiveByCore(archive, options.core), id, {
      reader: options.for,
      prescriptions: [DEMONSTRATION_PRESCRIPTION],
    });
    if (options.out === undefined) process.stdout.write(page);
    else {
      writeResult(options.out, page);
      say(`report of session ${id} written to ${options.out}`);
    }
  } finally {
    archive.close();
  }
}

const RECENT = 5;

/** @throws LimberError records/session-unknown, naming the recent ones */
function sessionNamed(archive: Archive, id: string): string {
  const ids = archive.sessions().map(({ session }) => session.id);
  const found = id === 'latest' ? ids.at(-1) : ids.find((one) => one === id);
  if (found !== undefined) return found;
  const recent = ids.slice(-RECENT).reverse();
  const known = recent.length === 0 ? 'there is none yet' : `the newest are ${recent.join(', ')}`;
  throw new LimberError('records/session-unknown', `No finished session has the id ${id}; ${known}.`);
}

import { statSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AuditVerdict, BrokenChain, VerifyOptions } from '../records/chain/audit-record.ts';
import { type Archive, openArchive, openArchiveFile } from '../records/store.ts';
import { printJson, say, showProgress } from './console.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { RECORDS_KINDS, type RecordsKind, recordsDirectory } from './records-directory.ts';

type KeptHead = NonNullable<VerifyOptions['kept']>;

interface VerifyCommandOptions {
  readonly data?: string;
  readonly from: RecordsKind;
  readonly head?: KeptHead;
  readonly json?: true;
}

export function auditCommand(): Command {
  const verify = new Command('verify')
    .summary('prove that no record was changed, or name the first that was')
    .description(
      'Reads the chain of records (doses, decisions, prescriptions, reports) and proves that none was changed, removed or moved, or names the first that was. It only reads, also while a gateway runs. It needs no key; with the key of the records it also opens what is sealed, and compares the tables with it. Whoever holds the file could compute all hashes anew: without the key that is told only by a head kept elsewhere. Each session document carries one ("ledger"), and so does its MQTT summary.',
    )
    .option('--data <dir>', 'the data directory, or a copy of its records.db')
    .addOption(
      new Option('--from <kind>', 'which records, where --data is not given')
        .choices([...RECORDS_KINDS])
        .default('simulation'),
    )
    .option('--head <[n:]hash>', 'a head kept from an earlier look or a session document', readHead)
    .option('--json', 'print one JSON document')
    .action(runVerify);
  const examples = [
    'limber audit verify',
    'limber audit verify --data copy/records.db --head 812:5fd3...',
    'limber audit verify --json',
  ];
  const exitCodes = '0 proven, 1 failed, 2 bad arguments, 4 broken';
  const command = new Command('audit')
    .summary('the chain of records about stimulation')
    .description('The chain of records about stimulation: every dose, decision, prescription and report, in order.');
  return withExamples(command, examples, exitCodes).addCommand(withExamples(verify, examples, exitCodes));
}

/** "812:5fd3..." as this program prints it, or the hash alone. */
function readHead(text: string): KeptHead {
  const match = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/i.exec(text.trim());
  if (!match)
    throw new InvalidArgumentError(
      'A head is 64 hexadecimal digits, with the number of its record and ":" before it where known.',
    );
  const hash = match[2]!.toLowerCase();
  return match[1] === undefined ? { hash } : { hash, seq: Number(match[1]) };
}

function runVerify({ data, from, head, json }: VerifyCommandOptions): void {
  const path = data ?? recordsDirectory(from);
  const archive = opened(path);
  // Intact records of a simulation say nothing of a patient's.
  if (data === undefined) say(`These are the records in ${path}`);
  try {
    const verdict = shownVerify(archive, head);
    if (json) printJson({ schema: 'limber/audit-verdict/1', ...documentOf(verdict) });
    else process.stdout.write(`${verdictWords(verdict, head !== undefined).join('\n')}\n`);
    if (!verdict.intact) process.exitCode = EXIT.broken;
  } finally {
    archive.close();
  }
}

const opened = (path: string): Archive =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? openArchiveFile(path) : openArchive(path);

/** Fewer are read before anybody could look at a bar. */
const SHOWN_FROM = 20_000;

function shownVerify(archive: Archive, kept: KeptHead | undefined): AuditVerdict {
  const { records } = archive.audit.head();
  if (records < SHOWN_FROM) return archive.audit.verify({ kept });
  const progress = showProgress(records, 'records');
  try {
    return archive.audit.verify({ kept, onProgress: (done) => progress.update(done, '') });
  } finally {
    progress.stop();
  }
}

function documentOf(verdict: AuditVerdict): object {
  if (verdict.intact) return verdict;
  const { intact, brokenSeq, wallMs, kind, fault, why } = verdict;
  return { intact, broken_seq: brokenSeq, at: instantOf(wallMs), kind, fault, why };
}

function verdictWords(verdict: AuditVerdict, held: boolean): string[] {
  if (!verdict.intact) return brokenWords(verdict);
  const { records, head, unopened } = verdict;
  if (records === 0) return ['intact: there are no records yet'];
  const lines = [`intact: ${records} ${records === 1 ? 'record' : 'records'}`, `head: ${records}:${head}`];
  lines.push(
    held
      ? 'the kept head is in this chain: nothing up to it was changed since it was kept'
      : 'keep the head elsewhere: with --head it also tells a chain that was written anew as a whole',
  );
  if (unopened)
    lines.push(`what is sealed was not opened, and tables compared only as far as they stand in clear: ${unopened}`);
  return lines;
}

/** Also what a gateway says that finds it so. */
export function brokenWords({ brokenSeq, wallMs, kind, why }: BrokenChain): string[] {
  const where = [
    brokenSeq > 0 ? `record ${brokenSeq}` : 'a table',
    ...(kind ? [`(${kind})`] : []),
    ...(wallMs === null ? [] : [`of ${instantOf(wallMs)}`]),
  ].join(' ');
  return [`broken at ${where}`, why];
}

/** What a changed record says of its time may be no time at all. */
function instantOf(wallMs: number | null): string | null {
  if (wallMs === null) return null;
  const date = new Date(wallMs);
  return Number.isNaN(date.getTime()) ? `${wallMs} ms` : date.toISOString();
}

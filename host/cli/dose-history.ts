import { Command, InvalidArgumentError, Option } from 'commander';
import { msToS, ncToUc } from '../../protocol/units.ts';
import { type DayDose, doseHistory, type SessionDose, sumOf } from '../records/dose/dose-history.ts';
import { type Archive, openArchive } from '../records/store.ts';
import { badArgument } from './bad-argument.ts';
import { printJson } from './console.ts';
import { historyLines } from './dose-history-lines.ts';
import { withExamples } from './help.ts';
import { RECORDS_KINDS, type RecordsKind, recordsDirectory } from './records-directory.ts';

interface HistoryOptions {
  readonly patient: string;
  readonly data?: string;
  readonly from: RecordsKind;
  readonly days?: number;
  readonly timeZone: string;
  readonly json?: true;
}

export function doseHistoryCommand(): Command {
  const command = new Command('history')
    .summary('what one person has had, by day and session')
    .description(
      'Shows the delivered dose of one person by local day and session, as the band counted it, against what was prescribed. Clocks only label: every booking counts once, also where a clock was wrong.',
    )
    .requiredOption('--patient <id>', 'pseudonym of the person')
    .option('--data <dir>', 'the data directory')
    .addOption(
      new Option('--from <kind>', 'which records, where --data is not given')
        .choices([...RECORDS_KINDS])
        .default('simulation'),
    )
    .option('--days <n>', 'only so many local days up to today', readDays)
    .option('--time-zone <name>', 'whose days', readTimeZone, Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--json', 'print one JSON document')
    .action(runHistory);
  return withExamples(command, [
    'limber dose history --patient simulated-patient --days 7',
    'limber dose history --patient <id> --time-zone Europe/Berlin --json',
  ]);
}

const MOST_DAYS = 100_000;

function readDays(text: string): number {
  const days = Number(text);
  if (Number.isSafeInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new InvalidArgumentError(`Expected a whole number of days, 1 to ${MOST_DAYS}.`);
}

function readTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('Expected the name of a time zone, like Europe/Berlin.');
  }
}

function runHistory({ patient, data, from, days, timeZone, json }: HistoryOptions): void {
  const archive = openArchive(data ?? recordsDirectory(from));
  try {
    refuseStranger(archive, patient);
    const history = doseHistory(archive.doseFacts(patient), { timeZone, nowMs: Date.now(), days });
    if (json) printJson(historyDocument(patient, timeZone, history));
    else process.stdout.write(`${historyLines(history, { patient, timeZone, days }).join('\n')}\n`);
  } finally {
    archive.close();
  }
}

function refuseStranger(archive: Archive, patient: string): void {
  if (archive.people().includes(patient)) return;
  throw badArgument(`No session of "${patient}" is stored here. Check --patient and --data.`);
}

const sumFields = ({ pulses, chargeNc, onTimeMs, peakCurrentUa }: ReturnType<typeof sumOf>) => ({
  on_time_s: msToS(onTimeMs),
  pulses,
  charge_uc: ncToUc(chargeNc),
  peak_current_ua: peakCurrentUa,
});

function historyDocument(person: string, timeZone: string, days: readonly DayDose[]): object {
  return {
    schema: 'limber/dose-history/1',
    person,
    time_zone: timeZone,
    days: days.map((day) => ({
      day: day.day,
      ...sumFields(day),
      day_limit_s: day.limitMs === null ? null : msToS(day.limitMs),
      in_future: day.inFuture,
      sessions: day.sessions.map(sessionFields),
    })),
    total: sumFields(sumOf(days)),
  };
}

function sessionFields(session: SessionDose): object {
  const { prescription } = session;
  return {
    id: session.id,
    exercise: session.exercise,
    from: new Date(session.fromWallMs).toISOString(),
    continued: session.goesOn,
    ...sumFields(session),
    account: session.account,
    stop_reason: session.stopReason,
    prescription: prescription && {
      id: prescription.id,
      revision: prescription.revision,
      ceiling_ua: prescription.ceilingUa,
      session_limit_s: msToS(prescription.sessionMs),
      day_limit_s: msToS(prescription.dayMs),
    },
  };
}

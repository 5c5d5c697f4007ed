import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { putAside } from '../records/upkeep/backup-restore.ts';
import { type Forgetting, forgetPerson, scrubFreeSpace } from '../records/upkeep/forgetting.ts';
import { readPseudonym } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { actOnRecords, type RecordsOptions, recordsIn } from './records-act.ts';
import { DATA_HELP, fromOption } from './records-directory.ts';

interface ForgetOptions extends RecordsOptions {
  readonly patient: string;
  readonly by: string;
  readonly reason?: string;
  readonly yes?: true;
}

export function forgetCommand(): Command {
  const command = new Command('forget')
    .summary('delete all that is kept of a person')
    .description(
      'Deletes all that is kept of a person, and the key that it was sealed with, which cannot be taken back. The audit chain keeps that somebody was forgotten, when and by whom, and stays intact; what it held of the person nobody can read any more. Not while a gateway runs, and not for 24 h after the last stimulation, whose dose still counts. Backups, brokers and exports are out of its reach: delete those yourself.',
    )
    .requiredOption('--patient <id>', 'pseudonym of the person', readPseudonym)
    .requiredOption('--by <who>', 'who does it; it is kept')
    .option('--reason <words>', 'why; it is kept')
    .option('--yes', 'ask nothing')
    .option('--data <dir>', DATA_HELP)
    .addOption(fromOption('gateway'))
    .action(runForget);
  return withExamples(
    command,
    [
      'limber forget --patient p-17 --by "Anna Keller"',
      'limber forget --patient p-17 --by anna --reason "asked on 3 May" --yes',
    ],
    '0 done, 1 failed, 2 bad arguments, 3 refused: what was delivered still counts',
  );
}

async function runForget(options: ForgetOptions): Promise<void> {
  const { patient, by, reason } = options;
  await confirm(options);
  const outcome = await actOnRecords(options, (store) => {
    const forgetting = forgetPerson({ store, person: patient, by, why: reason, wallMs: Date.now() });
    if (forgetting.kind === 'Forgotten') scrubFreeSpace(store.database);
    return forgetting;
  });
  sayForgetting(patient, outcome);
  if (outcome.kind === 'Forgotten') sayPutAside(recordsIn(options));
}

/** What `limber restore --replace` kept beside the records has the person too. */
function sayPutAside(dataDir: string): void {
  for (const path of putAside(dataDir))
    say(`${path} was put aside by limber restore and was not touched: delete it, too`);
}

function sayForgetting(patient: string, outcome: Forgetting): void {
  if (outcome.kind === 'Unknown')
    throw badArgument(`Nothing is kept of "${patient}" here. Check --patient and --data.`);
  if (outcome.kind === 'TooEarly') {
    const until = new Date(outcome.untilMs).toISOString().slice(0, 16).replace('T', ' ');
    say(
      `What was delivered to ${patient} counts against the daily limit until ${until} (UTC); then they can be forgotten. Nothing was deleted.`,
    );
    process.exitCode = EXIT.refused;
    return;
  }
  const { sessions, doses, decisions } = outcome.entry;
  say(
    `${patient} is forgotten: ${sessions} sessions, ${doses} bookings and ${decisions} decisions are deleted, and so is the key of what else was kept`,
  );
  say('Out of reach of this: backups, what a broker was sent, and exports. Delete those yourself.');
}

/** @throws LimberError cli/bad-argument where nobody says so */
async function confirm({ patient, yes }: ForgetOptions): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw badArgument('A person is forgotten only where somebody says so: --yes.');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const nobody = new AbortController();
  for (const event of ['SIGINT', 'close'] as const) prompt.on(event, () => nobody.abort());
  try {
    const question = `All that is kept of ${patient} is deleted, and cannot be brought back. Type ${patient} to go on: `;
    const answer = await prompt.question(question, { signal: nobody.signal }).catch(() => '');
    if (answer.trim() !== patient) throw badArgument('Nothing was done.');
  } finally {
    prompt.close();
  }
}

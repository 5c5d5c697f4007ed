import { Command, Option } from 'commander';
import { transact } from '../records/database.ts';
import { openArchive } from '../records/store.ts';
import { type ConsentEntry, type Consents, consentsOf, PURPOSES, type Purpose } from '../records/upkeep/consent.ts';
import { isKnown } from '../records/upkeep/patient-export.ts';
import { withdrawQueued } from '../relay/outbox.ts';
import { readPseudonym } from './arguments.ts';
import { printJson, say } from './console.ts';
import { withExamples } from './help.ts';
import { actOnRecords, type RecordsOptions, recordsIn } from './records-act.ts';
import { DATA_HELP, fromOption } from './records-directory.ts';

interface ConsentOptions extends RecordsOptions {
  readonly patient: string;
}

interface GivenOptions extends ConsentOptions {
  readonly purpose: Purpose;
  readonly by: string;
}

const WHAT: Readonly<Record<Purpose, string>> = {
  messages: 'repetitions, summaries and events to an outside broker',
  raw: 'recordings to a broker',
  live: 'supervision while a session runs',
};
const PATIENT_HELP = 'pseudonym of the person';
const EXAMPLES = [
  'limber consent show --patient p-17',
  'limber consent give --patient p-17 --purpose messages --by "Anna Keller, on paper of 3 May"',
  'limber consent withdraw --patient p-17 --purpose raw --by p-17',
];

export function consentCommand(): Command {
  const command = new Command('consent')
    .summary('what a person allows beyond being recorded here')
    .description(
      'What a person allows to leave this gateway, each purpose for itself: messages, raw, live. Nothing is allowed until it was given. Every change is a record of the audit chain; the latest one is in force.',
    );
  return withExamples(command, EXAMPLES)
    .addCommand(showCommand())
    .addCommand(changeCommand('give'))
    .addCommand(changeCommand('withdraw'));
}

function showCommand(): Command {
  const command = new Command('show')
    .summary('what is allowed at present')
    .description('Shows what a person allows at present. It only reads, also while a gateway runs.')
    .requiredOption('--patient <id>', PATIENT_HELP, readPseudonym)
    .option('--data <dir>', DATA_HELP)
    .addOption(fromOption('gateway'))
    .option('--json', 'print one JSON document')
    .action(runShow);
  return withExamples(command, [EXAMPLES[0]!]);
}

const DESCRIPTIONS = {
  give: 'From the next session on. While a gateway runs its directory is taken: end it first.',
  withdraw:
    'Holds from now on: what still waits for a broker under this purpose is taken out and never sent. What was sent before is out of reach. While a gateway runs its directory is taken: end it first.',
} as const;

function changeCommand(name: keyof typeof DESCRIPTIONS): Command {
  const command = new Command(name)
    .summary(`a person ${name === 'give' ? 'gives' : 'withdraws'} their consent to one purpose`)
    .description(DESCRIPTIONS[name])
    .requiredOption('--patient <id>', PATIENT_HELP, readPseudonym)
    .addOption(new Option('--purpose <purpose>', 'to what').choices([...PURPOSES]).makeOptionMandatory())
    .requiredOption('--by <who>', 'who says so, and how it is known; it is kept')
    .option('--data <dir>', DATA_HELP)
    .addOption(fromOption('gateway'))
    .action((options: GivenOptions) => runChange(options, name === 'give'));
  return withExamples(
    command,
    EXAMPLES.filter((line) => line.includes(name)),
  );
}

function runShow(options: ConsentOptions & { readonly json?: true }): void {
  const archive = openArchive(recordsIn(options));
  try {
    const consents = consentsOf(archive.audit, options.patient);
    if (options.json) printJson({ schema: 'limber/consents/1', person: options.patient, ...consents });
    else process.stdout.write(`${consentLines(consents).join('\n')}\n`);
  } finally {
    archive.close();
  }
}

const consentLines = (consents: Consents): string[] =>
  PURPOSES.map((purpose) => `${purpose.padEnd(8)}  ${consents[purpose] ? 'given    ' : 'not given'}  ${WHAT[purpose]}`);

async function runChange(options: GivenOptions, given: boolean): Promise<void> {
  const { patient, purpose, by } = options;
  let isKnownHere = true;
  const takenOut = await actOnRecords(options, (store) => {
    const { audit, database } = store;
    isKnownHere = isKnown(store, patient);
    return transact(database, () => {
      const document: ConsentEntry = { purpose, given };
      audit.append({ person: patient, by, kind: 'consent', document });
      return given || purpose === 'live' ? null : withdrawQueued(database, patient, purpose);
    });
  });
  say(`${patient}: consent to ${purpose} (${WHAT[purpose]}) is ${given ? 'given' : 'withdrawn'}, and recorded`);
  if (!isKnownHere)
    say(`Nothing else is kept of "${patient}" here. If that is a slip, withdraw it and check --patient.`);
  if (takenOut !== null) say(`${takenOut} messages that waited for a broker were taken out`);
}

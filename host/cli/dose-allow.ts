import { Command, Option } from 'commander';
import type { LimberError } from '../../protocol/limber-error.ts';
import { isAllowedSite, type PersonDocument, personDocumentFlaws, SCREENING_QUESTIONS, SITES } from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { type ActOptions, actAsClinician } from './clinician-act.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { collectFiles, PASSPHRASE_HELP } from './passphrase.ts';

type Override = PersonDocument<'override'>;

interface AllowOptions extends ActOptions {
  readonly patient: string;
  readonly what: Override['of'];
  readonly id: string;
  readonly reason: string;
}

export function doseAllowCommand(): Command {
  const command = new Command('allow')
    .summary('let an answer pass or open a lock, as a clinician')
    .description(
      'Lets an overridable screening answer pass, opens the lock after redness or a burn, or confirms a titration that looked implausible. Signed with a clinician’s key that the gateway trusts, and kept with its reason in the audit chain. Absolute contraindications cannot be allowed. While the gateway runs its directory is taken: end it first.',
    )
    .requiredOption('--patient <id>', 'pseudonym')
    .addOption(
      new Option('--what <what>', 'what is allowed')
        .choices(['contraindication', 'skin-lock', 'titration-doubt'])
        .makeOptionMandatory(),
    )
    .requiredOption('--id <id>', 'the question, or the site; with skin-lock, * is every site')
    .requiredOption('--reason <words>', 'why; it is kept')
    .requiredOption('--key <file>', "the clinician's private key, from limber keys clinician")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--data <dir>', "the gateway's data directory")
    .action(runAllow);
  return withExamples(command, [
    'limber dose allow --patient p-17 --what contraindication --id epilepsy --reason "seizure-free for ten years" --key anna.key.json',
    'limber dose allow --patient p-17 --what skin-lock --id knee-left --reason "healed, seen today" --key anna.key.json',
  ]);
}

async function runAllow(options: AllowOptions): Promise<void> {
  const { patient, what, id, reason } = options;
  const document = { of: what, id, reason };
  refuseImpossible(document);
  await actAsClinician(options, ({ store, data, by, name, sign }) => {
    if (store.audit.of(patient).length === 0) throw unknownPatient(patient, data);
    const signed = { ...document, signature: sign(patient, what, id, reason) };
    store.audit.append({ person: patient, by, kind: 'override', document: signed });
    say(`${patient}: ${what} ${id} is allowed by ${name}, and recorded`);
  });
}

function refuseImpossible(document: Override): void {
  const flaws = personDocumentFlaws('override', document);
  if (flaws.length > 0) throw badArgument(`${flaws.join('; ')}.`);
  if (document.of !== 'contraindication') {
    if (document.id === '*' ? document.of === 'skin-lock' : isAllowedSite(document.id)) return;
    throw badArgument(`There is no site "${document.id}"; there are ${SITES.map(({ id }) => id).join(', ')}.`);
  }
  const question = SCREENING_QUESTIONS.find(({ id }) => id === document.id);
  const known = SCREENING_QUESTIONS.filter(({ kind }) => kind === 'overridable').map(({ id }) => id);
  if (!question) throw badArgument(`There is no question "${document.id}". What can be allowed: ${known.join(', ')}.`);
  if (question.kind !== 'overridable')
    throw badArgument(`"${question.question}" cannot be allowed by anybody. What can be: ${known.join(', ')}.`);
}

const unknownPatient = (patient: string, data: string): LimberError =>
  badArgument(
    `Nothing is recorded of "${patient}" in ${data}, so there is nothing to allow. Check --patient and --data.`,
  );

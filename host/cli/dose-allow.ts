import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { clinicianKey, signMessage } from '../keys/clinician-key.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { trustedClinicians } from '../keys/key-ring.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { openStore } from '../records/store.ts';
import { type PersonDocument, personDocumentFlaws, SCREENING_QUESTIONS } from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { collectFiles, givenPassphrases, PASSPHRASE_HELP, unlock } from './passphrase.ts';
import { recordsDirectory } from './records-directory.ts';

type Override = PersonDocument<'override'>;

interface AllowOptions {
  readonly patient: string;
  readonly what: Override['of'];
  readonly id: string;
  readonly reason: string;
  readonly key: string;
  readonly passphraseFile?: readonly string[];
  readonly data?: string;
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
    .requiredOption('--id <id>', 'the question, or the site; * opens every site')
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
  const document = { of: options.what, id: options.id, reason: options.reason };
  refuseImpossible(document);
  const data = options.data ?? recordsDirectory('gateway');
  const file = readKeyFile(options.key, 'clinician');
  if (!trustedClinicians(data).some(({ id }) => id === file.id)) throw untrusted(file.id, data);
  const seed = await unlock({ path: options.key, file }, givenPassphrases(options.passphraseFile));
  const store = openStore(data, { simulated: readDirectory(data).kind === 'simulation', wallMs: Date.now });
  try {
    const said = JSON.stringify([options.patient, document.of, document.id, document.reason]);
    const signature = signMessage(new TextEncoder().encode(said), clinicianKey(file.name, seed));
    const signed = { ...document, signature: Buffer.from(signature).toString('base64') };
    store.audit.append({ person: options.patient, by: `clinician:${file.id}`, kind: 'override', document: signed });
  } finally {
    store.close();
  }
  say(`${options.patient}: ${options.what} ${options.id} is allowed by ${file.name || file.id}, and recorded`);
}

function refuseImpossible(document: Override): void {
  const flaws = personDocumentFlaws('override', document);
  if (flaws.length > 0) throw badArgument(`${flaws.join('; ')}.`);
  if (document.of !== 'contraindication') return;
  const question = SCREENING_QUESTIONS.find(({ id }) => id === document.id);
  const known = SCREENING_QUESTIONS.filter(({ kind }) => kind === 'overridable').map(({ id }) => id);
  if (!question) throw badArgument(`There is no question "${document.id}". What can be allowed: ${known.join(', ')}.`);
  if (question.kind !== 'overridable')
    throw badArgument(`"${question.question}" cannot be allowed by anybody. What can be: ${known.join(', ')}.`);
}

const untrusted = (id: string, data: string): LimberError =>
  new LimberError(
    'keys/clinician-unknown',
    `The gateway of ${data} does not trust key ${id}. Enrol it first: limber enrol --clinician <file>.pub.json --data ${data}`,
  );

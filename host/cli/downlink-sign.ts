import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import * as v from 'valibot';
import { SIDES } from '../../protocol/placement.ts';
import { clinicianKey } from '../keys/clinician-key.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { CUE_POLICIES } from '../records/session-document.ts';
import { DOWN_KINDS, type DownMessage, downSchema } from '../relay/downlink/down-message.ts';
import { downPayload, signDown, type UnsignedDown } from '../relay/downlink/down-signing.ts';
import { readPath, readPseudonym, readWhole } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say } from './console.ts';
import { bodyOf, type ContentOptions, personOfContent } from './downlink-content.ts';
import { withExamples } from './help.ts';
import { collectFiles, givenPassphrases, PASSPHRASE_HELP, unlock } from './passphrase.ts';
import { refuseTaken, writeTextFile } from './prescription-file.ts';

interface SignOptions extends ContentOptions {
  readonly site: string;
  readonly days: number;
  readonly key: string;
  readonly passphraseFile?: readonly string[];
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

export function downlinkSignCommand(): Command {
  const command = new Command('sign')
    .summary('sign what is to be sent to a gateway')
    .description(
      'Signs one message with the clinician’s key, for one gateway. A prescription must be signed and sealed before (limber dose sign). A gateway takes what was signed within a week, in the order it was signed.',
    )
    .addOption(new Option('--kind <kind>', 'what is sent').choices([...DOWN_KINDS]).makeOptionMandatory())
    .requiredOption('--site <id>', 'the gateway, as it is named in its topics (limber run --site)')
    .addOption(new Option('--person <pseudonym>', 'whom it is for').argParser(readPseudonym))
    .option('--text-file <file>', 'message: the words, one line of at most 500 letters', readPath)
    .option('--prescription <file>', 'prescription, withdrawal: the signed one, from limber dose sign', readPath)
    .option('--reason <words>', 'withdrawal: why; it is kept')
    .option('--exercise <id>', 'plan: what is exercised (limber exercises)')
    .addOption(new Option('--sets <n>', 'plan: how many (default: the library’s)').argParser(readWhole))
    .addOption(new Option('--reps <n>', 'plan: repetitions of a set (default: the library’s)').argParser(readWhole))
    .addOption(new Option('--rest <seconds>', 'plan, configuration: between two sets').argParser(readWhole))
    .addOption(new Option('--side <side>', 'plan: the side of the body').choices([...SIDES]))
    .addOption(new Option('--cues <policy>', 'plan, configuration: how it is corrected').choices([...CUE_POLICIES]))
    .addOption(new Option('--days <n>', 'how long it holds, 1 to 90').default(7).argParser(readWhole))
    .requiredOption('--key <file>', "the clinician's private key, from limber keys clinician")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .requiredOption('--out <file>', 'where the signed message goes')
    .option('--force', 'replace a file of that name')
    .option('--json', 'print the signed message as well')
    .action(runSign);
  return withExamples(
    command,
    [
      'limber downlink sign --kind message --text-file words.txt --site home --person p-17 --key anna.key.json --out m.json',
      'limber downlink sign --kind prescription --prescription p.signed.json --site home --key anna.key.json --out rx.json',
      'limber downlink sign --kind withdrawal --prescription p.signed.json --reason "rash" --site home --key anna.key.json --out w.json',
      'limber downlink sign --kind configuration --rest 60 --site home --key anna.key.json --out c.json',
    ],
    '0 signed, 1 failed, 2 bad arguments',
  );
}

const DAY_MS = 86_400_000;

/** What is wrong is said before a passphrase is asked for. */
async function runSign(options: SignOptions): Promise<void> {
  const file = readKeyFile(options.key, 'clinician');
  if (!options.force) refuseTaken(options.out);
  checkedForm(unsignedOf(options, file.id), options.kind);
  const seed = await unlock({ path: options.key, file }, givenPassphrases(options.passphraseFile));
  // Anew: a passphrase takes its time, and the counter rises with the clock.
  const message = signDown(unsignedOf(options, file.id), clinicianKey(file.name, seed));
  writeTextFile(options.out, downPayload(message), options.force === true);
  if (options.json) printJson(message);
  say(`${options.out} is signed for the gateway ${options.site}, until ${message.expires_at}`);
}

function unsignedOf(options: SignOptions, signer: string): UnsignedDown {
  const { kind, site, days } = options;
  if (days < 1 || days > 90) throw badArgument('--days is a number from 1 to 90.');
  const nowMs = Date.now();
  const person = personOfContent(options);
  return {
    schema: 'limber/down/1',
    message_id: randomUUID(),
    site,
    kind,
    ...(person === undefined ? {} : { person }),
    issued_at: instantOf(nowMs),
    expires_at: instantOf(nowMs + days * DAY_MS),
    counter: nowMs,
    signer,
    body: bodyOf(options),
  } as UnsignedDown;
}

const instantOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** As the gateway will look at it. @throws LimberError cli/bad-argument */
function checkedForm(message: UnsignedDown, kind: DownMessage['kind']): void {
  const parsed = v.safeParse(downSchema, { ...message, signature: `${'A'.repeat(86)}==` });
  if (parsed.success) return;
  const where = parsed.issues.map((issue) => v.getDotPath(issue)?.replace(/^body\./, '') ?? 'its form');
  throw badArgument(`A ${kind} cannot be sent like this: ${[...new Set(where)].join(', ')} is not as it must be.`);
}

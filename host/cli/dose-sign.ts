import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { PRESCRIPTION_NONCE_BYTES } from '../../protocol/seal.ts';
import { clinicianKey } from '../keys/clinician-key.ts';
import { type KeyFile, readKeyFile } from '../keys/key-file.ts';
import { signPrescription } from '../keys/prescription-signing.ts';
import {
  checkPrescription,
  claimsSignature,
  type DoseDecision,
  type Prescription,
  type SignedPrescription,
} from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say } from './console.ts';
import { verdictDocument } from './dose-document.ts';
import { prescriptionLines, verdictLines } from './dose-words.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { collectFiles, givenPassphrases, PASSPHRASE_HELP, unlock } from './passphrase.ts';
import { readPrescriptionFile, refuseTaken, writeDocumentFile } from './prescription-file.ts';

interface SignOptions {
  readonly prescription: string;
  readonly key: string;
  readonly deviceKey: string;
  readonly out: string;
  readonly passphraseFile?: readonly string[];
  readonly force?: true;
  readonly json?: true;
}

export function doseSignCommand(): Command {
  const command = new Command('sign')
    .summary('sign a prescription for the gateway and seal it for its band')
    .description(
      'Checks a prescription, signs it with the clinician’s key and seals its limits under the prescription key of its band, so that neither can be changed on the way. What `dose check` refuses is not signed. Belongs on the prescriber’s machine: no gateway has these two keys.',
    )
    .requiredOption('--prescription <file>', 'the prescription, from limber dose plan --out')
    .requiredOption('--key <file>', "the clinician's private key, from limber keys clinician")
    .requiredOption('--device-key <file>', "the band's prescription key, from limber keys device")
    .requiredOption('--out <file>', 'where the signed prescription goes; it is no secret')
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--force', 'replace a file of that name')
    .option('--json', 'print one JSON document')
    .action(runSign);
  return withExamples(
    command,
    [
      'limber dose sign --prescription p.json --key anna.key.json --device-key b-1.prescription.key.json --out p.signed.json',
    ],
    '0 signed, 1 failed, 2 bad arguments, 3 refused: nothing was signed',
  );
}

interface Keys {
  readonly clinician: KeyFile;
  readonly device: KeyFile;
}

/** Everything that can be wrong is said before a passphrase is asked for. */
async function runSign(options: SignOptions): Promise<void> {
  const document = readPrescriptionFile(options.prescription);
  if (claimsSignature(document))
    throw badArgument(`${options.prescription} is signed already; sign the one it came from.`);
  const keys = {
    clinician: readKeyFile(options.key, 'clinician'),
    device: readKeyFile(options.deviceKey, 'prescription'),
  };
  if (!options.force) refuseTaken(options.out);
  const decision = decide(document, keys.device.id);
  if (decision.verdict === 'REFUSED' || decision.prescription === null) {
    tellRefusal(decision, options);
    return;
  }
  const signed = await sign(decision.prescription, keys, options);
  writeDocumentFile(options.out, signed, options.force === true);
  tell(decision, signed, options);
}

const decide = (document: unknown, device: string): DoseDecision =>
  checkPrescription(document, {
    nowS: Math.floor(Date.now() / 1000),
    person: null,
    device,
    latestRevision: null,
    contactPermille: 1000,
    dayUsedMs: 0,
  });

async function sign(prescription: Prescription, keys: Keys, options: SignOptions): Promise<SignedPrescription> {
  const passphrases = givenPassphrases(options.passphraseFile);
  const seed = await unlock({ path: options.key, file: keys.clinician }, passphrases);
  const prescriptionKey = await unlock({ path: options.deviceKey, file: keys.device }, passphrases);
  const nonce = new Uint8Array(randomBytes(PRESCRIPTION_NONCE_BYTES));
  return signPrescription(prescription, clinicianKey(keys.clinician.name, seed), prescriptionKey, nonce);
}

function tellRefusal(decision: DoseDecision, { json }: SignOptions): void {
  if (json) printJson({ schema: 'limber/dose-sign/1', ...verdictDocument(decision), clinician: null, out: null });
  else process.stdout.write(`${[...verdictLines(decision), 'nothing was signed'].join('\n')}\n`);
  process.exitCode = EXIT.refused;
}

function tell(decision: DoseDecision, { clinician }: SignedPrescription, { out, json }: SignOptions): void {
  if (json) {
    printJson({ schema: 'limber/dose-sign/1', ...verdictDocument(decision), clinician, out });
    return;
  }
  for (const line of prescriptionLines(decision.prescription!)) say(line);
  say(`${out} is signed with key ${clinician} and sealed for band ${decision.prescription!.device}`);
}

import { Command, Option } from 'commander';
import { trusting } from '../keys/clinician-key.ts';
import { readPublicKeyFile } from '../keys/public-key-file.ts';
import {
  checkPrescription,
  claimsSignature,
  DEMONSTRATION_PRESCRIPTION,
  type DoseDecision,
  openPrescription,
  totalsAt,
} from '../stim/index.ts';
import { readDeviceId } from './arguments.ts';
import { printJson } from './console.ts';
import { readContact } from './dose-arguments.ts';
import { metricDocument, totalDocument, verdictDocument } from './dose-document.ts';
import { metricLines, milliamps, prescriptionLines, totalLine, verdictLines } from './dose-words.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { readPrescriptionFile } from './prescription-file.ts';

interface CheckOptions {
  readonly prescription?: string;
  readonly clinician?: string;
  readonly person?: string;
  readonly device?: string;
  readonly contact: number;
  readonly json?: true;
}

/** 'unchecked': signed, but no key was named to check it with. */
type SignatureState = 'good' | 'not-signed' | 'unchecked' | 'refused';

export function doseCheckCommand(): Command {
  const command = new Command('check')
    .summary('what a prescription would deliver, and whether it may')
    .description(
      'Computes a prescription by every formula, holds it against every limit and gives the verdict with all reasons. With --clinician its signature counts too.',
    )
    .option('--prescription <file>', 'prescription as JSON, signed or not (default: the one of the simulated patient)')
    .option('--clinician <file>', "the clinician's *.pub.json: the prescription must be signed with that key")
    .option('--person <pseudonym>', 'it must be for this person')
    .addOption(new Option('--device <id>', 'it must be for this band').argParser(readDeviceId))
    .addOption(
      new Option('--contact <percent>', 'part of the pads that touches the skin')
        .argParser(readContact)
        .default(1000, '100'),
    )
    .option('--json', 'print one JSON document')
    .action(runCheck);
  return withExamples(
    command,
    [
      'limber dose check --prescription p.json',
      'limber dose check --prescription p.signed.json --clinician anna.pub.json --json',
      'limber dose check --prescription p.json --contact 50',
    ],
    '0 accepted, 1 failed, 2 bad arguments, 3 refused',
  );
}

function runCheck(options: CheckOptions): void {
  const file =
    options.prescription === undefined ? DEMONSTRATION_PRESCRIPTION : readPrescriptionFile(options.prescription);
  const check = options.clinician === undefined ? null : trusting([readPublicKeyFile(options.clinician)]);
  const { document, flaws, clinician } = openPrescription(file, check);
  const decision = checkPrescription(document, {
    nowS: Math.floor(Date.now() / 1000),
    person: options.person ?? null,
    device: options.device ?? null,
    latestRevision: null,
    contactPermille: options.contact,
    dayUsedMs: 0,
    also: check === null ? [] : flaws,
  });
  const signature = signatureState(file, check !== null, flaws.length === 0);
  if (options.json) printJson(checkDocument(decision, signature, clinician));
  else process.stdout.write(`${checkLines(decision, signature, clinician).join('\n')}\n`);
  if (decision.verdict === 'REFUSED') process.exitCode = EXIT.refused;
}

function signatureState(file: unknown, checked: boolean, good: boolean): SignatureState {
  if (!claimsSignature(file)) return 'not-signed';
  if (!checked) return 'unchecked';
  return good ? 'good' : 'refused';
}

const SIGNATURE_WORDS: Readonly<Record<SignatureState, (clinician: string | null) => string>> = {
  good: (clinician) => `signed with the clinician's key ${clinician}`,
  'not-signed': () => 'nobody has signed it: no gateway delivers it (limber dose sign)',
  unchecked: (clinician) => `signed with key ${clinician ?? 'unknown'}, not checked: name the key with --clinician`,
  refused: () => 'the signature does not count',
};

function checkDocument(decision: DoseDecision, signature: SignatureState, clinician: string | null): object {
  const { prescription, totals } = decision;
  return {
    schema: 'limber/dose-check/1',
    ...verdictDocument(decision),
    signature: { state: signature, clinician },
    metrics: metricDocument(decision.metrics),
    session_at_level: totalDocument(totals),
    session_at_ceiling: totalDocument(prescription && totals && totalsAt(prescription, prescription.ceilingUa)),
    decision,
  };
}

function checkLines(decision: DoseDecision, signature: SignatureState, clinician: string | null): string[] {
  const { prescription, metrics, totals } = decision;
  const lines = prescription ? prescriptionLines(prescription) : [];
  lines.push(`  ${SIGNATURE_WORDS[signature](clinician)}`);
  if (prescription && metrics) {
    lines.push('', `at its ceiling of ${milliamps(prescription.ceilingUa)}:`, ...metricLines(metrics));
    if (totals) {
      lines.push('', totalLine(`a session at ${milliamps(prescription.levelUa)}`, totals));
      const most = totalsAt(prescription, prescription.ceilingUa);
      lines.push(totalLine(`a session at ${milliamps(prescription.ceilingUa)}`, most));
    }
  }
  return [...lines, '', ...verdictLines(decision)];
}

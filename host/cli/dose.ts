import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { checkPrescription, DEMONSTRATION_PRESCRIPTION, type DoseDecision, metricRows } from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { printJson } from './console.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';

interface CheckOptions {
  readonly prescription?: string;
  readonly json?: true;
}

export function doseCommand(): Command {
  const check = new Command('check')
    .summary('what a prescription would deliver, and whether it may')
    .description(
      'Computes a prescription by every formula, holds it against every limit and gives the verdict with all reasons.',
    )
    .option('--prescription <file>', 'prescription as JSON (default: the one of the simulated patient)')
    .option('--json', 'print one JSON document')
    .action(runCheck);
  const examples = ['limber dose check --prescription p.json', 'limber dose check --json'];
  const exitCodes = '0 accepted, 1 failed, 2 bad arguments, 3 refused';
  const command = new Command('dose').summary('dose mathematics and limits');
  return withExamples(command, examples, exitCodes).addCommand(withExamples(check, examples, exitCodes));
}

function runCheck(options: CheckOptions): void {
  const document =
    options.prescription === undefined ? DEMONSTRATION_PRESCRIPTION : readPrescription(options.prescription);
  const decision = checkPrescription(document, {
    nowS: Math.floor(Date.now() / 1000),
    person: null,
    latestRevision: null,
    contactPermille: 1000,
    dayUsedMs: 0,
  });
  if (options.json) printJson({ ...decision, metric_rows: decision.metrics ? metricRows(decision.metrics) : [] });
  else printDecision(decision);
  if (decision.verdict === 'REFUSED') process.exitCode = EXIT.refused;
}

function readPrescription(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why =
      cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : `cannot be read: ${(cause as Error).message}`;
    throw badArgument(`The prescription ${file} ${why}.`, { cause });
  }
}

function printDecision({ verdict, metrics, constraint, advice }: DoseDecision): void {
  const lines = metrics
    ? metricRows(metrics).map(({ name, value, unit, formula }) => {
        const shown = Number.isInteger(value) ? String(value) : value.toPrecision(6);
        return `  ${name.padEnd(40)} ${shown.padStart(12)} ${unit.padEnd(8)} ${formula}`;
      })
    : [];
  lines.push(`verdict: ${verdict}`);
  for (const reason of constraint.reasons) {
    const strictest = reason === constraint.strictest && constraint.reasons.length > 1 ? ' (the strictest)' : '';
    lines.push(`  refused because ${reason.text} [${reason.source}]${strictest}`);
  }
  for (const { text, source } of advice) lines.push(`  note: ${text} [${source}]`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

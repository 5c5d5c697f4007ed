import { Command } from 'commander';
import { doseAllowCommand } from './dose-allow.ts';
import { doseCheckCommand } from './dose-check.ts';
import { doseHistoryCommand } from './dose-history.ts';
import { dosePlanCommand } from './dose-plan.ts';
import { doseSignCommand } from './dose-sign.ts';
import { doseWithdrawCommand } from './dose-withdraw.ts';
import { withExamples } from './help.ts';

export function doseCommand(): Command {
  const command = new Command('dose')
    .summary('plan, check and sign what may be delivered')
    .description('Dose mathematics and limits: plans a prescription, checks one, signs one for a band.');
  for (const subcommand of [
    doseCheckCommand(),
    dosePlanCommand(),
    doseSignCommand(),
    doseAllowCommand(),
    doseWithdrawCommand(),
    doseHistoryCommand(),
  ])
    command.addCommand(subcommand);
  return withExamples(
    command,
    [
      'limber dose plan --site knee-left --person p-17 --device b-1 --out p.json',
      'limber dose check --prescription p.json',
      'limber dose sign --prescription p.json --key anna.key.json --device-key b-1.prescription.key.json --out p.signed.json',
    ],
    '0 done or accepted, 1 failed, 2 bad arguments, 3 refused',
  );
}

import { Command, Option } from 'commander';
import { CONTACT_UNMEASURED_PERMILLE, SITES } from '../stim/index.ts';
import { readDeviceId } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { printJson } from './console.ts';
import {
  readContact,
  readCount,
  readMicroseconds,
  readMilliamps,
  readMinutes,
  readPadArea,
  readPseudonym,
  readRate,
  readSite,
  readWeeks,
} from './dose-arguments.ts';
import { type PlanWish, planDose } from './dose-plan-decision.ts';
import { planDocument, planLines } from './dose-plan-words.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { refuseTaken, writeDocumentFile } from './prescription-file.ts';

interface PlanOptions extends PlanWish {
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

export function dosePlanCommand(): Command {
  const command = new Command('plan')
    .summary('what may be prescribed, and a prescription ready to sign')
    .description(
      'Finds the highest current that every limit permits for a site, pads and pulses, and which rule is the strictest; computes what a session, a day and the whole course deliver. With --out it writes a prescription that limber dose sign takes.',
    )
    .addOption(
      new Option('--site <id>', `where the pads lie: ${SITES.map(({ id }) => id).join(', ')}`)
        .argParser(readSite)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--pad <cm2>', 'area of one pad').argParser(readPadArea).default(2_500, '25'))
    .addOption(
      new Option('--width <us>', 'each phase of a symmetric biphasic pulse').argParser(readMicroseconds).default(200),
    )
    .option('--pattern <file>', 'instead: a composite pulse, JSON list of { "share_permille", "width_us" }')
    .addOption(new Option('--rate <hz>', 'pulses a second').argParser(readRate).default(100_000, '100'))
    .addOption(new Option('--minutes <n>', 'length of a session').argParser(readMinutes).default(1_800_000, '30'))
    .addOption(new Option('--per-day <n>', 'sessions a day').argParser(readCount).default(2))
    .addOption(new Option('--weeks <n>', 'until it expires').argParser(readWeeks).default(4));
  addCurrents(command);
  addNames(command);
  return withExamples(
    command.action(runPlan),
    [
      'limber dose plan --site knee-left',
      'limber dose plan --site lower-back-right --pad 40 --width 250 --rate 80 --minutes 40 --per-day 3 --threshold 12',
      'limber dose plan --site knee-left --person p-17 --device b-1 --threshold 11.5 --out p.json',
    ],
    '0 planned, 1 failed, 2 bad arguments, 3 refused: nothing was written',
  );
}

function addCurrents(command: Command): void {
  command
    .addOption(
      new Option('--threshold <mA>', 'sensory threshold of the person: a session begins there').argParser(
        readMilliamps,
      ),
    )
    .addOption(
      new Option('--level <mA>', 'where a session begins (default: the threshold, else 5)').argParser(readMilliamps),
    )
    .addOption(
      new Option('--ceiling <mA>', 'the most (default: the highest that passes no recommended range)').argParser(
        readMilliamps,
      ),
    )
    .addOption(
      new Option('--contact <percent>', 'part of the pads reckoned to touch the skin')
        .argParser(readContact)
        .default(CONTACT_UNMEASURED_PERMILLE, String(CONTACT_UNMEASURED_PERMILLE / 10)),
    );
}

function addNames(command: Command): void {
  command
    .addOption(new Option('--person <pseudonym>', 'whom it is for; needed with --out').argParser(readPseudonym))
    .addOption(new Option('--device <id>', 'the band it is for; needed with --out').argParser(readDeviceId))
    .addOption(new Option('--id <id>', 'of the prescription (default: person and site)').argParser(readPseudonym))
    .addOption(new Option('--revision <n>', 'higher than any the band has had').argParser(readCount).default(1))
    .addOption(
      new Option('--presence <minutes>', 'the person must give a sign of life this often')
        .argParser(readMinutes)
        .default(600_000, '10'),
    )
    .option('--sleep-ok', 'no sign of life is asked for')
    .option('--out <file>', 'write the prescription there')
    .option('--force', 'replace a file of that name')
    .option('--json', 'print one JSON document');
}

function runPlan(options: PlanOptions): void {
  const { out, person, device, force, json } = options;
  if (out !== undefined && (person === undefined || device === undefined))
    throw badArgument('--out needs --person and --device: a prescription is for one person and one band.');
  if (out !== undefined && !force) refuseTaken(out);
  const plan = planDose(options, Math.floor(Date.now() / 1000));
  const accepted = plan.decision.verdict === 'ACCEPTED';
  if (out !== undefined && accepted) writeDocumentFile(out, plan.document, force === true);
  const written = accepted ? (out ?? null) : null;
  if (json) printJson(planDocument(plan, written));
  else process.stdout.write(`${planLines(plan, written).join('\n')}\n`);
  if (!accepted) process.exitCode = EXIT.refused;
}

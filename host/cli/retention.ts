import { Command, InvalidArgumentError } from 'commander';
import { openArchive } from '../records/store.ts';
import { giveBackSpace, type RetentionRule, retentionRule, setRetention } from '../records/upkeep/retention.ts';
import { applyRetentionRule, retentionWords } from '../retention-keeper.ts';
import { badArgument } from './bad-argument.ts';
import { type Progress, printJson, say, showProgress } from './console.ts';
import { withExamples } from './help.ts';
import { actOnRecords, type RecordsOptions, recordsIn } from './records-act.ts';
import { DATA_HELP, fromOption } from './records-directory.ts';

type Days = number | null;
/** Commander takes null for a reader that failed. */
type DaysWish = number | 'forever';

interface SetOptions extends RecordsOptions {
  readonly rawDays?: DaysWish;
  readonly sessionsDays?: DaysWish;
  readonly messagesDays?: DaysWish;
  readonly by: string;
}

const EXAMPLES = {
  show: 'limber retention show',
  set: 'limber retention set --raw-days 365 --messages-days 90',
  apply: 'limber retention apply',
} as const;

export function retentionCommand(): Command {
  const command = new Command('retention')
    .summary('for how long recordings are kept')
    .description(
      'For how long samples, angle curves and waiting messages are kept; without a rule, all of them without end. A gateway applies the rule when it starts and once a day. Summaries, repetitions, doses and the audit chain are kept always, as are sessions that run, that still lack something, or that a prescription was demonstrated in.',
    );
  withExamples(command, Object.values(EXAMPLES));
  return command.addCommand(showCommand()).addCommand(setCommand()).addCommand(applyCommand());
}

function placed(name: keyof typeof EXAMPLES, summary: string, description: string): Command {
  const command = new Command(name)
    .summary(summary)
    .description(description)
    .option('--data <dir>', DATA_HELP)
    .addOption(fromOption('gateway'));
  return withExamples(command, [EXAMPLES[name]]);
}

const showCommand = (): Command =>
  placed('show', 'the rule in force', 'Shows the rule in force. It only reads, also while a gateway runs.')
    .option('--json', 'print one JSON document')
    .action((options: RecordsOptions & { readonly json?: true }) => {
      const archive = openArchive(recordsIn(options));
      try {
        const rule = retentionRule(archive.audit);
        if (options.json) printJson({ schema: 'limber/retention/1', days: rule });
        else process.stdout.write(`${ruleLines(rule).join('\n')}\n`);
      } finally {
        archive.close();
      }
    });

const setCommand = (): Command =>
  placed(
    'set',
    'change the rule',
    'What is not named stays as it was. Kept in the audit chain; nothing is deleted yet. While a gateway runs its directory is taken: end it first.',
  )
    .option('--raw-days <n|forever>', 'what bands sent', readDays)
    .option('--sessions-days <n|forever>', 'the angle curves of sessions', readDays)
    .option('--messages-days <n|forever>', 'what waits for a broker', readDays)
    .option('--by <who>', 'who says so; it is kept', 'operator')
    .action(runSet);

const applyCommand = (): Command =>
  placed(
    'apply',
    'delete now what the rule does not keep',
    'Deletes what the rule does not keep, and gives the space back to the disk; a running gateway only uses it again. While a gateway runs its directory is taken: end it first.',
  ).action(runApply);

function readDays(text: string): DaysWish {
  if (text === 'forever') return text;
  const days = Number(text);
  if (Number.isSafeInteger(days) && days >= 1 && days <= 36_500) return days;
  throw new InvalidArgumentError('Expected a whole number of days from 1 on, or "forever".');
}

const wished = (wish: DaysWish | undefined, before: Days): Days => (wish === 'forever' ? null : (wish ?? before));

async function runSet(options: SetOptions): Promise<void> {
  const { rawDays, sessionsDays, messagesDays, by } = options;
  if (rawDays === undefined && sessionsDays === undefined && messagesDays === undefined)
    throw badArgument('Nothing is to be changed: add --raw-days, --sessions-days or --messages-days.');
  await actOnRecords(options, (store) => {
    const { raw, curves, messages } = retentionRule(store.audit);
    const rule = {
      raw: wished(rawDays, raw),
      curves: wished(sessionsDays, curves),
      messages: wished(messagesDays, messages),
    };
    setRetention(store, rule, by);
    for (const line of ruleLines(rule)) say(line);
  });
}

async function runApply(options: RecordsOptions): Promise<void> {
  await actOnRecords(options, async (store) => {
    let progress: Progress | undefined;
    const onProgress = (done: number, total: number): void => {
      progress ??= showProgress(total, 'sessions');
      progress.update(done, '');
    };
    try {
      const counts = await applyRetentionRule(store, { wallMs: Date.now(), onProgress });
      progress?.stop();
      say(retentionWords(counts));
      const bytes = giveBackSpace(store.database);
      if (bytes > 0) say(`${(bytes / 2 ** 20).toFixed(1)} MiB were given back to the disk`);
    } finally {
      progress?.stop();
    }
  });
}

const ruleLines = ({ raw, curves, messages }: RetentionRule): string[] => [
  `what bands sent       ${daysWords(raw)}`,
  `angle curves          ${daysWords(curves)}`,
  `what waits to be sent ${daysWords(messages)}`,
];

const daysWords = (days: Days): string => (days === null ? 'without end' : `${days} ${days === 1 ? 'day' : 'days'}`);

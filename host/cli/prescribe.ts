import { Command, InvalidArgumentError, Option } from 'commander';
import { CORRECT } from '../motion/demonstration.ts';
import { openArchive, openStore } from '../records/store.ts';
import { prescribeFrom } from '../stored-demonstrations.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { RECORDS_KINDS, type RecordsKind, recordsDirectory } from './records-directory.ts';

interface PrescribeOptions {
  readonly session: string;
  readonly by: string;
  readonly leaveOut: readonly number[];
  readonly execution: string;
  readonly data?: string;
  readonly from: RecordsKind;
}

export function prescribeCommand(): Command {
  const command = new Command('prescribe')
    .summary('make a demonstration the prescription')
    .description(
      'Make the movement of a recorded demonstration what its exercise asks of the person from then on: target, tempo, hold and template. What was prescribed before is kept. While a gateway runs, use its page instead.',
    )
    .requiredOption('--session <id>', 'the demonstration')
    .requiredOption('--by <name>', 'who prescribes')
    .addOption(
      new Option('--leave-out <list>', 'repetitions that went wrong, separated by commas')
        .argParser(readIndexes)
        .default([], 'none'),
    )
    .option(
      '--execution <name>',
      'what the repetitions are; with another name than "correct" nothing is prescribed, and later repetitions like these are told by it',
      CORRECT,
    )
    .option('--data <dir>', 'the data directory')
    .addOption(
      new Option('--from <kind>', 'which records, where --data is not given')
        .choices([...RECORDS_KINDS])
        .default('simulation'),
    )
    .action(runPrescribe);
  return withExamples(command, [
    'limber prescribe --session <id> --by "Dr. Keller" --leave-out 1,4',
    'limber prescribe --session <id> --by "Dr. Keller" --execution fast',
  ]);
}

function runPrescribe({ session, by, leaveOut: leftOut, execution, data, from }: PrescribeOptions): void {
  const directory = data ?? recordsDirectory(from);
  const archive = openArchive(directory);
  const { simulated } = archive.session(session);
  archive.close();
  const store = openStore(directory, { simulated, wallMs: Date.now });
  try {
    const { prescribed, message } = prescribeFrom(store, session, { leftOut, by, execution });
    if (!prescribed) throw badArgument(message);
    say(message);
  } finally {
    store.close();
  }
}

/** "1,4" */
function readIndexes(text: string): number[] {
  const indexes = text.split(',').map(Number);
  if (indexes.every((index) => Number.isSafeInteger(index) && index > 0)) return indexes;
  throw new InvalidArgumentError('Expected numbers of repetitions, separated by commas.');
}

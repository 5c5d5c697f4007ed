import { Command } from 'commander';
import { restoreBackup } from '../records/upkeep/backup-restore.ts';
import { readPath } from './arguments.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';

interface RestoreOptions {
  readonly from: string;
  readonly data: string;
  readonly replace?: true;
}

export function restoreCommand(): Command {
  const command = new Command('restore')
    .summary('bring a backup back')
    .description(
      'Puts a backup in the place of a data directory, whole or not at all, where no gateway runs. What was delivered and decided since the backup is not known then: nothing stimulates for 24 h, and prescriptions that were in force have to be given anew. Whoever was forgotten since is back: forget them again.',
    )
    .requiredOption('--from <backup>', 'folder that limber backup made', readPath)
    .requiredOption('--data <dir>', 'the data directory; empty, or not there', readPath)
    .option('--replace', 'put it in the place of records that are there; they are kept beside it')
    .action(runRestore);
  return withExamples(command, [
    'limber restore --from /media/usb/limber-gateway-20260503T170000 --data ~/.local/share/limber/gateway --replace',
  ]);
}

async function runRestore({ from, data, replace }: RestoreOptions): Promise<void> {
  const { backup, keptAside, withdrawn } = await restoreBackup({
    from,
    dataDir: data,
    replace: replace ?? false,
    wallMs: Date.now(),
  });
  say(`${data} is what it was at ${backup.made_at}: ${backup.records} records, intact`);
  if (keptAside !== null) say(`What was there before is kept in ${keptAside}`);
  say('What was delivered since then is not known here: nothing stimulates for the next 24 h.');
  if (withdrawn > 0)
    say(`${withdrawn} prescriptions were in force and are not any more: a clinician has to sign them anew.`);
  say('Whoever was forgotten since then is back: forget them again, with limber forget.');
}

import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { writeBackup } from '../records/upkeep/backup.ts';
import { BACKED_UP_DATABASE, type BackupManifest } from '../records/upkeep/backup-manifest.ts';
import { readPath } from './arguments.ts';
import { type Progress, printJson, say, showProgress } from './console.ts';
import { withExamples } from './help.ts';
import { type RecordsOptions, recordsIn } from './records-act.ts';
import { DATA_HELP, fromOption } from './records-directory.ts';

interface BackupOptions extends RecordsOptions {
  readonly out: string;
  readonly json?: true;
}

export function backupCommand(): Command {
  const command = new Command('backup')
    .summary('copy the records, also while a gateway writes them')
    .description(
      'Copies a data directory as of one moment, also while a gateway writes: records, the encrypted keys of bands, whom it trusts. The copy is checked, and there whole or not at all. The key of the records is not in it: keep that elsewhere. limber restore brings it back.',
    )
    .requiredOption('--out <folder>', 'what the backup becomes; a folder that exists gets it inside', readPath)
    .option('--data <dir>', DATA_HELP)
    .addOption(fromOption('gateway'))
    .option('--json', 'print one JSON document')
    .action(runBackup);
  return withExamples(command, ['limber backup --out /media/usb', 'limber backup --data <dir> --out monday --json']);
}

async function runBackup(options: BackupOptions): Promise<void> {
  const dataDir = recordsIn(options);
  const wallMs = Date.now();
  const isFolder = statSync(options.out, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const out = isFolder ? join(options.out, nameOf(dataDir, wallMs)) : options.out;
  let progress: Progress | undefined;
  const onProgress = (done: number, total: number): void => {
    progress ??= showProgress(total, 'pages');
    progress.update(done, '');
  };
  try {
    const manifest = await writeBackup({ dataDir, out, wallMs, onProgress });
    progress?.stop();
    if (options.json) printJson({ folder: out, ...manifest });
    else sayBackup(out, manifest);
  } finally {
    progress?.stop();
  }
}

const nameOf = (dataDir: string, wallMs: number): string =>
  `limber-${basename(dataDir)}-${new Date(wallMs).toISOString().replaceAll(/[-:]|\..*/g, '')}`;

function sayBackup(out: string, { records, key, files }: BackupManifest): void {
  const mebibytes = (statSync(join(out, BACKED_UP_DATABASE)).size / 2 ** 20).toFixed(1);
  say(`${out}: ${files.length} files, ${mebibytes} MiB, checked; ${records} records in the chain, intact`);
  if (key === null) return;
  say(`To be read it needs key ${key} of the records, which is NOT in it: keep that one elsewhere, too.`);
}

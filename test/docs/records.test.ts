import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { auditCommand } from '../../host/cli/audit.ts';
import { backupCommand } from '../../host/cli/backup.ts';
import { consentCommand } from '../../host/cli/consent.ts';
import { exportCommand } from '../../host/cli/export.ts';
import { forgetCommand } from '../../host/cli/forget.ts';
import { keysCommand } from '../../host/cli/keys.ts';
import { restoreCommand } from '../../host/cli/restore.ts';
import { retentionCommand } from '../../host/cli/retention.ts';
import { PURPOSES } from '../../host/records/upkeep/consent.ts';
import { KIND_TRAITS } from '../../host/relay/message-kind.ts';
import { ROOT } from '../source-files.ts';

const ALL = new Command('limber');
for (const command of [
  ...[auditCommand(), backupCommand(), consentCommand(), exportCommand(), forgetCommand(), keysCommand()],
  ...[restoreCommand(), retentionCommand()],
])
  ALL.addCommand(command);

const page = readFileSync(join(ROOT, 'docs/records.md'), 'utf8');

test('every command and option that it names is known', () => {
  const shown = [...page.matchAll(/^ {8}limber .*$/gm), ...page.matchAll(/`limber [^`\n]+`/g)];
  const commands = shown.map(([line]) => line.replaceAll('`', '').trim().split(/\s+/).slice(1));
  expect(commands.length).toBeGreaterThan(10);
  for (const words of commands) {
    const command = words.reduce((from, word) => from.commands.find((one) => one.name() === word) ?? from, ALL);
    expect(command, words.join(' ')).not.toBe(ALL);
    for (const option of words.filter((word) => word.startsWith('--')))
      expect(
        command.options.map(({ long }) => long),
        words.join(' '),
      ).toContain(option);
  }
});

test('names every purpose of consent, and for how long messages wait', () => {
  for (const purpose of PURPOSES) expect(page).toContain(`| \`${purpose}\``);
  const { chunk, rep, summary, event } = KIND_TRAITS;
  expect([rep, summary, event, chunk].map(({ keptDays }) => keptDays)).toEqual([90, 365, 730, 7]);
  expect(page).toContain('repetitions 90 days, summaries a year, events two years; recordings 7 days');
});

test('stays a page that is read', () => expect(page.split('\n').length).toBeLessThan(110));

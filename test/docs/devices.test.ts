import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { analyseCommand } from '../../host/cli/analyse.ts';
import { calibrateCommand } from '../../host/cli/calibrate.ts';
import { doctorCommand } from '../../host/cli/doctor.ts';
import { enrolCommand } from '../../host/cli/enrol.ts';
import { flashCommand } from '../../host/cli/flash.ts';
import { fleetCommand } from '../../host/cli/fleet.ts';
import { keysCommand } from '../../host/cli/keys.ts';
import { monitorCommand } from '../../host/cli/monitor.ts';
import { recordCommand } from '../../host/cli/record.ts';
import { replayCommand } from '../../host/cli/replay.ts';
import { runCommand } from '../../host/cli/run.ts';
import { scanCommand } from '../../host/cli/scan.ts';
import { simCommand } from '../../host/cli/sim.ts';
import { updateCommand } from '../../host/cli/update.ts';
import { FLASH_BOARD_NAMES } from '../../host/tools/flash-boards.ts';
import { ROOT } from '../source-files.ts';

const ALL = new Command('limber');
for (const command of [
  ...[analyseCommand(), calibrateCommand(), doctorCommand(), enrolCommand(), flashCommand(), fleetCommand()],
  ...[keysCommand(), monitorCommand(), recordCommand(), replayCommand(), runCommand(), scanCommand()],
  ...[simCommand(), updateCommand()],
])
  ALL.addCommand(command);

const page = readFileSync(join(ROOT, 'docs/devices.md'), 'utf8');

/** What stands indented, or in one line between backticks. */
const commands = [...page.matchAll(/^ {8}limber .*$/gm), ...page.matchAll(/`limber [^`\n]+`/g)].map(([line]) =>
  line.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim(),
);

/** By the words before the first option; a file's name is no command. */
function commandOf(words: readonly string[]): Command {
  let found = ALL;
  for (const word of words) {
    const next = found.commands.find((one) => one.name() === word);
    if (!next) break;
    found = next;
  }
  return found;
}

test('stays a page that is read', () => expect(page.split('\n').length).toBeLessThan(150));

test('names every board that can be flashed', () => {
  for (const name of FLASH_BOARD_NAMES) expect(page).toMatch(new RegExp(`^\\| ${name} +\\|`, 'm'));
});

test('every command and option that it names is known', () => {
  expect(commands.length).toBeGreaterThan(20);
  for (const line of commands) {
    const words = line.split(' ').slice(1);
    const command = commandOf(words);
    expect(command, line).not.toBe(ALL);
    for (const option of words.filter((word) => word.startsWith('--') && word !== '--help'))
      expect(command.helpInformation(), line).toMatch(new RegExp(`^ +${option}[ ,]`, 'm'));
  }
});

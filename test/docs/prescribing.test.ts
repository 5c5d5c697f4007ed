import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { auditCommand } from '../../host/cli/audit.ts';
import { doseCommand } from '../../host/cli/dose.ts';
import { enrolCommand } from '../../host/cli/enrol.ts';
import { keysCommand } from '../../host/cli/keys.ts';
import { runCommand } from '../../host/cli/run.ts';
import { simCommand } from '../../host/cli/sim.ts';
import { LIMITS, type Limit } from '../../protocol/limits.ts';
import { ROOT } from '../source-files.ts';

const ALL = new Command('limber');
for (const command of [auditCommand(), doseCommand(), enrolCommand(), keysCommand(), runCommand(), simCommand()])
  ALL.addCommand(command);

const page = readFileSync(join(ROOT, 'docs/prescribing.md'), 'utf8');

const UNITS: Readonly<Record<string, readonly [per: number, unit: string]>> = {
  uA: [1000, 'mA'],
  'uA/cm2': [1000, 'mA/cm2'],
  'uA/s': [1000, 'mA/s'],
  nC: [1000, 'uC'],
  mHz: [1000, 'Hz'],
  uJ: [1000, 'mJ'],
  'uW/cm2': [1000, 'mW/cm2'],
  mm2: [100, 'cm2'],
  permille: [10, '%'],
  ms: [1000, 's'],
};

function cellsOf({ quantity, bound, unit, hard, prescription, recommended }: Limit): string[] {
  const [per, name] = UNITS[unit] ?? [1, unit];
  return [quantity, `at ${bound}, ${name}`, ...[hard, prescription, recommended].map((value) => String(value / per))];
}

/** Cells of the table, without the padding that the formatter puts there. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test('the table of the three rings is that of protocol/limits.ts, row for row', () => {
  const [head, ...rows] = rowsOf(page).filter(([first]) => !/^-+$/.test(first!));
  expect(head).toEqual(['what', 'bound', 'band', 'prescription', 'recommended']);
  expect(rows).toEqual(LIMITS.map(cellsOf));
});

test('stays a page that is read', () => expect(page.split('\n').length).toBeLessThan(120));

/** What stands indented, or in one line between backticks; long commands go on with more indentation. */
function commandsOf(text: string): string[] {
  const blocks = text.replaceAll(/\n {12,}(?=-)/g, ' ');
  const shown = [...blocks.matchAll(/^ {8}limber .*$/gm), ...text.matchAll(/`limber [^`]+`/g)];
  return shown.map(([line]) => line.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim());
}

/** By the words before the first option. */
function helpOf(words: readonly string[]): string {
  const named = (from: Command, name: string): Command => from.commands.find((one) => one.name() === name) ?? from;
  return words.reduce(named, ALL).helpInformation();
}

test('every command and option that it names is known', () => {
  const commands = commandsOf(page);
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const words = command.split(' ').slice(1);
    const path = words.slice(
      0,
      words.findIndex((word) => word.startsWith('-')),
    );
    const help = helpOf(path);
    expect(help).toContain(`Usage: limber ${path.join(' ')}`);
    for (const option of words.filter((word) => word.startsWith('--')))
      expect(help, command).toMatch(new RegExp(`^ +${option}[ ,]`, 'm'));
  }
});

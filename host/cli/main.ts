import { Command, CommanderError } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { commandsFor, DEFAULT_COMMAND } from './commands.ts';
import { say } from './console.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { refuseUnknownCommand } from './subcommand.ts';
import { limberVersion } from './version.ts';

const BAD_ARGUMENT_CODES: readonly string[] = [
  'cli/bad-argument',
  'exercise/unknown',
  'exercise/sensor-missing',
  'fleet/bad-list',
  'fleet/list-unreadable',
  'link/wrong-role',
];

/** @returns the exit code, as every help explains it */
export async function main(args: readonly string[]): Promise<number> {
  // Whoever reads stdout may stop reading (`limber export | head`): nothing more is to be said then.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const program = await limberCommand(args);
  try {
    refuseUnknownCommand(program, args);
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.badArguments;
    if (!(error instanceof LimberError)) throw error;
    say(error.message);
    return BAD_ARGUMENT_CODES.includes(error.code) ? EXIT.badArguments : EXIT.failed;
  }
}

async function limberCommand(args: readonly string[]): Promise<Command> {
  const program = new Command('limber')
    .description('An open companion for wearable motion sensors and neurostimulation.')
    .version(limberVersion());
  for (const command of await commandsFor(args))
    program.addCommand(command, { isDefault: command.name() === DEFAULT_COMMAND });
  answerInOneLine(program);
  return withExamples(
    program,
    ['limber', 'limber run --help', 'limber run --once --json > session.json', 'limber dose check --json'],
    '0 done, 1 failed, 2 bad arguments, 3 refused (dose check, plan, sign), 4 broken (audit verify), 130 session cut short (run --once, replay)',
  );
}

/** Commander would end the process itself, with exit code 1 for a bad argument, and spread what it says over lines. */
function answerInOneLine(command: Command): void {
  command.exitOverride();
  command.configureOutput({ outputError: (text) => say(inOneLine(text)) });
  for (const subcommand of command.commands) answerInOneLine(subcommand);
}

function inOneLine(text: string): string {
  const line = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}

import { Command, CommanderError } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { analyseCommand } from './analyse.ts';
import { say } from './console.ts';
import { doseCommand } from './dose.ts';
import { exportCommand } from './export.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { simCommand } from './sim.ts';
import { limberVersion } from './version.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;
const BAD_ARGUMENT_CODES: readonly string[] = ['cli/bad-argument', 'exercise/unknown', 'exercise/sensor-missing'];

/** @returns the exit code: 0 done, 1 failed, 2 bad arguments, 3 refused (dose) */
export async function main(args: readonly string[]): Promise<number> {
  const program = limberCommand();
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_BAD_ARGUMENTS;
    if (!(error instanceof LimberError)) throw error;
    say(error.message);
    return BAD_ARGUMENT_CODES.includes(error.code) ? EXIT_BAD_ARGUMENTS : EXIT_FAILED;
  }
}

function limberCommand(): Command {
  const program = new Command('limber')
    .description('An open companion for wearable motion sensors and neurostimulation.')
    .version(limberVersion())
    .addCommand(runCommand(), { isDefault: true })
    .addCommand(simCommand())
    .addCommand(replayCommand())
    .addCommand(analyseCommand())
    .addCommand(doseCommand())
    .addCommand(exportCommand());
  throwInsteadOfExit(program);
  return program;
}

/** Commander ends the process on its own otherwise, with exit code 1 for a bad argument. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}

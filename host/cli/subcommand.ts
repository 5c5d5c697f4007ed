import type { Command } from 'commander';
import { badArgument } from './bad-argument.ts';

/**
 * Words before the first option name a subcommand. Commander takes an unknown one for an argument of the default
 * subcommand, and prints a whole help where one is missing. @throws LimberError cli/bad-argument
 */
export function refuseUnknownCommand(command: Command, args: readonly string[], path = 'limber'): void {
  const help = args[0] === 'help';
  const [name, ...rest] = help ? args.slice(1) : args;
  if (command.commands.length === 0 || name?.startsWith('-')) return;
  const names = command.commands.map((one) => one.name());
  if (name === undefined) {
    if (help || command.parent === null) return;
    throw badArgument(`"${path}" needs to know what to do: ${path} ${names.join(' | ')}.`);
  }
  const subcommand = command.commands.find((one) => one.name() === name);
  if (!subcommand) throw badArgument(`There is no "${path} ${name}"; there are ${names.join(', ')}.`);
  if (!help) refuseUnknownCommand(subcommand, rest, `${path} ${name}`);
}

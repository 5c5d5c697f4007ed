import type { Command } from 'commander';

const USUAL_CODES = '0 done, 1 failed, 2 bad arguments';

/** What every help ends with: lines to copy, and what the exit code says. */
export function withExamples(command: Command, examples: readonly string[], exitCodes = USUAL_CODES): Command {
  const title = examples.length === 1 ? 'Example:' : 'Examples:';
  const lines = examples.map((example) => `  ${example}`);
  return command.addHelpText('after', ['', title, ...lines, '', `Exit codes: ${exitCodes}.`].join('\n'));
}

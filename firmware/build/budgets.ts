/** Bytes of source text: it is what an Espruino keeps in flash, and reads at each execution. */
export interface Budget {
  /** What was reached: more than this fails the build. */
  readonly mostBytes: number;
  /** What is asked for, where that is less. */
  readonly goalBytes?: number;
}

/** By file of firmware/dist. A budget only falls; development builds have none, for nobody wears them. */
export const BUDGETS: Readonly<Record<string, Budget>> = {
  'motion-release.js': { mostBytes: 8000 },
  'stim-release.js': { mostBytes: 27_300, goalBytes: 14_000 },
  'boot.js': { mostBytes: 1500 },
  'service.js': { mostBytes: 5500 },
  'log.js': { mostBytes: 4500 },
};

/** @returns why a file is too large; empty where it is not */
export function excessOf(file: string, bytes: number): string {
  const budget = BUDGETS[file];
  if (!budget || bytes <= budget.mostBytes) return '';
  return `${file}: ${bytes} bytes, ${bytes - budget.mostBytes} more than its budget of ${budget.mostBytes}`;
}

/** One line of the table that the build prints. */
export function sizeLine(file: string, bytes: number): string {
  const budget = BUDGETS[file];
  const goal = budget?.goalBytes;
  const missed = goal && bytes > goal ? `, ${bytes - goal} more than the goal of ${goal}` : '';
  const limit = budget ? `of ${budget.mostBytes}${missed}` : '';
  return `${file.padEnd(20)}${String(bytes).padStart(6)} bytes ${limit}`.trimEnd();
}

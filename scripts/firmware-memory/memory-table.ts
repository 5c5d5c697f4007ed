import { markdownTable } from '../../firmware/build/readme-table.ts';
import { type MemoryRow, MOST_VARIABLES, totalOf, VARIABLES } from './memory.ts';

/** Lines for people. @param logging from logRows */
export function memoryTable(rows: readonly MemoryRow[], logging: readonly MemoryRow[]): string[] {
  const line = ({ part, variables }: MemoryRow): string =>
    `${part.padEnd(52)}${String(variables).padStart(5)} ${shareOf(variables).padStart(7)}`;
  const streaming = sumOf('motion-release.js, streaming on a Puck.js', rows);
  return [
    ...rows.map(line),
    `${line(streaming)} of at most ${MOST_VARIABLES}`,
    ...logging.map(line),
    ...totalsWhileLogging(streaming, logging).map((total) => `${line(total)}, ${againstGoal(total)}`),
  ];
}

const sumOf = (part: string, rows: readonly MemoryRow[]): MemoryRow => ({ part, variables: totalOf(rows) });
const shareOf = (variables: number): string => `${((100 * variables) / VARIABLES).toFixed(1)} %`;

/** Steady, and at its most. */
function totalsWhileLogging(streaming: MemoryRow, [module, buffers]: readonly MemoryRow[]): MemoryRow[] {
  const steady = [streaming, module!];
  return [sumOf('the same while it logs', steady), sumOf('while it compresses a block', [...steady, buffers!])];
}

/** The goal of 30 % is one for a band that streams; what it comes to beyond that is said. */
function againstGoal({ variables }: MemoryRow): string {
  const excess = variables - MOST_VARIABLES;
  return excess > 0 ? `${excess} above the goal` : 'within the goal';
}

/** For firmware/README.md. */
export function memoryMarkdown(rows: readonly MemoryRow[], logging: readonly MemoryRow[]): string {
  const streaming = sumOf('**streaming, in all**', rows);
  const totals = totalsWhileLogging(streaming, logging).map(({ part, variables }) => ({
    part: `**${part}**`,
    variables,
  }));
  const cells = [...rows, streaming, ...logging, ...totals].map((row) => [
    row.part,
    String(row.variables),
    shareOf(row.variables),
    row.part.startsWith('**') ? againstGoal(row) : '',
  ]);
  return markdownTable(['of a Puck.js', 'variables', `of ${VARIABLES}`, 'goal: 30 %'], cells);
}

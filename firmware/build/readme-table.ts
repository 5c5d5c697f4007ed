import { readFileSync, writeFileSync } from 'node:fs';

const README = new URL('../README.md', import.meta.url);

/** Tables of firmware/README.md that `npm run firmware` keeps true, each between marks of its name. */
export type ReadmeTable = 'log' | 'memory';

/** Columns as wide as their widest cell, as the formatter of documents wants them. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function placeIn(readme: string, name: ReadmeTable): [from: number, to: number] {
  const begin = `<!-- ${name}: written by npm run firmware -->`;
  const from = readme.indexOf(begin);
  const to = readme.indexOf(`<!-- /${name} -->`);
  if (from < 0 || to < from) throw new Error(`firmware/README.md has no place for its table: ${begin}`);
  return [from + begin.length, to];
}

/** The table that a README has. */
export const tableIn = (readme: string, name: ReadmeTable): string => readme.slice(...placeIn(readme, name)).trim();

/** A README with the table of today between its marks. */
export function withTable(readme: string, name: ReadmeTable, table: string): string {
  const [from, to] = placeIn(readme, name);
  return `${readme.slice(0, from)}\n\n${table}\n\n${readme.slice(to)}`;
}

export function writeTable(name: ReadmeTable, table: string): void {
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), name, table));
}

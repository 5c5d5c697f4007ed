/** A Markdown table, its first row the head; padded as Biome formats tables, so that formatting changes nothing generated. */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  // A vertical bar would end the cell.
  const cells = rows.map((row) => row.map((text) => text.replaceAll('|', '\\|')));
  const [head = [], ...body] = cells;
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

/** Text in columns, for people: as wide as its widest cell, two spaces between; numbers stand at the right of theirs. */
export function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => NUMBER.test(row[column] ?? '')));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat(widths[column]! - widthOf(cell));
        return numeric[column] ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Leaves out the columns in which no row has anything. */
export function withoutEmptyColumns(rows: readonly (readonly string[])[], nothing: string): string[][] {
  const [head = [], ...body] = rows;
  const told = head.map((_, column) => column === 0 || body.some((row) => row[column] !== nothing));
  return rows.map((row) => row.filter((_, column) => told[column]));
}

const NUMBER = /^(-|[+-]?\d[\d.,]*( ?(%|dBm|Hz|ppm))?)$/;

const widthOf = (text: string): number => [...text].length;

/** "1 band", "3 bands" */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Right-aligned, with digits of equal width. */
  readonly numeric?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  /** What becomes of it on a narrow screen: each row a card, or rows that scroll sideways, or nothing when it is narrow itself. */
  readonly narrow: 'cards' | 'scroll' | 'same';
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
}

/** A table; its caption is for screen readers, because a heading says the same. */
export function DataTable<Row>({ narrow, ...parts }: DataTableProps<Row>) {
  if (narrow !== 'scroll') return <Table {...parts} narrow={narrow} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" aria-label={`${parts.caption}, table`} tabIndex={0}>
      <Table {...parts} narrow={narrow} />
    </section>
  );
}

/** Each cell carries its column's name, for the cards. */
function Table<Row>({ caption, columns, rows, rowKey, narrow }: DataTableProps<Row>) {
  return (
    // The roles are stated because a changed `display` takes them away in some browsers.
    // biome-ignore-start lint/a11y/noRedundantRoles: see above
    <table role="table" data-narrow={narrow}>
      <caption class="sr-only">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.name} role="columnheader" scope="col" data-numeric={column.numeric}>
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row">
            {columns.map((column) => (
              <td key={column.name} role="cell" data-label={column.name} data-numeric={column.numeric}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  );
}

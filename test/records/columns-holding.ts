import { DatabaseSync } from 'node:sqlite';

/** "table.column" of every column that has this text somewhere, in words or in bytes. */
export function columnsHolding(path: string, text: string): string[] {
  const sql = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name: table }) => {
      const columns = sql.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
      return columns.flatMap(({ name: column }) => {
        const found = sql.prepare(
          `SELECT 1 FROM "${table}" WHERE instr(CAST("${column}" AS BLOB), CAST(? AS BLOB)) > 0`,
        );
        return found.get(text) ? [`${table}.${column}`] : [];
      });
    });
  } finally {
    sql.close();
  }
}

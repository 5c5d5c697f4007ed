import { DatabaseSync } from 'node:sqlite';
import { linkHash, NO_HASH } from '../../host/records/chain/audit-chain.ts';
import { readLinks } from '../../host/records/chain/audit-rows.ts';

/** Changes a file as somebody can who holds it: without its triggers and foreign keys. */
export function tamper(path: string, change: (sql: DatabaseSync) => void): void {
  const sql = new DatabaseSync(path);
  sql.exec('PRAGMA foreign_keys = OFF');
  for (const { name } of sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) {
    if (/_is_final$|_stays$|^audit_/.test(String(name))) sql.exec(`DROP TRIGGER ${name}`);
  }
  change(sql);
  sql.close();
}

/** Computes the hashes of these records anew, each linked to the one before. */
export function rehash(sql: DatabaseSync, from: number, to: number): void {
  let prev = NO_HASH;
  for (const link of [...readLinks(sql)]) {
    const hash = link.seq >= from && link.seq <= to ? linkHash({ ...link, prev }) : link.hash;
    if (hash !== link.hash) sql.prepare('UPDATE audit SET prev = ?, hash = ? WHERE seq = ?').run(prev, hash, link.seq);
    prev = hash;
  }
}

/** What is on this machine but the key of the records. */
export function withoutKey<Result>(work: () => Result): Result {
  const { XDG_CONFIG_HOME } = process.env;
  process.env.XDG_CONFIG_HOME = '/dev/null';
  try {
    return work();
  } finally {
    process.env.XDG_CONFIG_HOME = XDG_CONFIG_HOME;
  }
}

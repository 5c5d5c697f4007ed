import { NO_HASH } from './audit-chain.ts';
import type { AuditLog, AuditTrail } from './audit-record.ts';
import { appendLink, readHead, readLinks, readRecords } from './audit-rows.ts';
import { verifyLedger } from './audit-verify.ts';
import { type Database, explaining, transact } from './database.ts';
import { hasChain } from './migrations.ts';

const NO_CHAIN = { records: 0, head: NO_HASH };

export function auditTrail(database: Database): AuditTrail {
  const { path, sql } = database;
  return {
    of: (person, kinds) => explaining(path, () => (hasChain(sql) ? readRecords(sql, person, kinds) : [])),
    *links() {
      if (hasChain(sql)) yield* readLinks(sql);
    },
    head: () => explaining(path, () => (hasChain(sql) ? readHead(sql) : NO_CHAIN)),
    verify: (options) =>
      explaining(path, () => (hasChain(sql) ? verifyLedger(sql, options) : { intact: true, ...NO_CHAIN })),
  };
}

export function auditLog(database: Database, wallMs: () => number): AuditLog {
  return {
    ...auditTrail(database),
    append: (record) => transact(database, () => appendLink(database.sql, record, wallMs())),
  };
}

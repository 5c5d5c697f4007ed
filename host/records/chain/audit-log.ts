import { type Database, explaining, transact } from '../database.ts';
import { CHAIN_SINCE } from '../schema-version.ts';
import { NO_HASH } from './audit-chain.ts';
import type { AuditLog, AuditTrail } from './audit-record.ts';
import { appendLink, readHead, readRecords, tellLinks } from './audit-rows.ts';
import { verifyLedger } from './audit-verify.ts';

const NO_CHAIN = { records: 0, head: NO_HASH };

export function auditTrail(database: Database): AuditTrail {
  const { path, sql } = database;
  const hasChain = database.version >= CHAIN_SINCE;
  return {
    of: (person, kinds) => explaining(path, () => (hasChain ? readRecords(database, person, kinds) : [])),
    *links() {
      if (hasChain) yield* tellLinks(database);
    },
    head: () => explaining(path, () => (hasChain ? readHead(sql) : NO_CHAIN)),
    verify: (options) =>
      explaining(path, () => (hasChain ? verifyLedger(database, options) : { intact: true, ...NO_CHAIN })),
  };
}

export function auditLog(database: Database, wallMs: () => number): AuditLog {
  return {
    ...auditTrail(database),
    append: (record) => transact(database, () => appendLink(database, record, wallMs())),
  };
}

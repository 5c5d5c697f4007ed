import type { DatabaseSync } from 'node:sqlite';
import { appendLink } from './audit-rows.ts';
import { type DecisionRow, type DoseRow, decisionLink, doseLink } from './ledger-link.ts';

const TRIGGERS = `
  CREATE TRIGGER dose_is_final BEFORE UPDATE ON dose BEGIN SELECT RAISE(ABORT, 'the dose ledger is append-only'); END;
  CREATE TRIGGER decision_is_final BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
  CREATE TRIGGER dose_is_linked BEFORE INSERT ON dose
    WHEN NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.audit_seq AND kind = 'dose')
    BEGIN SELECT RAISE(ABORT, 'a dose is written with its record in the chain'); END;
  CREATE TRIGGER decision_is_linked BEFORE INSERT ON decision
    WHEN NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.audit_seq AND kind IN ('decision', 'stimulation'))
    BEGIN SELECT RAISE(ABORT, 'a decision is written with its record in the chain'); END;
  CREATE UNIQUE INDEX dose_by_link ON dose (audit_seq);
  CREATE UNIQUE INDEX decision_by_link ON decision (audit_seq);`;

/** Enters doses and decisions of before there was a chain, in the order of their labels; then nothing is without a link. */
export function chainOldRows(sql: DatabaseSync): void {
  const doses = sql.prepare('SELECT * FROM dose ORDER BY seq').all() as unknown as DoseRow[];
  const decisions = sql
    .prepare('SELECT decision.*, session.person FROM decision JOIN session ON session.id = session_id ORDER BY seq')
    .all() as unknown as DecisionRow[];
  const all = [
    ...doses.map((row) => ({ table: 'dose', row, link: doseLink(row) })),
    ...decisions.map((row) => ({ table: 'decision', row, link: decisionLink(row) })),
  ];
  all.sort((a, b) => a.row.wall_ms - b.row.wall_ms);
  for (const { table, row, link } of all) {
    const { seq } = appendLink(sql, link, row.wall_ms);
    sql.prepare(`UPDATE ${table} SET audit_seq = ? WHERE seq = ?`).run(seq, row.seq);
  }
  sql.exec(TRIGGERS);
}

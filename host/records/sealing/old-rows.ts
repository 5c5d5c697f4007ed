import type { DatabaseSync } from 'node:sqlite';
import { formerHash, NO_HASH } from '../chain/audit-chain.ts';
import { decisionKind } from '../chain/ledger-link.ts';
import { readJson } from '../json-text.ts';

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

type OldRow = Readonly<Record<string, unknown>>;

/** Enters doses and decisions of before there was a chain, in the order of their labels; then nothing is without a link. */
export function chainOldRows(sql: DatabaseSync): void {
  const doses = sql.prepare('SELECT * FROM dose ORDER BY seq').all();
  const decisions = sql
    .prepare('SELECT decision.*, session.person FROM decision JOIN session ON session.id = session_id ORDER BY seq')
    .all();
  const all = [
    ...doses.map((row) => ({ table: 'dose', row, by: 'band', kind: 'dose', document: doseDocument(row) })),
    ...decisions.map((row) => ({
      table: 'decision',
      row,
      by: 'gateway',
      kind: decisionKind(String(row.kind)),
      document: decisionDocument(row),
    })),
  ];
  all.sort((a, b) => Number(a.row.wall_ms) - Number(b.row.wall_ms));
  let last = { seq: 0, hash: NO_HASH };
  for (const { table, row, by, kind, document } of all) {
    const link = { seq: last.seq + 1, wallMs: Number(row.wall_ms), person: String(row.person), by, kind };
    const text = JSON.stringify(document);
    const hash = formerHash({ ...link, document: text, prev: last.hash });
    sql
      .prepare(
        'INSERT INTO audit (seq, wall_ms, person, by, kind, document, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(link.seq, link.wallMs, link.person, by, kind, text, last.hash, hash);
    sql.prepare(`UPDATE ${table} SET audit_seq = ? WHERE seq = ?`).run(link.seq, row.seq as number);
    last = { seq: link.seq, hash };
  }
  sql.exec(TRIGGERS);
}

export const doseDocument = ({
  seq,
  session_id,
  at_ms,
  pulses,
  charge_nc,
  on_time_ms,
  peak_current_ua,
}: OldRow): object => ({
  entry: seq,
  session: session_id,
  at_ms,
  pulses,
  charge_nc,
  on_time_ms,
  peak_current_ua,
});

export const decisionDocument = ({ seq, session_id, at_ms, kind, detail }: OldRow): object => ({
  entry: seq,
  session: session_id,
  at_ms,
  what: kind,
  detail: readJson(detail),
});

import type { StatementSync } from 'node:sqlite';
import type { Database } from '../records/database.ts';

/** What became of a message: acknowledged; given up for room or age; set aside, because nobody can take it. */
export type Fate = 'delivered' | 'dropped' | 'refused';

/** The outbox's statements, prepared once for a database: preparing costs more than running them. */
export interface OutboxRows {
  readonly insert: StatementSync;
  readonly seal: StatementSync;
  readonly unsealed: StatementSync;
  readonly after: StatementSync;
  readonly one: StatementSync;
  readonly size: StatementSync;
  readonly total: StatementSync;
  readonly totals: StatementSync;
  readonly least: StatementSync;
  readonly older: StatementSync;
  readonly keepRefused: StatementSync;
  readonly delete: StatementSync;
  /** By session and topic, and by kind. */
  readonly tally: Readonly<Record<Fate, StatementSync>>;
  readonly count: Readonly<Record<Fate, StatementSync>>;
}

const prepared = new WeakMap<Database, OutboxRows>();

export function outboxRows(database: Database): OutboxRows {
  const rows = prepared.get(database) ?? prepareRows(database);
  prepared.set(database, rows);
  return rows;
}

function prepareRows({ sql }: Database): OutboxRows {
  const COLUMNS = 'seq, message_id, session_id, person, topic, payload, queued_at_ms';
  return {
    insert: sql.prepare(
      `INSERT INTO outbox (message_id, session_id, worth, topic, payload, queued_at_ms, person, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (message_id) DO NOTHING`,
    ),
    seal: sql.prepare('UPDATE outbox SET person = ?, kind = ?, payload = ? WHERE seq = ?'),
    unsealed: sql.prepare('SELECT seq, message_id, topic, payload FROM outbox WHERE person IS NULL'),
    after: sql.prepare(`SELECT ${COLUMNS} FROM outbox WHERE seq > ? ORDER BY seq`),
    one: sql.prepare('SELECT kind, session_id, topic FROM outbox WHERE seq = ?'),
    size: sql.prepare('SELECT messages, bytes FROM outbox_size'),
    total: sql.prepare(
      'SELECT total(delivered) AS delivered, total(dropped) AS dropped, total(refused) AS refused FROM outbox_total',
    ),
    totals: sql.prepare('SELECT kind, delivered, dropped, refused FROM outbox_total ORDER BY kind'),
    least: sql.prepare('SELECT seq FROM outbox ORDER BY worth, seq LIMIT 1'),
    older: sql.prepare('SELECT seq FROM outbox WHERE kind = ? AND queued_at_ms < ? ORDER BY seq LIMIT ?'),
    keepRefused: sql.prepare(
      `INSERT INTO outbox_refused (message_id, topic, payload, person, reason)
       SELECT message_id, topic, payload, person, ? FROM outbox WHERE seq = ?`,
    ),
    delete: sql.prepare('DELETE FROM outbox WHERE seq = ?'),
    tally: byFate((fate) =>
      sql.prepare(
        `INSERT INTO outbox_tally (session_id, topic, ${fate}) VALUES (?, ?, 1)
         ON CONFLICT (session_id, topic) DO UPDATE SET ${fate} = ${fate} + 1`,
      ),
    ),
    count: byFate((fate) =>
      sql.prepare(
        `INSERT INTO outbox_total (kind, ${fate}) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET ${fate} = ${fate} + excluded.${fate}`,
      ),
    ),
  };
}

function byFate(prepare: (fate: Fate) => StatementSync): Record<Fate, StatementSync> {
  return { delivered: prepare('delivered'), dropped: prepare('dropped'), refused: prepare('refused') };
}

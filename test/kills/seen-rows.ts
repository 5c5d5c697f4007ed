import { DatabaseSync } from 'node:sqlite';

/** What another process could read of a gateway's records at some moment: all of it was committed then. */
export interface SeenRows {
  /** Samples in chunks, by session and sensor: parts give way to whole chunks, samples stay. */
  readonly samples: ReadonlyMap<string, number>;
  readonly reps: ReadonlyMap<string, number>;
  /** Sessions with a document. */
  readonly finished: ReadonlySet<string>;
  readonly doses: number;
  readonly decisions: number;
  readonly chain: { readonly seq: number; readonly hash: string };
}

const KEYED = {
  samples: "SELECT session_id || ' ' || sensor AS name, sum(samples) AS n FROM chunk GROUP BY 1",
  reps: 'SELECT session_id AS name, count(*) AS n FROM rep GROUP BY 1',
} as const;

/** Null where the gateway has made no tables yet. */
export function readRows(path: string): SeenRows | null {
  const sql = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
  try {
    sql.exec('BEGIN');
    if (sql.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get() === undefined) return null;
    const keyed = (query: string): Map<string, number> =>
      new Map(
        sql
          .prepare(query)
          .all()
          .map(({ name, n }) => [String(name), Number(n)]),
      );
    const count = (table: string): number => Number(sql.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
    const last = sql.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
    const documents = sql.prepare('SELECT id FROM session WHERE document IS NOT NULL').all();
    return {
      samples: keyed(KEYED.samples),
      reps: keyed(KEYED.reps),
      finished: new Set(documents.map(({ id }) => String(id))),
      doses: count('dose'),
      decisions: count('decision'),
      chain: { seq: Number(last?.seq ?? 0), hash: String(last?.hash ?? '') },
    };
  } finally {
    sql.close();
  }
}

/** What was there once and is not there now, in words. */
export function* missing(seen: SeenRows, path: string): Generator<string> {
  const now = readRows(path);
  if (now === null) return yield 'the tables are gone';
  for (const what of ['samples', 'reps'] as const)
    for (const [name, n] of seen[what])
      if ((now[what].get(name) ?? 0) < n) yield `${name}: ${now[what].get(name) ?? 0} ${what} are left of ${n}`;
  for (const id of seen.finished) if (!now.finished.has(id)) yield `the summary of session ${id} is gone`;
  for (const what of ['doses', 'decisions'] as const)
    if (now[what] < seen[what]) yield `${now[what]} ${what} are left of ${seen[what]}`;
  if (seen.chain.seq > 0 && hashAt(path, seen.chain.seq) !== seen.chain.hash)
    yield `record ${seen.chain.seq} of the chain is another one`;
}

function hashAt(path: string, seq: number): unknown {
  const sql = new DatabaseSync(path, { readOnly: true });
  try {
    return sql.prepare('SELECT hash FROM audit WHERE seq = ?').get(seq)?.hash;
  } finally {
    sql.close();
  }
}

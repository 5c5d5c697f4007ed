import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditTrail } from '../chain/audit-record.ts';
import { type Database, explaining, transact } from '../database.ts';
import type { Store } from '../store.ts';

/** For how many days something is kept; null: without end. Summaries, repetitions, doses and the chain always are. */
export interface RetentionRule {
  /** What bands sent, by the session's begin. */
  readonly raw: number | null;
  /** Angle curves, likewise. */
  readonly curves: number | null;
  /** What waits for a broker, by when it was queued. */
  readonly messages: number | null;
}

/** How much was deleted. */
export interface RetentionCounts {
  readonly sessions: number;
  readonly chunks: number;
  readonly curves: number;
  readonly messages: number;
}

/** The document of a record of kind 'retention', about nobody; the latest rule is in force. */
export type RetentionEntry =
  | { readonly what: 'rule'; readonly days: RetentionRule }
  | ({ readonly what: 'applied' } & RetentionCounts);

export const KEEP_ALL: RetentionRule = { raw: null, curves: null, messages: null };

export function retentionRule(audit: Pick<AuditTrail, 'of'>): RetentionRule {
  const entries = audit.of('', ['retention']).map(({ document }) => document as RetentionEntry);
  return entries.findLast((entry) => entry.what === 'rule')?.days ?? KEEP_ALL;
}

export interface RetentionOptions {
  readonly store: Pick<Store, 'audit' | 'database' | 'incomplete' | 'start'>;
  /** UTC, ms. */
  readonly wallMs: number;
  /** Takes out what was queued before (UTC, ms), and says how much that was: the relay's part. */
  readonly giveUpMessages: (beforeMs: number) => number;
  readonly onProgress?: (done: number, total: number) => void;
  /** True once it should end early: the rest waits for the next time. */
  readonly isOver?: () => boolean;
}

const DAY_MS = 86_400_000;
/** Some ms of a transaction: leases of a stimulation are renewed in between. */
const ROWS_AT_ONCE = 32;

/** Deletes what the rule in force does not keep, in small transactions, and writes down how much that was. */
export async function applyRetention(options: RetentionOptions): Promise<RetentionCounts> {
  const { store, wallMs, giveUpMessages } = options;
  const days = retentionRule(store.audit);
  const limitMs = (kept: number | null): number => (kept === null ? 0 : Math.round(wallMs - kept * DAY_MS));
  const raw = sessionsBefore(store.database, 'chunk', limitMs(days.raw));
  const curves = sessionsBefore(store.database, 'angle_chunk', limitMs(days.curves));
  const isWhole = wholeSessions(store);
  const jobs = [
    ...raw.map((id) => () => (isWhole(id) ? deleteSome(store.database, 'chunk', id) : 0)),
    ...curves.map((id) => () => (isWhole(id) ? deleteSome(store.database, 'angle_chunk', id) : 0)),
    () => giveUpMessages(limitMs(days.messages)),
  ];
  const deleted = await runJobs(jobs, options);
  const sum = (from: number, to: number): number => deleted.slice(from, to).reduce((total, one) => total + one, 0);
  const counts: RetentionCounts = {
    sessions: new Set([...raw, ...curves].filter((_, i) => deleted[i]! > 0)).size,
    chunks: sum(0, raw.length),
    curves: sum(raw.length, raw.length + curves.length),
    messages: deleted.at(-1)!,
  };
  if (counts.chunks + counts.curves + counts.messages > 0) note(store, { what: 'applied', ...counts }, 'gateway');
  return counts;
}

export function setRetention(store: Pick<Store, 'audit'>, days: RetentionRule, by: string): void {
  note(store, { what: 'rule', days }, by);
}

const note = ({ audit }: Pick<Store, 'audit'>, document: RetentionEntry, by: string): void =>
  void audit.append({ person: '', by, kind: 'retention', document });

/** Each until it finds no more; between two transactions everything else that waits has its turn. Returns how much each deleted. */
async function runJobs(jobs: readonly (() => number)[], options: RetentionOptions): Promise<number[]> {
  const { onProgress, isOver = () => false } = options;
  const deleted = jobs.map(() => 0);
  for (const [i, job] of jobs.entries()) {
    for (let rows = ROWS_AT_ONCE; rows > 0 && !isOver(); await nextTurn()) {
      rows = job();
      deleted[i]! += rows;
    }
    onProgress?.(i + 1, jobs.length);
  }
  return deleted;
}

/** Finished, and no demonstration that a prescription rests on. */
function sessionsBefore(database: Database, table: 'chunk' | 'angle_chunk', beforeMs: number): string[] {
  const rows = explaining(database.path, () =>
    database.sql
      .prepare(
        `SELECT id FROM session WHERE document IS NOT NULL AND state <> 'running' AND started_at_ms < ?
           AND EXISTS (SELECT 1 FROM ${table} WHERE session_id = session.id)
           AND id NOT IN (SELECT session_id FROM movement_prescription)
           AND id NOT IN (SELECT session_id FROM enrolled_execution) ORDER BY started_at_ms, id`,
      )
      .all(beforeMs),
  );
  return rows.map(({ id }) => String(id));
}

/** Whether none of its bands may still bring something of a session. */
function wholeSessions(store: RetentionOptions['store']): (id: string) => boolean {
  const whole = new Map<string, boolean>();
  const awaited = new Map<string, ReadonlySet<string>>();
  const awaitedOf = (device: string): ReadonlySet<string> => {
    const ids = awaited.get(device) ?? new Set(store.incomplete(device).map(({ start }) => start.id));
    awaited.set(device, ids);
    return ids;
  };
  return (id) => {
    const known = whole.get(id) ?? !Object.values(store.start(id).bands ?? {}).some((one) => awaitedOf(one).has(id));
    whole.set(id, known);
    return known;
  };
}

function deleteSome(database: Database, table: 'chunk' | 'angle_chunk', session: string): number {
  const some = `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE session_id = ? ORDER BY id LIMIT ${ROWS_AT_ONCE})`;
  return transact(database, () => Number(database.sql.prepare(some).run(session).changes));
}

/** Below this the file is not worth writing anew. */
const WORTH_BYTES = 1 << 18;

/** Writes the file anew without what is free in it; nothing else goes on meanwhile. Returns how many bytes were given back. */
export function giveBackSpace({ path, sql }: Database): number {
  const pragma = (name: string): number => Number(Object.values(sql.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  const freeBytes = pragma('freelist_count') * pragma('page_size');
  if (freeBytes < WORTH_BYTES) return 0;
  explaining(path, () => sql.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'));
  return freeBytes;
}

import { auditLog } from '../records/chain/audit-log.ts';
import { type Database, explaining } from '../records/database.ts';
import { KIND_TRAITS, QUEUED_KINDS } from './message-kind.ts';
import { giveUpOlder } from './outbox.ts';
import { outboxRows } from './outbox-rows.ts';

/** The document of a record of kind 'retention': by kind of message, how many were lost since the directory was made. */
export interface OutboxLosses {
  readonly what: 'outbox';
  /** Given up for room or age. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Set aside: nobody could read them, or the broker will never take them. */
  readonly refused: Readonly<Record<string, number>>;
}

const DAY_MS = 86_400_000;

/** What has waited for longer than its kind is kept; returns how many. Only where no broker takes them: what can go out goes out, however old. */
export function giveUpAged(database: Database, wallMs: number): number {
  return QUEUED_KINDS.reduce(
    (sum, kind) => sum + giveUpOlder(database, kind, wallMs - KIND_TRAITS[kind].keptDays * DAY_MS),
    0,
  );
}

/** Writes down in the chain what was lost since it was last written down; once a day at most. */
export function noteLosses(database: Database, wallMs: number): void {
  const losses = lossesOf(database);
  if (losses === null) return;
  const audit = auditLog(database, () => wallMs);
  const last = audit.of('', ['retention']).findLast(({ document }) => (document as OutboxLosses).what === 'outbox');
  // A clock that was set back counts too: else nothing would be written until it has caught up.
  if (last !== undefined && Math.abs(wallMs - last.wallMs) < DAY_MS) return;
  if (last !== undefined && JSON.stringify(last.document) === JSON.stringify(losses)) return;
  audit.append({ person: '', by: 'gateway', kind: 'retention', document: losses });
}

/** Null where nothing was ever lost. */
function lossesOf(database: Database): OutboxLosses | null {
  const rows = explaining(database.path, () => outboxRows(database).totals.all());
  const count = (fate: 'dropped' | 'refused') =>
    Object.fromEntries(rows.filter((row) => Number(row[fate]) > 0).map((row) => [String(row.kind), Number(row[fate])]));
  const losses = { what: 'outbox', dropped: count('dropped'), refused: count('refused') } as const;
  return Object.keys({ ...losses.dropped, ...losses.refused }).length === 0 ? null : losses;
}

import type { AuditTrail } from './records/chain/audit-record.ts';
import { DAILY_WINDOW_MS } from './records/dose/dose-ledger.ts';
import { latestRestoration, type RestoredEntry } from './records/upkeep/restored-entry.ts';
import { forbid, type Tightening } from './stim/index.ts';

/**
 * A backup knows nothing of what was delivered after it, up to the moment it was restored: nothing is, until that counts no more.
 * @param wallMs UTC, ms: of the clock as it is, for an earlier time refuses longer
 */
export function restoredTightenings(audit: Pick<AuditTrail, 'of'>, wallMs: number): Tightening[] {
  const restored = latestRestoration(audit);
  const untilMs = (restored?.wallMs ?? Number.NEGATIVE_INFINITY) + DAILY_WINDOW_MS;
  if (restored === undefined || wallMs >= untilMs) return [];
  const { backup_made_at } = restored.document as RestoredEntry;
  const text =
    `the records were restored from a backup of ${minuteOf(Date.parse(backup_made_at))}, and what was delivered between then and ` +
    `${minuteOf(restored.wallMs)} is not known here: stimulation waits until ${minuteOf(untilMs)} (UTC)`;
  return [forbid('records.restored', text, 'records of this gateway')];
}

const minuteOf = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ');

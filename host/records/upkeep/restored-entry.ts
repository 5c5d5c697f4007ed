import type { AuditRecord, AuditTrail } from '../chain/audit-record.ts';

/** The document of a record of kind 'security', about nobody: what was delivered and decided after the backup is unknown here. */
export interface RestoredEntry {
  readonly event: 'restored';
  /** ISO 8601, UTC. */
  readonly backup_made_at: string;
  readonly backup_records: number;
  readonly backup_head: string;
}

/** The latest; undefined where these records never were a backup. */
export const latestRestoration = (audit: Pick<AuditTrail, 'of'>): AuditRecord | undefined =>
  audit
    .of('', ['security'])
    .findLast(({ document }) => (document as Partial<RestoredEntry> | null)?.event === 'restored');

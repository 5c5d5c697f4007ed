import type { NewAuditRecord } from './audit-record.ts';
import { readJson } from './json-text.ts';

/** Rows of the tables that are found by person, session and device; their truth is in the chain. */
export interface DoseRow {
  readonly seq: number;
  readonly session_id: string;
  readonly person: string;
  readonly wall_ms: number;
  readonly at_ms: number;
  readonly pulses: number;
  readonly charge_nc: number;
  readonly on_time_ms: number;
  readonly peak_current_ua: number;
  /** Absent before version 4. */
  readonly device?: string | null;
  /** JSON of a DoseMark; absent before version 4. */
  readonly mark?: string | null;
  /** 1: booked after the gateway had lost the band; absent before version 4. */
  readonly late?: 0 | 1;
}

export interface DecisionRow {
  readonly seq: number;
  readonly session_id: string;
  readonly person: string;
  readonly wall_ms: number;
  readonly at_ms: number;
  readonly kind: string;
  /** JSON. */
  readonly detail: string;
}

/** The record of a booking: nothing of the row that isn't in it. */
export function doseLink(row: DoseRow): NewAuditRecord {
  return {
    person: row.person,
    by: row.device ? `band ${row.device}` : 'band',
    kind: 'dose',
    document: {
      entry: row.seq,
      session: row.session_id,
      at_ms: row.at_ms,
      pulses: row.pulses,
      charge_nc: row.charge_nc,
      on_time_ms: row.on_time_ms,
      peak_current_ua: row.peak_current_ua,
      ...(row.device ? { device: row.device } : {}),
      ...(row.mark ? { mark: readJson(row.mark) } : {}),
      ...(row.late ? { late: true } : {}),
    },
  };
}

const EVENTS: readonly string[] = ['stimulation-started', 'stimulation-stopped'];

export function decisionLink(row: DecisionRow): NewAuditRecord {
  return {
    person: row.person,
    by: 'gateway',
    kind: EVENTS.includes(row.kind) ? 'stimulation' : 'decision',
    document: {
      entry: row.seq,
      session: row.session_id,
      at_ms: row.at_ms,
      what: row.kind,
      detail: readJson(row.detail),
    },
  };
}

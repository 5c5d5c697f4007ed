import type { DoseMark } from '../dose/dose-ledger.ts';
import type { NewAuditRecord } from './audit-record.ts';

/** Rows by which doses are found by person, session and device; how much it was stands in the record of the chain alone. */
export interface DoseRow {
  readonly seq: number;
  readonly session_id: string;
  readonly person: string;
  readonly wall_ms: number;
  readonly at_ms: number;
  readonly device: string | null;
  /** 1: booked after the gateway had lost the band. */
  readonly late: 0 | 1;
}

export interface DecisionRow {
  readonly seq: number;
  readonly session_id: string;
  readonly person: string;
  readonly wall_ms: number;
  readonly at_ms: number;
  readonly kind: string;
}

export interface DoseAmounts {
  readonly pulses: number;
  readonly charge_nc: number;
  readonly on_time_ms: number;
  readonly peak_current_ua: number;
  readonly mark?: DoseMark;
}

/** The record of a booking: all of the row, and the amounts. */
export function doseLink(row: DoseRow, { mark, ...amounts }: DoseAmounts): NewAuditRecord {
  return {
    person: row.person,
    by: row.device ? `band ${row.device}` : 'band',
    kind: 'dose',
    document: {
      entry: row.seq,
      session: row.session_id,
      at_ms: row.at_ms,
      ...amounts,
      ...(row.device ? { device: row.device } : {}),
      ...(mark ? { mark } : {}),
      ...(row.late ? { late: true } : {}),
    },
  };
}

const EVENTS: readonly string[] = ['stimulation-started', 'stimulation-stopped'];

export const decisionKind = (kind: string): 'stimulation' | 'decision' =>
  EVENTS.includes(kind) ? 'stimulation' : 'decision';

export function decisionLink(row: DecisionRow, detail: unknown): NewAuditRecord {
  return {
    person: row.person,
    by: 'gateway',
    kind: decisionKind(row.kind),
    document: { entry: row.seq, session: row.session_id, at_ms: row.at_ms, what: row.kind, detail },
  };
}

/** Whether a record's document tells of this row. */
export function tellsOfDose(document: unknown, row: DoseRow): boolean {
  const { entry, session, at_ms, device = null, late = false } = (document ?? {}) as Record<string, unknown>;
  return (
    entry === row.seq &&
    session === row.session_id &&
    at_ms === row.at_ms &&
    device === (row.device || null) &&
    late === (row.late === 1)
  );
}

export function tellsOfDecision(document: unknown, row: DecisionRow): boolean {
  const { entry, session, at_ms, what } = (document ?? {}) as Record<string, unknown>;
  return entry === row.seq && session === row.session_id && at_ms === row.at_ms && what === row.kind;
}

import type { PersonDocument, PersonDocumentKind, PersonRecord } from '../../../host/stim/person/person-record.ts';
import { SCREENING_QUESTIONS } from '../../../host/stim/person/screening-questions.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const NOON_MS = Date.UTC(2026, 9, 1, 12);

/** A record as the audit chain hands it over. */
export function record<Kind extends PersonDocumentKind>(
  kind: Kind,
  document: PersonDocument<Kind>,
  { by = 'patient', atMs = NOON_MS }: { by?: string; atMs?: number } = {},
): PersonRecord {
  return { wallMs: atMs, by, kind, document };
}

export const allNo = (except: readonly string[] = []): Record<string, boolean> =>
  Object.fromEntries(SCREENING_QUESTIONS.map(({ id }) => [id, except.includes(id)]));

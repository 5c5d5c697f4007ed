import type { AuditTrail } from '../chain/audit-record.ts';

/**
 * What a person allows beyond being recorded here, each for itself. messages: repetitions, summaries and events to an outside
 * broker. raw: recordings to a broker. live: supervision while a session runs.
 */
export const PURPOSES = ['messages', 'raw', 'live'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The document of a record of kind 'consent': the latest of a purpose is in force. */
export interface ConsentEntry {
  readonly purpose: Purpose;
  readonly given: boolean;
}

export type Consents = Readonly<Record<Purpose, boolean>>;

/** Nothing is allowed until the person said so. */
export function consentsOf(audit: Pick<AuditTrail, 'of'>, person: string): Consents {
  const entries = audit.of(person, ['consent']).map(({ document }) => document as ConsentEntry);
  const given = (purpose: Purpose): boolean => entries.findLast((one) => one.purpose === purpose)?.given ?? false;
  return { messages: given('messages'), raw: given('raw'), live: given('live') };
}

import type { Database } from '../../records/database.ts';
import { acceptedInbox } from '../../records/inbox.ts';
import type { Store } from '../../records/store.ts';
import type { DownKind, DownOf, Plan, Settings } from './down-message.ts';

/** What a clinician asked for last for this person; null: nothing. */
export const planOf = (database: Database, person: string): Plan | null =>
  accepted(database, 'plan', person).at(-1)?.body ?? null;

/** What was set for this site; the latest word of each counts. */
export const settingsOf = (database: Database): Settings =>
  Object.assign({}, ...accepted(database, 'configuration', '').map(({ body }) => body));

/** For a person to read. */
export interface ClinicianMessage {
  readonly id: string;
  readonly text: string;
  /** Id of the clinician's key. */
  readonly signer: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly expiresAt: string;
}

type MessageStore = Pick<Store, 'audit' | 'database'>;

/** Those that the person has not read and that have not expired, oldest first. @param nowMs UTC, ms */
export function unreadMessages({ audit, database }: MessageStore, person: string, nowMs: number): ClinicianMessage[] {
  const read = new Set(audit.of(person, ['downlink']).map(({ document }) => readId(document)));
  return accepted(database, 'message', person)
    .filter(({ message_id, expires_at }) => !read.has(message_id) && Date.parse(expires_at) > nowMs)
    .map(({ message_id: id, body, signer, issued_at: at, expires_at: expiresAt }) => ({
      id,
      text: body.text,
      signer,
      at,
      expiresAt,
    }));
}

/** False where there is nothing of this id to read. */
export function markRead(store: MessageStore, person: string, id: string, nowMs: number): boolean {
  if (!unreadMessages(store, person, nowMs).some((one) => one.id === id)) return false;
  store.audit.append({ person, by: 'patient', kind: 'downlink', document: { what: 'read', message_id: id } });
  return true;
}

const readId = (document: unknown): string | undefined => {
  const { what, message_id } = (document ?? {}) as { readonly what?: string; readonly message_id?: string };
  return what === 'read' ? message_id : undefined;
};

const accepted = <Kind extends DownKind>(database: Database, kind: Kind, person: string): DownOf<Kind>[] =>
  acceptedInbox(database, kind, person).map(({ document }) => (document as { readonly message: DownOf<Kind> }).message);

import { type Database, explaining } from './database.ts';
import { NOBODY } from './sealing/seals.ts';

/** A message that a trusted clinician signed for this gateway, with what became of it. */
export interface InboxEntry {
  readonly messageId: string;
  readonly kind: string;
  /** Pseudonym; empty: about nobody who is known here. */
  readonly person: string;
  /** Id of the clinician's key. */
  readonly signer: string;
  readonly counter: number;
  /** UTC, ms, by the machine's clock. */
  readonly receivedAtMs: number;
  readonly verdict: 'accepted' | 'refused';
  /** Sealed under the person: the message, and why it was refused. */
  readonly document: unknown;
}

/** Part of the caller's transaction. */
export function insertInbox({ sql, seals }: Database, entry: InboxEntry): void {
  const { messageId, kind, person, signer, counter, receivedAtMs, verdict } = entry;
  const document = seals.sealJson(person || NOBODY, placeOf(messageId), entry.document);
  sql
    .prepare(
      'INSERT INTO inbox (message_id, kind, person, signer, counter, received_at_ms, verdict, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(messageId, kind, person, signer, counter, Math.round(receivedAtMs), verdict, document);
}

/** Undefined where no message has this id. */
export function readInbox(database: Database, messageId: string): InboxEntry | undefined {
  return explaining(database.path, () => {
    const row = database.sql.prepare('SELECT * FROM inbox WHERE message_id = ?').get(messageId);
    return row && entryOf(database, row);
  });
}

/** Accepted ones of a kind, in the order they came. @param person empty: about nobody */
export function acceptedInbox(database: Database, kind: string, person: string): InboxEntry[] {
  const query = "SELECT * FROM inbox WHERE person = ? AND kind = ? AND verdict = 'accepted' ORDER BY rowid";
  return explaining(database.path, () =>
    database.sql
      .prepare(query)
      .all(person, kind)
      .map((row) => entryOf(database, row)),
  );
}

/** Of everything a clinician has sent that was judged here; 0: nothing. */
export const highestCounter = (database: Database, signer: string): number =>
  explaining(database.path, () =>
    Number(database.sql.prepare('SELECT max(counter) AS most FROM inbox WHERE signer = ?').get(signer)?.most ?? 0),
  );

/** When the latest message came, UTC, ms; 0: none has. */
export const latestReceivedMs = (database: Database): number =>
  explaining(database.path, () =>
    Number(database.sql.prepare('SELECT max(received_at_ms) AS most FROM inbox').get()?.most ?? 0),
  );

function entryOf({ seals }: Database, row: Record<string, unknown>): InboxEntry {
  const messageId = String(row.message_id);
  const person = String(row.person);
  return {
    messageId,
    kind: String(row.kind),
    person,
    signer: String(row.signer),
    counter: Number(row.counter),
    receivedAtMs: Number(row.received_at_ms),
    verdict: row.verdict as InboxEntry['verdict'],
    document: seals.openJson(person || NOBODY, placeOf(messageId), row.document),
  };
}

const placeOf = (messageId: string) => ['inbox', 'document', messageId] as const;

/** The latest time that any record of the chain has, UTC, ms; reads them all. */
export const latestAuditMs = (database: Database): number =>
  explaining(database.path, () =>
    Number(database.sql.prepare('SELECT max(wall_ms) AS most FROM audit').get()?.most ?? 0),
  );

import { type Database, explaining, transact } from '../records/database.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { messageOf, type OutgoingMessage } from './message.ts';
import { parseTopic } from './topic.ts';

/** A message in the outbox; messages go out by rising `seq`, so those of one session keep their order. */
export interface QueuedMessage {
  readonly seq: number;
  readonly messageId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface OutboxLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** About two years of a person's repetitions and summaries without a broker. */
export const DEFAULT_LIMITS: OutboxLimits = { messages: 100_000, bytes: 64 * 1024 * 1024 };

/** What `openStore` calls beside each record: the record's message is queued in the transaction that stores the record. */
export function queueRecord(record: StoredRecord, database: Database, wallMs: number): void {
  // Recordings go to a broker by consent only.
  if (record.kind !== 'chunk') enqueue(database, messageOf(record), wallMs);
}

/** Queues a message; one that is queued already is left as it is. Over the limits the oldest of the least worth go. */
export function enqueue(database: Database, message: OutgoingMessage, wallMs: number, limits = DEFAULT_LIMITS): void {
  transact(database, () => {
    database.sql
      .prepare(
        `INSERT INTO outbox (message_id, session_id, worth, topic, payload, queued_at_ms) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (message_id) DO NOTHING`,
      )
      .run(message.messageId, message.sessionId, message.worth, message.topic, message.payload, Math.round(wallMs));
    makeRoom(database, limits);
  });
}

/** The next messages after `seq`, oldest first. What can't be a message of ours is set aside, so it stops nobody else. */
export function nextMessages(database: Database, afterSeq: number, limit: number): QueuedMessage[] {
  const rows = explaining(database.path, () =>
    database.sql
      .prepare('SELECT seq, message_id, topic, payload FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(afterSeq, limit),
  );
  const messages = rows.map((row) => ({
    seq: Number(row.seq),
    messageId: String(row.message_id),
    topic: String(row.topic),
    payload: row.payload as Uint8Array,
  }));
  const faulty = messages.filter((message) => faultOf(message) !== null);
  if (faulty.length === 0) return messages;
  transact(database, () => {
    for (const message of faulty) setAside(database, message.seq, faultOf(message)!);
  });
  return nextMessages(database, afterSeq, limit);
}

/** Takes acknowledged messages out, in one transaction. */
export function acknowledge(database: Database, seqs: readonly number[]): void {
  if (seqs.length === 0) return;
  transact(database, () => {
    for (const seq of seqs) remove(database, seq, 'delivered');
  });
}

export interface OutboxCounts {
  readonly pending: number;
  readonly bytes: number;
  /** Acknowledged, given up for room and set aside as unreadable, since the directory was made. */
  readonly delivered: number;
  readonly dropped: number;
  readonly refused: number;
}

export function countOutbox(database: Database): OutboxCounts {
  return explaining(database.path, () => {
    const size = database.sql.prepare('SELECT messages, bytes FROM outbox_size').get();
    const tally = database.sql
      .prepare(
        'SELECT total(delivered) AS delivered, total(dropped) AS dropped, total(refused) AS refused FROM outbox_tally',
      )
      .get();
    return {
      pending: Number(size?.messages),
      bytes: Number(size?.bytes),
      delivered: Number(tally?.delivered),
      dropped: Number(tally?.dropped),
      refused: Number(tally?.refused),
    };
  });
}

function makeRoom(database: Database, limits: OutboxLimits): void {
  const size = database.sql.prepare('SELECT messages, bytes FROM outbox_size');
  const least = database.sql.prepare('SELECT seq FROM outbox ORDER BY worth, seq LIMIT 1');
  for (
    let row = size.get();
    Number(row?.messages) > limits.messages || Number(row?.bytes) > limits.bytes;
    row = size.get()
  ) {
    remove(database, Number(least.get()?.seq), 'dropped');
  }
}

function remove(database: Database, seq: number, fate: 'delivered' | 'dropped' | 'refused'): void {
  database.sql
    .prepare(
      `INSERT INTO outbox_tally (session_id, topic, ${fate}) SELECT session_id, topic, 1 FROM outbox WHERE seq = ?
       ON CONFLICT (session_id, topic) DO UPDATE SET ${fate} = ${fate} + 1`,
    )
    .run(seq);
  database.sql.prepare('DELETE FROM outbox WHERE seq = ?').run(seq);
}

function setAside(database: Database, seq: number, reason: string): void {
  database.sql
    .prepare(
      'INSERT INTO outbox_refused (message_id, topic, payload, reason) SELECT message_id, topic, payload, ? FROM outbox WHERE seq = ?',
    )
    .run(reason, seq);
  remove(database, seq, 'refused');
}

function faultOf(message: QueuedMessage): string | null {
  if (parseTopic(message.topic) === null) return 'not a topic of limber/v1';
  try {
    const body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message.payload));
    return body?.message_id === message.messageId ? null : 'the message_id inside is not the one outside';
  } catch {
    return 'not JSON in UTF-8';
  }
}

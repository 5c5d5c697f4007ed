import { LimberError } from '../../protocol/limber-error.ts';
import { type Database, explaining, transact } from '../records/database.ts';
import type { OutgoingMessage } from './message.ts';
import { type MessageEnvelope, readEnvelope } from './message-envelope.ts';
import { personOfTopic, queuedKind } from './message-kind.ts';
import { type Fate, outboxRows } from './outbox-rows.ts';
import { parseTopic } from './topic.ts';

/** A message in the outbox; messages go out by rising `seq`, so those of one session keep their order. */
export interface QueuedMessage {
  readonly seq: number;
  readonly messageId: string;
  readonly sessionId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** UTC, ms. */
  readonly queuedAtMs: number;
  readonly envelope: MessageEnvelope;
}

export interface OutboxLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** About two years of a person's repetitions and summaries without a broker. */
export const DEFAULT_LIMITS: OutboxLimits = { messages: 100_000, bytes: 64 * 1024 * 1024 };

type Row = Readonly<Record<string, unknown>>;

/** Queues a message; one that is queued already is left as it is. Over the limits the oldest of the least worth go. */
export function enqueue(database: Database, message: OutgoingMessage, wallMs: number, limits = DEFAULT_LIMITS): void {
  const { messageId, sessionId, worth, topic, payload } = message;
  const person = personOfTopic(topic);
  transact(database, () => {
    const sealed = database.seals.seal(person, placeOf(messageId), payload);
    const kind = queuedKind(parseTopic(topic)) ?? '';
    outboxRows(database).insert.run(messageId, sessionId, worth, topic, sealed, Math.round(wallMs), person, kind);
    makeRoom(database, limits);
  });
}

/** The next messages after `seq`, oldest first. What can't be a message of ours is set aside, so it stops nobody else. */
export function nextMessages(
  database: Database,
  afterSeq: number,
  limit: number,
  waits: (seq: number, sessionId: string) => boolean = () => false,
): QueuedMessage[] {
  return explaining(database.path, () => {
    const messages: QueuedMessage[] = [];
    const faulty: [number, string][] = [];
    for (const row of outboxRows(database).after.iterate(afterSeq)) {
      if (messages.length >= limit) break;
      if (waits(Number(row.seq), String(row.session_id))) continue;
      const message = opened(database, row);
      if (typeof message === 'string') faulty.push([Number(row.seq), message]);
      else messages.push(message);
    }
    if (faulty.length > 0)
      transact(database, () => {
        for (const [seq, reason] of faulty) setAside(database, seq, reason);
      });
    return messages;
  });
}

/** Takes acknowledged messages out, in one transaction. */
export function acknowledge(database: Database, seqs: readonly number[]): void {
  if (seqs.length > 0) transact(database, () => remove(database, seqs, 'delivered'));
}

/** Keeps a message that nobody can take, with the reason, where it stops no other. */
export function setAside(database: Database, seq: number, reason: string): void {
  transact(database, () => {
    outboxRows(database).keepRefused.run(reason, seq);
    remove(database, [seq], 'refused');
  });
}

/**
 * Takes out what waits of a person for a purpose: it is never sent. Returns how many messages; part of the caller's transaction.
 * messages: repetitions, summaries and events. raw: chunks.
 */
export function withdrawQueued(database: Database, person: string, what: 'messages' | 'raw'): number {
  sealOldMessages(database);
  const compare = what === 'raw' ? '=' : '<>';
  const taken = database.sql.prepare(`DELETE FROM outbox WHERE person = ? AND kind ${compare} 'chunk'`).run(person);
  return Number(taken.changes);
}

/** What was queued before there were seals. */
export function sealOldMessages(database: Database): void {
  const { unsealed, seal } = outboxRows(database);
  transact(database, () => {
    for (const row of unsealed.all()) {
      const topic = String(row.topic);
      const person = personOfTopic(topic);
      const sealed = database.seals.seal(person, placeOf(String(row.message_id)), row.payload as Uint8Array);
      seal.run(person, queuedKind(parseTopic(topic)) ?? '', sealed, Number(row.seq));
    }
  });
}

export interface OutboxCounts {
  readonly pending: number;
  readonly bytes: number;
  /** Acknowledged, given up for room or age, and set aside, since the directory was made. */
  readonly delivered: number;
  readonly dropped: number;
  readonly refused: number;
}

export function countOutbox(database: Database): OutboxCounts {
  return explaining(database.path, () => {
    const { size, total } = outboxRows(database);
    const { messages, bytes } = size.get() ?? {};
    const { delivered, dropped, refused } = total.get() ?? {};
    return {
      pending: Number(messages),
      bytes: Number(bytes),
      delivered: Number(delivered),
      dropped: Number(dropped),
      refused: Number(refused),
    };
  });
}

/** Gives up what has waited longer than its kind is kept; returns how many. */
export function giveUpOlder(database: Database, kind: string, beforeMs: number): number {
  let given = 0;
  for (let seqs: number[] = [0]; seqs.length > 0; given += seqs.length) {
    seqs = outboxRows(database)
      .older.all(kind, Math.round(beforeMs), GIVEN_UP_AT_ONCE)
      .map(({ seq }) => Number(seq));
    transact(database, () => remove(database, seqs, 'dropped'));
  }
  return given;
}

const GIVEN_UP_AT_ONCE = 1000;

function makeRoom(database: Database, limits: OutboxLimits): void {
  const { size, least } = outboxRows(database);
  for (
    let row = size.get();
    Number(row?.messages) > limits.messages || Number(row?.bytes) > limits.bytes;
    row = size.get()
  ) {
    remove(database, [Number(least.get()?.seq)], 'dropped');
  }
}

function remove(database: Database, seqs: readonly number[], fate: Fate): void {
  const rows = outboxRows(database);
  const kinds = new Map<string, number>();
  for (const seq of seqs) {
    const row = rows.one.get(seq);
    // Withdrawn meanwhile.
    if (row === undefined) continue;
    const kind = String(row.kind);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (row.session_id !== '') rows.tally[fate].run(row.session_id as string, row.topic as string);
    rows.delete.run(seq);
  }
  for (const [kind, count] of kinds) rows.count[fate].run(kind, count);
}

/** By its id: a message that was set aside can still be opened. */
const placeOf = (messageId: string) => ['outbox', 'payload', messageId] as const;

/** Or why it can't be. Throws where the key of the records is not at hand: that is no message's fault. */
function opened(database: Database, row: Row): QueuedMessage | string {
  const [messageId, topic] = [String(row.message_id), String(row.topic)];
  try {
    const payload =
      row.person === null
        ? (row.payload as Uint8Array)
        : database.seals.open(String(row.person), placeOf(messageId), row.payload);
    const envelope = readEnvelope(topic, payload, messageId);
    if (typeof envelope === 'string') return envelope;
    const [seq, sessionId, queuedAtMs] = [Number(row.seq), String(row.session_id), Number(row.queued_at_ms)];
    return { seq, messageId, sessionId, topic, payload, queuedAtMs, envelope };
  } catch (cause) {
    if (cause instanceof LimberError && (cause.code === 'records/corrupt' || cause.code === 'records/forgotten'))
      return 'what is stored of it cannot be opened';
    throw cause;
  }
}

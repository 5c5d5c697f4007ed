import { limber } from '../../protocol/generated/wearable.js';
import type { RepRecord } from '../records/session-document.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { SessionStart } from '../records/summary.ts';
import { KIND_TRAITS } from './message-kind.ts';
import { formatTopic } from './topic.ts';

/** One message on its way out. Sent again after a failure it has the same id, so a consumer can drop the second. */
export interface OutgoingMessage {
  readonly messageId: string;
  readonly sessionId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Where room is short, messages of the least worth go first; doses go last. */
  readonly worth: number;
}

/** What every message of a session says about itself. */
interface Envelope {
  readonly message_id: string;
  readonly simulated: boolean;
  readonly site: string;
  readonly person: string;
  readonly session_id: string;
}

export interface RepMessage extends Envelope {
  readonly schema: 'limber/rep/1';
  readonly exercise: string;
  readonly rep: RepRecord;
}

export interface EventMessage extends Envelope {
  readonly schema: 'limber/event/1';
  readonly event: 'stimulation-started' | 'stimulation-stopped';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly current_ua: number;
  readonly reason: string;
  readonly prescription_id: string | null;
}

/** Retained: whoever subscribes learns at once whether the gateway is there. */
export interface StatusMessage {
  readonly schema: 'limber/status/1';
  readonly message_id: string;
  readonly simulated: boolean;
  readonly site: string;
  /** 'lost' is the broker's word for a gateway that went without a goodbye. */
  readonly state: 'online' | 'offline' | 'lost';
  /** ISO 8601, UTC: since when, or when the connection began that was lost. */
  readonly at: string;
}

/** The message that a stored record causes. Throws RangeError where site, person or session is no topic id. */
export function messageOf(record: StoredRecord): OutgoingMessage {
  if (record.kind === 'chunk') return chunkMessage(record);
  if (record.kind === 'summary') {
    const { document } = record;
    const { site, person, id } = document.session;
    return outgoing('summary', id, formatTopic({ kind: 'summary', site, person, session: id }), document);
  }
  const { site, person, id } = record.session;
  if (record.kind === 'rep') {
    const topic = formatTopic({ kind: 'rep', site, person, session: id });
    return outgoing('rep', id, topic, repMessage(record.session, record.simulated, record.rep));
  }
  return outgoing('event', id, formatTopic({ kind: 'event', site, person, event: record.id }), eventMessage(record));
}

function outgoing(
  kind: 'rep' | 'summary' | 'event',
  sessionId: string,
  topic: string,
  body: { readonly message_id: string },
): OutgoingMessage {
  const payload = new TextEncoder().encode(JSON.stringify(body));
  return { messageId: body.message_id, sessionId, topic, payload, worth: KIND_TRAITS[kind].worth };
}

/** As raw-chunk.ts encodes it: version 2 of its layout, deflated. */
const RAW_CHUNK_ENCODING = 'limber/raw-chunk/2';

function chunkMessage(record: Extract<StoredRecord, { kind: 'chunk' }>): OutgoingMessage {
  const { session, simulated, chunk } = record;
  const { site, person, id } = session;
  const messageId = `${id}-chunk-${chunk.number}`;
  const body = {
    schema: 'limber/chunk/1',
    messageId,
    simulated,
    site,
    person,
    sessionId: id,
    sensor: chunk.sensor,
    configurationId: chunk.configurationId,
    samples: chunk.samples,
    encoding: RAW_CHUNK_ENCODING,
    data: chunk.data,
  };
  return {
    messageId,
    sessionId: id,
    topic: formatTopic({ kind: 'chunk', site, person, session: id, chunk: chunk.number }),
    payload: limber.v1.ChunkMessage.encode(body).finish(),
    worth: KIND_TRAITS.chunk.worth,
  };
}

function envelope(session: SessionStart, simulated: boolean, messageId: string): Envelope {
  return { message_id: messageId, simulated, site: session.site, person: session.person, session_id: session.id };
}

function repMessage(session: SessionStart, simulated: boolean, rep: RepRecord): RepMessage {
  const common = envelope(session, simulated, `${session.id}-rep-${rep.index}`);
  return { schema: 'limber/rep/1', ...common, exercise: session.exercise, rep };
}

function eventMessage(record: Extract<StoredRecord, { kind: 'event' }>): EventMessage {
  const { session, simulated, event } = record;
  return {
    schema: 'limber/event/1',
    ...envelope(session, simulated, record.id),
    event: event.kind,
    at: new Date(session.startedAtMs + event.atMs).toISOString(),
    current_ua: event.currentUa,
    reason: event.reason,
    prescription_id: event.prescriptionId,
  };
}

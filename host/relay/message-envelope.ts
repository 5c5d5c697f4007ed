import { limber } from '../../protocol/generated/wearable.js';
import { type QueuedKind, queuedKind } from './message-kind.ts';
import { parseTopic } from './topic.ts';

/** What every message says of itself, whatever its form. */
export interface MessageEnvelope {
  readonly schema: string;
  readonly message_id: string;
  readonly simulated: boolean;
}

/** The envelope; or in words, why this can't be a message of ours. */
export function readEnvelope(topic: string, payload: Uint8Array, messageId: string): MessageEnvelope | string {
  const kind = queuedKind(parseTopic(topic));
  if (kind === null) return 'not a topic of limber/v1';
  try {
    const envelope = decode(kind, payload);
    if (envelope?.message_id !== messageId) return 'the message_id inside is not the one outside';
    const { schema, simulated } = envelope;
    return { schema: String(schema), message_id: messageId, simulated: simulated === true };
  } catch {
    return kind === 'chunk' ? 'not a message in protobuf' : 'not JSON in UTF-8';
  }
}

function decode(kind: QueuedKind, payload: Uint8Array): Partial<Record<keyof MessageEnvelope, unknown>> | null {
  if (kind !== 'chunk') return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  const { schema, messageId, simulated } = limber.v1.ChunkMessage.decode(payload);
  return { schema, message_id: messageId, simulated };
}

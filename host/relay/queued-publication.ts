import type { Publication } from './broker-connection.ts';
import { userProperties } from './gateway-status.ts';
import { KIND_TRAITS, queuedKind } from './message-kind.ts';
import type { QueuedMessage } from './outbox.ts';
import { parseTopic } from './topic.ts';

const DAY_S = 86_400;
/** A message that has waited for long gets this much at least: the clock may have been wrong when it was queued. */
const LEAST_EXPIRY_S = DAY_S;
/** Fixed header, packet id, and the properties' own bytes (MQTT 5, 3.3). */
const FRAME_BYTES = 128;

export function publicationOf({ topic, payload, queuedAtMs, envelope }: QueuedMessage, wallMs: number): Publication {
  const kind = queuedKind(parseTopic(topic));
  if (kind === null) return { topic, payload };
  const { contentType, expiresDays } = KIND_TRAITS[kind];
  const waitedS = Math.max(0, (wallMs - queuedAtMs) / 1000);
  const messageExpiryS = Math.ceil(Math.max(LEAST_EXPIRY_S, expiresDays * DAY_S - waitedS));
  return { topic, payload, properties: { contentType, messageExpiryS, userProperties: userProperties(envelope) } };
}

/** At most so many bytes go over the line. */
export function packetBytesAtMost({ topic, payload, properties }: Publication): number {
  const own = Object.entries(properties?.userProperties ?? {})
    .flat()
    .join('');
  return FRAME_BYTES + topic.length + payload.length + own.length;
}

import { parseTopic, type Topic } from './topic.ts';

/** What is queued; a gateway's status and its live stream are not. */
export const QUEUED_KINDS = ['chunk', 'rep', 'summary', 'ack', 'event'] as const;
export type QueuedKind = (typeof QUEUED_KINDS)[number];

interface KindTraits {
  /** Where room is short, the oldest of the least worth go first; doses (events) go last. */
  readonly worth: number;
  /** Without a broker for so long, it is given up. */
  readonly keptDays: number;
  /** A broker that could not deliver it need not go on trying (MQTT 5). */
  readonly expiresDays: number;
  readonly contentType: string;
}

const JSON_TYPE = 'application/json';

export const KIND_TRAITS: Readonly<Record<QueuedKind, KindTraits>> = {
  chunk: { worth: 0, keptDays: 7, expiresDays: 7, contentType: 'application/x-protobuf' },
  rep: { worth: 1, keptDays: 90, expiresDays: 30, contentType: JSON_TYPE },
  summary: { worth: 2, keptDays: 365, expiresDays: 365, contentType: JSON_TYPE },
  ack: { worth: 2, keptDays: 365, expiresDays: 90, contentType: JSON_TYPE },
  event: { worth: 3, keptDays: 730, expiresDays: 730, contentType: JSON_TYPE },
};

/** Null for what no outbox may hold. */
export function queuedKind(topic: Topic | null): QueuedKind | null {
  return QUEUED_KINDS.find((kind) => kind === topic?.kind) ?? null;
}

/** Whose key seals a message; empty where it is about nobody. */
export function personOfTopic(text: string): string {
  const topic = parseTopic(text);
  return topic !== null && 'person' in topic ? topic.person : '';
}

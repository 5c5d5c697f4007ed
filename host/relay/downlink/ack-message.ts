import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { PUBLIC_ID } from '../../records/session-document.ts';
import type { OutgoingMessage } from '../message.ts';
import { KIND_TRAITS } from '../message-kind.ts';
import { formatTopic } from '../topic.ts';
import type { Reason } from './reason.ts';

const id = v.pipe(v.string(), v.regex(PUBLIC_ID));

export const ackSchema = v.object({
  schema: v.literal('limber/ack/1'),
  message_id: id,
  simulated: v.boolean(),
  site: id,
  /** The message that is answered. */
  of: id,
  /** Of its payload, hex: an answer to something else under the same id is none to this. */
  of_sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  verdict: v.picklist(['accepted', 'refused']),
  reasons: v.array(v.object({ rule: v.string(), text: v.string() })),
  /** When it was judged. */
  at: v.pipe(v.string(), v.isoTimestamp()),
});
export type AckMessage = v.InferOutput<typeof ackSchema>;

export interface Answer {
  readonly of: string;
  /** What is answered. */
  readonly payload: Uint8Array;
  readonly site: string;
  readonly simulated: boolean;
  readonly verdict: AckMessage['verdict'];
  readonly reasons: readonly Reason[];
  /** UTC, ms. */
  readonly judgedAtMs: number;
  /** Answers to what nobody trusted has signed go first where room is short. */
  readonly isSigned: boolean;
}

export const payloadHash = (payload: Uint8Array | string): string => createHash('sha256').update(payload).digest('hex');

/** The same for the same message, however often it is answered; what a stranger sends under its id has another answer. */
export function ackOf({
  of,
  payload,
  site,
  simulated,
  verdict,
  reasons,
  judgedAtMs,
  isSigned,
}: Answer): OutgoingMessage {
  const hash = payloadHash(payload);
  const body: AckMessage = {
    schema: 'limber/ack/1',
    message_id: `ack-${of}-${hash.slice(0, 8)}`,
    simulated,
    site,
    of,
    of_sha256: hash,
    verdict,
    reasons: reasons.map(({ rule, text }) => ({ rule, text })),
    at: new Date(judgedAtMs).toISOString(),
  };
  return {
    messageId: body.message_id,
    sessionId: '',
    topic: formatTopic({ kind: 'ack', site, message: of }),
    payload: new TextEncoder().encode(JSON.stringify(body)),
    worth: isSigned ? KIND_TRAITS.ack.worth : 0,
  };
}

import { randomUUID } from 'node:crypto';
import { firstValueFrom, Observable } from 'rxjs';
import * as v from 'valibot';
import { LimberError } from '../../../protocol/limber-error.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import type { BrokerAddress } from '../broker-address.ts';
import { connectOnce } from '../broker-connection.ts';
import { formatTopic } from '../topic.ts';
import { type AckMessage, ackSchema, payloadHash } from './ack-message.ts';
import type { DownMessage } from './down-message.ts';

export interface SendParts {
  readonly broker: BrokerAddress;
  readonly message: DownMessage;
  /** The very bytes that were signed. */
  readonly payload: string;
  readonly waitMs: number;
  /** Real time: a broker keeps no other. */
  readonly timeline: Timeline;
}

export type Answer = AckMessage | 'no-answer';

/** The clinician's side: subscribes to the answer, publishes, waits. @throws LimberError relay/broker-unreachable */
export async function sendDown(parts: SendParts): Promise<Answer> {
  const answer = await firstValueFrom(sending(parts, 5));
  // A broker of MQTT 3.1.1 hangs up on whoever speaks of 5.
  return answer === 'not-let-in' ? ((await firstValueFrom(sending(parts, 4))) as Answer) : answer;
}

function sending(
  { broker, message, payload, waitMs, timeline }: SendParts,
  protocol: 4 | 5,
): Observable<Answer | 'not-let-in'> {
  const { site, message_id: of } = message;
  const ackTopic = formatTopic({ kind: 'ack', site, message: of });
  const downTopic = formatTopic({ kind: 'down', site, message: of });
  return new Observable((subscriber) => {
    let isIn = false;
    let hasIt = false;
    const fail = (why: string): void => {
      const text = `The MQTT broker ${broker.url} can't be used (${why}). Nothing was sent.`;
      subscriber.error(new LimberError('relay/broker-unreachable', text));
    };
    const subscription = connectOnce({
      address: broker,
      clientId: `limber-clinician-${randomUUID()}`,
      protocol,
      listener: (heard) => {
        const ack = heard.topic === ackTopic ? answerIn(heard.payload, payload) : null;
        if (ack) subscriber.next(ack);
      },
    }).subscribe((event) => {
      if (event.kind === 'down') return isIn || protocol === 4 ? fail(event.reason) : subscriber.next('not-let-in');
      isIn = true;
      const { connection } = event;
      connection.subscribe(ackTopic, (refusal) => {
        if (refusal) return fail(refusal.words);
        connection.publish({ topic: downTopic, payload }, (refused) => {
          hasIt = refused === null;
          if (refused) fail(refused.words);
        });
      });
    });
    subscription.add(
      timeline.after(waitMs, () => (hasIt ? subscriber.next('no-answer') : fail('it does not answer in time'))),
    );
    return subscription;
  });
}

/** Null for what is no answer to this message. */
function answerIn(heard: Uint8Array, sent: string): AckMessage | null {
  try {
    const parsed = v.safeParse(ackSchema, JSON.parse(Buffer.from(heard).toString('utf8')));
    return parsed.success && parsed.output.of_sha256 === payloadHash(sent) ? parsed.output : null;
  } catch {
    return null;
  }
}

import type { Publication } from './broker-connection.ts';
import type { StatusMessage } from './message.ts';
import { formatTopic } from './topic.ts';

export interface StatusFacts {
  readonly site: string;
  readonly simulated: boolean;
  readonly messageId: string;
  /** UTC, ms. */
  readonly wallMs: number;
}

/** Retained at the broker; throws RangeError if `site` is no topic id. */
export function gatewayStatus(facts: StatusFacts, state: StatusMessage['state']): Publication {
  const { site, simulated, messageId, wallMs } = facts;
  const body: StatusMessage = {
    schema: 'limber/status/1',
    message_id: messageId,
    simulated,
    site,
    state,
    at: new Date(wallMs).toISOString(),
  };
  return {
    topic: formatTopic({ kind: 'status', site }),
    payload: JSON.stringify(body),
    retain: true,
    properties: { contentType: 'application/json', userProperties: userProperties(body) },
  };
}

export function userProperties(body: {
  readonly schema: string;
  readonly message_id: string;
  readonly simulated: boolean;
}): Record<string, string> {
  return { schema: body.schema, 'message-id': body.message_id, simulated: String(body.simulated) };
}

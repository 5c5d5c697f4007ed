import { connect } from 'mqtt';
import type { BrokerAddress } from '../relay/broker-connection.ts';
import { type Finding, fail, ok } from './doctor-finding.ts';

export interface BrokerFacts {
  /** Without credentials. */
  readonly url: string;
  /** From the first packet to CONNACK. */
  readonly answeredMs: number | null;
  /** The system's code ("ECONNREFUSED"), or the broker's ("5"); empty where it answered. */
  readonly code: string;
}

const PATIENCE_MS = 5_000;

/** Connects once and says goodbye; nothing is published. */
export function askBroker({ url, ...credentials }: BrokerAddress, nowMs: () => number): Promise<BrokerFacts> {
  const beganMs = nowMs();
  return new Promise((resolve) => {
    let code = 'no-answer';
    let answeredMs: number | null = null;
    const client = connect(url, {
      ...credentials,
      clientId: `limber-doctor-${process.pid}`,
      clean: true,
      protocolVersion: 4,
      reconnectPeriod: 0,
      connectTimeout: PATIENCE_MS,
    });
    client.on(
      'error',
      (error: Error & { readonly code?: string | number; readonly errors?: readonly { code?: string }[] }) => {
        // Node reports a refused connection to both addresses of localhost as one error without a code of its own.
        code = String(error.code ?? error.errors?.[0]?.code ?? 'no-answer');
      },
    );
    client.on('connect', () => {
      answeredMs = nowMs() - beganMs;
      client.end();
    });
    client.on('close', () => {
      client.end(true);
      resolve({ url, answeredMs, code: answeredMs === null ? code : '' });
    });
  });
}

/** MQTT 3.1.1 section 3.2.2.3, and the system's own. */
const CODES: Readonly<Record<string, { readonly what: string; readonly todo: string }>> = {
  1: { what: 'refuses MQTT 3.1.1', todo: 'allow protocol version 4 there' },
  2: { what: 'refuses our client id', todo: 'let clients choose their ids there' },
  3: { what: 'is not available', todo: 'ask its operator' },
  4: { what: 'refuses user name or password', todo: 'give them as mqtts://user:password@host' },
  5: { what: 'lets this user not in', todo: "allow it in the broker's access list" },
  ECONNREFUSED: { what: 'is not running at that port', todo: 'start it, or correct the port' },
  ENOTFOUND: {
    what: 'has a name that nobody knows',
    todo: 'correct the host name, or the name server of this machine',
  },
  EAI_AGAIN: { what: 'has a name that could not be looked up', todo: 'is this machine connected to the network?' },
  ENETUNREACH: { what: 'cannot be reached from here', todo: 'is this machine connected to the network?' },
  EHOSTUNREACH: { what: 'cannot be reached from here', todo: 'is this machine connected to the right network?' },
  ECONNRESET: { what: 'hangs up at once', todo: 'is it mqtts:// that it speaks, or another port?' },
  'no-answer': {
    what: 'does not answer CONNECT within 5 s',
    todo: 'is it an MQTT broker, and mqtts:// or mqtt:// right?',
  },
};

export const BROKER_CODES: readonly string[] = Object.keys(CODES);

/** @param facts null where none was named: then the gateway has one of its own */
export function judgeBroker(facts: BrokerFacts | null): Finding {
  if (facts === null) return ok('none named: the gateway brings its own', { named: false, answers: null, code: null });
  const { url, answeredMs, code } = facts;
  const shared = { named: true, answers: answeredMs !== null, code };
  if (answeredMs !== null) return ok(`${url} answers CONNECT in ${answeredMs.toFixed(0)} ms`, shared);
  const { what, todo } = CODES[code] ?? { what: `cannot be used (${code})`, todo: 'check address and certificate' };
  return fail(`${url} ${what}`, todo, shared);
}

import type { BrokerAddress } from '../relay/broker-address.ts';
import { connectOnce } from '../relay/broker-connection.ts';
import { isWrongVersion, TROUBLE_CODES, type TroubleCode, troubleOf } from '../relay/broker-words.ts';
import { type Finding, fail, ok } from './doctor-finding.ts';

export interface BrokerFacts {
  /** Without credentials. */
  readonly url: string;
  /** From the first packet to CONNACK. */
  readonly answeredMs: number | null;
  /** Which version of MQTT was spoken last. */
  readonly protocol: 4 | 5;
  /** The system's code ("ECONNREFUSED"), or the broker's (5); empty where it answered. */
  readonly code: TroubleCode;
}

/** Connects once, a second time where MQTT 5 is not spoken, and says goodbye; nothing is published, and the broker keeps nothing. */
export async function askBroker(address: BrokerAddress, nowMs: () => number): Promise<BrokerFacts> {
  const asked = await ask(address, 5, nowMs);
  return isWrongVersion(asked.code) ? ask(address, 4, nowMs) : asked;
}

async function ask(address: BrokerAddress, protocol: 4 | 5, nowMs: () => number): Promise<BrokerFacts> {
  const beganMs = nowMs();
  const clientId = `limberdoctor${process.pid}`;
  const facts = { url: address.url, protocol };
  return new Promise((resolve) => {
    const subscription = connectOnce({ address, clientId, protocol, listener: () => {} }).subscribe((event) => {
      if (event.kind === 'down') return resolve({ ...facts, answeredMs: null, code: event.code ?? 'no-answer' });
      resolve({ ...facts, answeredMs: nowMs() - beganMs, code: '' });
      event.connection.end().finally(() => subscription.unsubscribe());
    });
  });
}

export const BROKER_CODES: readonly string[] = TROUBLE_CODES;

/** @param facts null where none was named: then the gateway has one of its own */
export function judgeBroker(facts: BrokerFacts | null): Finding {
  if (facts === null) return ok('none named: the gateway brings its own', { named: false, answers: null, code: null });
  const { url, answeredMs, protocol, code } = facts;
  const shared = { named: true, answers: answeredMs !== null, code: String(code) };
  if (answeredMs !== null)
    return ok(`${url} answers CONNECT in ${answeredMs.toFixed(0)} ms, MQTT ${protocol === 5 ? '5' : '3.1.1'}`, shared);
  const { what, todo = 'look into its log' } = troubleOf(code) ?? { what: 'it gives a reason that nobody knows' };
  return fail(`${url} cannot be used: ${what} (${code})`, todo, shared);
}

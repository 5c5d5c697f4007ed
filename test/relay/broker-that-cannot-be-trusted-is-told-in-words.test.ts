import { firstValueFrom, timeout } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BrokerTls } from '../../host/relay/broker-address.ts';
import { type ConnectionEvent, connectOnce } from '../../host/relay/broker-connection.ts';
import { temporaryStore } from '../records/session-fixture.ts';
import { freePort, statusWhere, temporaryRelay, WAIT_MS } from './broker-fixture.ts';
import { type Door, startTlsBroker, type TlsBroker } from './tls-broker.ts';

let broker: TlsBroker;
beforeAll(async () => {
  broker = await startTlsBroker();
});
afterAll(() => broker.close());

async function firstEvent(url: string, tls?: BrokerTls): Promise<ConnectionEvent> {
  const options = { clientId: 'limbertest', protocol: 5, listener: () => {} } as const;
  const events$ = connectOnce({ ...options, address: { url, ...(tls && { tls }) } });
  return firstValueFrom(events$.pipe(timeout(WAIT_MS)));
}

const at = (scheme: string, door: Door, host = 'localhost'): string => `${scheme}://${host}:${broker.port[door]}`;

const CASES: readonly (readonly [string, () => Promise<ConnectionEvent>, RegExp | 'up'])[] = [
  ['no TLS where none is asked for', () => firstEvent(at('mqtt', 'plain')), 'up'],
  ['a certificate of the right authority', () => firstEvent(at('mqtts', 'tls'), { ca: broker.ca }), 'up'],
  ['the same, by its address', () => firstEvent(at('mqtts', 'tls', '127.0.0.1'), { ca: broker.ca }), 'up'],
  ['a websocket', () => firstEvent(`${at('ws', 'ws')}/mqtt`), 'up'],
  ['a websocket with TLS', () => firstEvent(`${at('wss', 'wss')}/mqtt`, { ca: broker.ca }), 'up'],
  [
    'a certificate of its own for a broker that asks for one',
    () =>
      firstEvent(at('mqtts', 'mutual'), {
        ca: broker.ca,
        cert: broker.client.certificate,
        key: broker.client.privateKey,
      }),
    'up',
  ],
  ['an authority that nobody named', () => firstEvent(at('mqtts', 'tls')), /not trusted here.*--broker-ca/],
  [
    'another authority than the one named',
    () => firstEvent(at('mqtts', 'tls'), { ca: broker.otherCa }),
    /not trusted here.*--broker-ca/,
  ],
  [
    'a websocket of an authority that nobody named',
    () => firstEvent(`${at('wss', 'wss')}/mqtt`),
    /not trusted here.*--broker-ca/,
  ],
  ['a certificate out of date', () => firstEvent(at('mqtts', 'expired'), { ca: broker.ca }), /has expired.*clock/],
  [
    'a certificate for another name',
    () => firstEvent(at('mqtts', 'elsewhere'), { ca: broker.ca }),
    /for another name.*use the name that is in the certificate/,
  ],
  [
    'no certificate for a broker that asks for one',
    () => firstEvent(at('mqtts', 'mutual'), { ca: broker.ca }),
    /certificate of this gateway.*--broker-cert/,
  ],
  [
    'a certificate that the broker does not know',
    () =>
      firstEvent(at('mqtts', 'mutual'), {
        ca: broker.ca,
        cert: broker.strangeClient.certificate,
        key: broker.strangeClient.privateKey,
      }),
    /does not know who signed the certificate of this gateway.*--broker-cert/,
  ],
  [
    'a certificate of its own out of date',
    () =>
      firstEvent(at('mqtts', 'mutual'), {
        ca: broker.ca,
        cert: broker.oldClient.certificate,
        key: broker.oldClient.privateKey,
      }),
    /certificate of this gateway has expired.*--broker-cert/,
  ],
  ['TLS at a port without', () => firstEvent(at('mqtts', 'plain'), { ca: broker.ca }), /does not speak TLS|hung up/],
  ['no TLS at a port with', () => firstEvent(at('mqtt', 'tls')), /closed the connection|hung up|is no MQTT/],
  ['a name that nobody has', () => firstEvent('mqtts://broker.invalid:8883'), /nobody knows its name|looked up/],
  ['a port where nothing listens', async () => firstEvent(`mqtt://127.0.0.1:${await freePort()}`), /ECONNREFUSED/],
];

it.each(CASES)('%s', async (_, connect, expected) => {
  const event = await connect();
  if (event.kind === 'up') await event.connection.end();
  if (expected === 'up') expect(event).toMatchObject({ kind: 'up' });
  else expect(event).toMatchObject({ kind: 'down', reason: expect.stringMatching(expected) });
});

it('the words reach whoever watches, once, and a relay that was never let in publishes nothing', async () => {
  const said: string[] = [];
  const address = { url: at('mqtts', 'tls'), tls: { ca: broker.otherCa } };
  const relay = temporaryRelay({ store: temporaryStore(), broker: address, say: (line) => said.push(line) });
  const { trouble, connected } = await statusWhere(relay, (status) => status.trouble !== null);
  expect(connected).toBe(false);
  expect(said).toEqual([trouble?.message]);
  expect(said[0]).toMatch(
    /^The MQTT broker mqtts:\/\/localhost:\d+ can't be used \(its certificate is signed by an authority/,
  );
});

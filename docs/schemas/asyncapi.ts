import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { DOWN_MOST_BYTES } from '../../host/relay/downlink/down-message.ts';
import { LIVE_EXPIRY_S } from '../../host/relay/live-stream.ts';
import { KIND_TRAITS, type QueuedKind } from '../../host/relay/message-kind.ts';
import { TOPIC_PATTERNS, type Topic } from '../../host/relay/topic.ts';

/** docs/asyncapi.yaml: all that goes over MQTT, out of the tables that the code itself goes by. */

type Kind = Topic['kind'];
type Json = { readonly [key: string]: unknown };

const SPEC = '3.0.0';
const BINDING = '0.2.0';
const DAY_S = 86_400;

interface Described {
  readonly title: string;
  readonly text: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** MQTT 5; absent: it does not expire, or the sender says so. */
  readonly expiryS?: number;
}

const queued = (kind: QueuedKind, title: string, text: string): Described => ({
  title,
  text,
  qos: 1,
  retain: false,
  expiryS: KIND_TRAITS[kind].expiresDays * DAY_S,
});

const KINDS: Readonly<Record<Kind, Described>> = {
  status: {
    title: 'Whether the gateway is there',
    text: 'Retained. The broker itself publishes state "lost", as the last will of a gateway that went without a goodbye.',
    qos: 1,
    retain: true,
  },
  rep: queued('rep', 'One repetition', 'As soon as it is stored; each session in its order.'),
  summary: queued(
    'summary',
    'A finished session',
    'Once more, with a higher revision and an id of its own, when a band has brought what was missing.',
  ),
  event: queued(
    'event',
    'Stimulation began or ended',
    'With the current, and why it ended. The last that is given up where room is short.',
  ),
  chunk: queued(
    'chunk',
    'About 10 s of raw samples of one band',
    'Only by consent "raw" of the person. The first that is given up where room is short.',
  ),
  live: {
    title: 'A session under way',
    text: 'Off unless the person gave consent "live", and over at once when they withdraw it. What the broker does not take at once is lost: a gap in "sequence" shows it, and all that stands is told again within a second. A stream that says nothing for 3 s is to be read as state unknown. Nothing comes back on this way: who watches can change nothing.',
    qos: 0,
    retain: false,
    expiryS: LIVE_EXPIRY_S,
  },
  down: {
    title: 'From a clinician to a gateway',
    text: `Signed, for one site, with a counter and a time after which it counts no more; at most ${DOWN_MOST_BYTES} bytes. What is forged, replayed, stale or meant for another changes nothing. No message can start or raise a stimulation. The broker keeps it for a gateway that is away; expire it with MQTT 5 at "expires_at".`,
    qos: 1,
    retain: false,
  },
  ack: queued(
    'ack',
    'What a gateway made of a message',
    'Accepted or refused, with every reason; stored before it is sent.',
  ),
};

const PARAMETERS: Json = {
  site: { description: 'A gateway: a home or a treatment room. A-Z, a-z, 0-9, _ and -, as all ids.' },
  person: { description: 'A pseudonym.' },
  session: { description: 'A session of one person.' },
  event: { description: 'An event of a session.' },
  message: { description: 'The message_id of what came down.' },
  chunk: { description: 'A number that rises within a database.' },
};

/** Of MQTT 5: what a message says of itself without being read. */
const NAMED: Json = {
  headers: {
    type: 'object',
    description: 'As user properties of MQTT 5; with 3.1.1 they are in the payload alone.',
    properties: {
      schema: { type: 'string' },
      'message-id': { type: 'string', description: 'The same when it is sent again: drop the second.' },
      simulated: { type: 'string', enum: ['true', 'false'] },
    },
  },
};

const FILES: Readonly<Record<Exclude<Kind, 'chunk'>, string>> = {
  status: 'status-1',
  rep: 'rep-1',
  summary: 'session-1',
  event: 'event-1',
  live: 'live-1',
  down: 'down-1',
  ack: 'ack-1',
};

const each = <To>(make: (kind: Kind) => To): Record<string, To> =>
  Object.fromEntries((Object.keys(KINDS) as Kind[]).map((kind) => [kind, make(kind)]));

const reference = (...path: readonly string[]): Json => ({ $ref: `#/${path.join('/')}` });

const isQueued = (kind: Kind): kind is QueuedKind => kind in KIND_TRAITS;

function message(kind: Kind): Json {
  const { title, text } = KINDS[kind];
  return {
    name: kind,
    title,
    summary: text,
    contentType: kind === 'chunk' ? KIND_TRAITS.chunk.contentType : 'application/json',
    ...(kind === 'down' ? {} : { traits: [reference('components', 'messageTraits', 'named')] }),
    payload:
      kind === 'chunk'
        ? { schemaFormat: 'application/vnd.google.protobuf;version=3', schema: protoText() }
        : {
            schemaFormat: 'application/schema+json;version=draft-07',
            schema: { $ref: `./schemas/${FILES[kind]}.json` },
          },
  };
}

/** Line ends and all: message limber.v1.ChunkMessage. */
const protoText = (): string => readFileSync(new URL('../../protocol/relay.proto', import.meta.url), 'utf8');

function channel(kind: Kind): Json {
  const names = [...TOPIC_PATTERNS[kind].matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return {
    address: TOPIC_PATTERNS[kind],
    title: KINDS[kind].title,
    messages: { [kind]: reference('components', 'messages', kind) },
    parameters: Object.fromEntries(names.map((name) => [name, reference('components', 'parameters', name)])),
  };
}

/** As the gateway sees it: it sends all but what comes down. */
function operation(kind: Kind): Json {
  const { title, qos, retain, expiryS } = KINDS[kind];
  return {
    action: kind === 'down' ? 'receive' : 'send',
    channel: reference('channels', kind),
    title,
    messages: [reference('channels', kind, 'messages', kind)],
    bindings: {
      mqtt: {
        qos,
        retain,
        ...(expiryS === undefined ? {} : { messageExpiryInterval: expiryS }),
        bindingVersion: BINDING,
      },
    },
    ...(kind === 'down' ? { reply: { channel: reference('channels', 'ack') } } : {}),
    ...(isQueued(kind) ? keptFor(kind) : {}),
  };
}

function keptFor(kind: QueuedKind): Json {
  const { worth, keptDays } = KIND_TRAITS[kind];
  return {
    description: `Without a broker it waits in the outbox, for at most ${keptDays} days; where room is short, what has the least worth goes first, the oldest of it before the others.`,
    'x-worth': worth,
    'x-kept-days': keptDays,
  };
}

const lastWill = { topic: TOPIC_PATTERNS.status, qos: 1, retain: true, message: 'state "lost"' };
const SERVER_BINDING = { mqtt: { cleanSession: false, lastWill, keepAlive: 15, bindingVersion: BINDING } };

const SERVERS: Json = {
  embedded: {
    host: '127.0.0.1:{port}',
    protocol: 'mqtt',
    protocolVersion: '3.1.1',
    title: 'In the process of the gateway',
    description:
      'On loopback. Port, user name and password of the present start are in broker.json in the data directory.',
    variables: { port: { description: 'Another one with each start.' } },
    security: [reference('components', 'securitySchemes', 'password')],
    bindings: SERVER_BINDING,
  },
  outside: {
    host: '{broker}',
    protocol: 'secure-mqtt',
    protocolVersion: '5',
    title: 'Any other broker',
    description:
      'Of MQTT 5, or 3.1.1 where it knows no other; also mqtt, ws and wss. Rules for Mosquitto that keep sites apart: mosquitto/README.md beside this file. It gets messages of a real person only by their consent "messages".',
    variables: { broker: { description: 'Name or address, and port.' } },
    security: [
      reference('components', 'securitySchemes', 'certificate'),
      reference('components', 'securitySchemes', 'password'),
    ],
    bindings: SERVER_BINDING,
  },
};

export function asyncApi(): Json {
  return {
    asyncapi: SPEC,
    info: {
      title: 'Limber over MQTT',
      version: '1',
      description:
        'What a Limber gateway publishes, and what it takes. Every message has an id, and says whether it is simulated: a consumer drops the second of one id. Fields are only ever added; a change of meaning gets a new number in "schema".',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: each(channel),
    operations: Object.fromEntries(
      Object.keys(KINDS).map((kind) => [`${kind === 'down' ? 'receive' : 'send'}-${kind}`, operation(kind as Kind)]),
    ),
    components: {
      messages: each(message),
      messageTraits: { named: NAMED },
      parameters: PARAMETERS,
      securitySchemes: {
        password: { type: 'userPassword', description: 'Of MQTT: CONNECT.' },
        certificate: { type: 'X509', description: 'The client’s certificate; its common name is the site.' },
      },
    },
  };
}

const HEADER = '# GENERATED by `npm run generate` from host/relay and docs/schemas/asyncapi.ts. Do not edit.\n';

export const asyncApiText = (): string =>
  HEADER + stringify(asyncApi(), { lineWidth: 120, aliasDuplicateObjects: false });

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import specs from '@asyncapi/specs';
import { Ajv, type ValidateFunction } from 'ajv';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { asyncApiText } from '../../docs/schemas/asyncapi.ts';
import type { StoredRecord } from '../../host/records/stored-record.ts';
import { DOWN_KINDS } from '../../host/relay/downlink/down-message.ts';
import { gatewayStatus } from '../../host/relay/gateway-status.ts';
import { initialLive, stepLive } from '../../host/relay/live-message.ts';
import { messageOf } from '../../host/relay/message.ts';
import { formatTopic, parseTopic, TOPIC_PATTERNS, type Topic } from '../../host/relay/topic.ts';
import { repOf, sessionEnd, sessionStart, swingingBlock, temporaryStore, WALL_MS } from '../records/session-fixture.ts';
import { bytesOf, signed, topicOf } from '../relay/downlink/down-samples.ts';
import { downlinkRig } from '../relay/downlink/downlink-rig.ts';
import { demoSession } from '../screen/demo-session.ts';
import { SEED } from '../seeded.ts';
import { ROOT } from '../source-files.ts';

const FILE = join(ROOT, 'docs/asyncapi.yaml');
const TEXT = readFileSync(FILE, 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: read as whoever gets the file reads it
const API: any = parse(TEXT);
const KINDS = Object.keys(TOPIC_PATTERNS) as Topic['kind'][];

interface Sent {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** One message or more of every kind, made by the code that makes them. */
function realMessages(): Sent[] {
  const records: StoredRecord[] = [];
  const store = temporaryStore({ beside: (record) => void records.push(record) });
  const recording = store.begin(sessionStart('s-1'));
  recording.addSamples(swingingBlock('shank', 0, 12));
  recording.addRep(repOf(1));
  for (const kind of ['stimulation-started', 'stimulation-stopped'] as const)
    recording.addEvent({ kind, atMs: 1000, currentUa: 20_000, reason: '', prescriptionId: 'rx-1' });
  recording.finish(sessionEnd());
  const status = (['online', 'offline', 'lost'] as const).map((state) =>
    gatewayStatus({ site: 'home-1', simulated: true, messageId: 'm', wallMs: WALL_MS }, state),
  );
  const down = DOWN_KINDS.map((kind) => signed(kind));
  return [
    ...records.map(messageOf),
    ...status.map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload) })),
    ...liveMessages(),
    ...down.map((message) => ({ topic: topicOf(message), payload: bytesOf(message) })),
    ...acks(down),
  ];
}

function liveMessages(): Sent[] {
  let [state, messages] = stepLive(
    initialLive({ id: 's-1', site: 'home-1', person: 'p-7', simulated: true, fromMs: 0 }),
    { kind: 'allowed', isAllowed: true, atMs: 0, wallMs: WALL_MS },
  );
  const all = [...messages];
  for (const { atS, event } of demoSession('s-1', SEED).events.filter(
    ({ event }, i) => event.kind !== 'angle' || i % 4 === 0,
  )) {
    [state, messages] = stepLive(state, { kind: 'told', event, atMs: 1000 * atS, wallMs: WALL_MS });
    all.push(...messages);
  }
  const topic = formatTopic({ kind: 'live', site: 'home-1', person: 'p-7', session: 's-1' });
  return all.map((message) => ({ topic, payload: Buffer.from(JSON.stringify(message)) }));
}

/** Accepted ones, and one that is refused because it came before. */
function acks(down: readonly ReturnType<typeof signed>[]): Sent[] {
  const rig = downlinkRig();
  for (const message of down) rig.send(message);
  rig.send(signed('plan', { counter: 1 }));
  return rig.acks().map((ack) => ({
    topic: formatTopic({ kind: 'ack', site: ack.site, message: ack.of }),
    payload: Buffer.from(JSON.stringify(ack)),
  }));
}

const channelOf = (topic: string): string[] =>
  Object.entries<{ address: string }>(API.channels).flatMap(([name, { address }]) =>
    new RegExp(`^${address.replace(/\{\w+\}/g, '[A-Za-z0-9_-]+')}$`).test(topic) ? [name] : [],
  );

/** What a reference stands for: a part of this file, or the whole of another. */
// biome-ignore lint/suspicious/noExplicitAny: any part of the document
function resolved(ref: string): any {
  if (!ref.startsWith('#/')) {
    const path = join(dirname(FILE), ref);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  }
  let part = API;
  for (const name of ref.slice(2).split('/')) part = part?.[name];
  return part;
}

const schemaOf = (channel: string): ValidateFunction => {
  const [ref] = Object.values<{ $ref: string }>(API.channels[channel].messages);
  const message = resolved(ref!.$ref);
  // ajv leaves formats to another package; that an instant is one is the test of what makes it.
  return new Ajv({ strict: false, validateFormats: false }).compile(resolved(message.payload.schema.$ref));
};

describe('docs/asyncapi.yaml', () => {
  it('is what the code generates (npm run generate)', () => {
    expect(API).toEqual(parse(asyncApiText()));
    expect(TEXT).toMatch(/^# GENERATED/);
  });

  it('is AsyncAPI 3.0.0 by its own schema, which takes nothing else', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      specs.schemasWithoutId['3.0.0'] as object,
    );
    expect(validate(API), JSON.stringify(validate.errors)).toBe(true);
    const [name, operation] = Object.entries<object>(API.operations)[0]!;
    for (const wrong of [
      { ...API, asyncapi: '2.6.0' },
      { ...API, operations: { [name]: { ...operation, action: 'publish' } } },
      { ...API, operations: { [name]: { ...operation, bindings: { mqtt: { qos: 3, bindingVersion: '0.2.0' } } } } },
      { ...API, channels: { a: { adress: 'limber' } } },
    ])
      expect(validate(wrong)).toBe(false);
  });

  it('has a channel for each topic, an operation for each channel, and nothing else', () => {
    expect(Object.fromEntries(KINDS.map((kind) => [kind, API.channels[kind].address]))).toEqual(TOPIC_PATTERNS);
    expect(new Set(Object.keys(API.channels))).toEqual(new Set(KINDS));
    const used = Object.values<{ action: string; channel: { $ref: string } }>(API.operations);
    expect(used.map(({ channel, action }) => [channel.$ref, action]).sort()).toEqual(
      KINDS.map((kind) => [`#/channels/${kind}`, kind === 'down' ? 'receive' : 'send']).sort(),
    );
  });

  it('refers to nothing that is not there', () => {
    const references = [...TEXT.matchAll(/\$ref: "?([^"\s]+)"?/g)].map(([, ref]) => ref!);
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((ref) => resolved(ref) === undefined)).toEqual([]);
  });

  it('describes every message that the code makes, each on its own channel', () => {
    const messages = realMessages();
    const schemas = new Map(KINDS.filter((kind) => kind !== 'chunk').map((kind) => [kind as string, schemaOf(kind)]));
    const seen = new Set<string>();
    for (const { topic, payload } of messages) {
      const [channel, ...others] = channelOf(topic);
      expect([channel, others]).toEqual([parseTopic(topic)?.kind, []]);
      seen.add(channel!);
      const validate = schemas.get(channel!);
      if (validate)
        expect(
          validate(JSON.parse(Buffer.from(payload).toString())),
          `${channel} ${JSON.stringify(validate.errors)}`,
        ).toBe(true);
    }
    expect(seen).toEqual(new Set(KINDS));
  });

  it('carries the text by which a chunk is read', () => {
    const { schema, schemaFormat } = API.components.messages.chunk.payload;
    expect(schemaFormat).toBe('application/vnd.google.protobuf;version=3');
    const type = protobuf.parse(schema).root.lookupType('limber.v1.ChunkMessage');
    const { topic, payload } = realMessages().find(({ topic }) => parseTopic(topic)?.kind === 'chunk')!;
    const chunk = type.toObject(type.decode(payload), { longs: Number });
    expect(chunk).toMatchObject({
      schema: 'limber/chunk/1',
      site: 'home-1',
      person: 'p-7',
      sessionId: 's-1',
      sensor: 'shank',
    });
    expect(topic).toContain(`/session/${chunk.sessionId}/chunk/`);
  });
});

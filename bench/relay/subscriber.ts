import { connect } from 'mqtt';
import { limber } from '../../protocol/generated/wearable.js';

/** What the bench's consumer saw, in its own process: `node subscriber.ts <url>`. */
export interface Consumed {
  /** By topic, in the order of arrival: the number each message carries. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
  readonly messages: number;
  readonly samples: number;
  /** From the moment a message names to its arrival. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastMs: number;
}
export type ToSubscriber = 'begin' | 'tell';
export type FromSubscriber = { readonly kind: 'up' } | ({ readonly kind: 'consumed' } & Consumed);

/** A clock that all processes of this machine share, ms. */
export const sharedMs = (): number => performance.timeOrigin + performance.now();

function samplesOf(topic: string, payload: Uint8Array): number {
  if (topic.endsWith('/sample')) return 1;
  return topic.includes('/chunk/') ? limber.v1.ChunkMessage.decode(payload).samples : 0;
}

if (process.argv[1] === import.meta.filename) consume(process.argv[2]!);

function consume(url: string): void {
  let numbers: Record<string, number[]> = {};
  let delaysMs: number[] = [];
  let messages = 0;
  let samples = 0;
  let lastMs = 0;
  const tell = (message: FromSubscriber): void => void process.send!(message);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToSubscriber) => {
    if (message === 'tell') {
      delaysMs.sort((a, b) => a - b);
      const atShare = (share: number): number => delaysMs[Math.floor(share * (delaysMs.length - 1))] ?? Number.NaN;
      return tell({ kind: 'consumed', numbers, messages, samples, p50Ms: atShare(0.5), p99Ms: atShare(0.99), lastMs });
    }
    numbers = {};
    delaysMs = [];
    messages = samples = lastMs = 0;
  });
  // QoS 0: a killed broker holds back nothing that it acknowledged to the publisher.
  const client = connect(url, { reconnectPeriod: 20, connectTimeout: 2000 });
  client.on('error', () => {});
  client.on('connect', () => client.subscribe('limber/v1/#', { qos: 0 }, () => tell({ kind: 'up' })));
  client.on('message', (topic, payload) => {
    lastMs = sharedMs();
    messages++;
    samples += samplesOf(topic, payload);
    const text = payload.length < 20_000 ? payload.toString('latin1') : '';
    const sent = /"sent_ms":([\d.]+)/.exec(text);
    if (sent) delaysMs.push(lastMs - Number(sent[1]));
    const number = /"number":(\d+)/.exec(text);
    if (!number) return;
    numbers[topic] ??= [];
    numbers[topic].push(Number(number[1]));
  });
}

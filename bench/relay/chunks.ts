import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { NO_FRAMES, NO_STIMULATION } from '../../host/records/summary.ts';
import { queueing } from '../../host/relay/queued-records.ts';
import { startRelay } from '../../host/relay/relay.ts';
import { type RecordedSecond, recordedSeconds } from '../records/recorded-blocks.ts';
import type { Consumer } from '../relay.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from '../row.ts';
import type { Mosquitto } from './mosquitto.ts';
import { withStore } from './opened-store.ts';
import { type Consumed, sharedMs } from './subscriber.ts';

const MINUTES = 10;
const PEER_SAMPLES = 100_000;
const DRAINED_WITHIN_MS = 60_000;
const SETTLED_MS = 500;
const RATIO_AT_LEAST = 5;
const PEER = 'plain mqtt.js, JSON a sample, QoS 0, same broker, same run';

/** Samples into the store, chunks of them through the outbox to a consumer: each is on disk, sealed, before it is sent. */
export async function chunkRows(broker: Mosquitto, consumer: Consumer): Promise<BenchRow[]> {
  const seconds = recordedSeconds(MINUTES);
  if (seconds === null) return [];
  const ours = await chunksOut(broker, consumer, seconds);
  const peer = await samplesOut(broker, consumer, seconds);
  const note = `${ours.samples} samples in ${ours.messages} messages; peer ${peer.samples} samples; at least ${RATIO_AT_LEAST} times wanted`;
  const row = moreIsBetter(
    {
      name: 'relay, raw samples stored and sent in chunks, QoS 1',
      figure: ours.perS,
      unit: 'samples/s',
      peer: PEER,
      peerFigure: peer.perS,
      note,
    },
    RATIO_AT_LEAST * peer.perS,
  );
  const lost = lessIsBetter(
    {
      name: 'relay, raw samples in chunks: did not arrive',
      figure: ours.lost,
      unit: 'samples',
      peer: PEER,
      peerFigure: peer.lost,
    },
    { figureAtMost: 0 },
  );
  return [row, ours.lost === peer.lost ? { ...lost, ratio: 1, reached: ours.lost === 0 } : lost];
}

type Measured = Consumed & { readonly perS: number; readonly lost: number };

const measured = (seen: Consumed, fromMs: number, sent: number): Measured => ({
  ...seen,
  perS: (1000 * seen.samples) / (seen.lastMs - fromMs),
  lost: sent - seen.samples,
});

function chunksOut(broker: Mosquitto, consumer: Consumer, seconds: readonly RecordedSecond[]): Promise<Measured> {
  return withStore(
    async (store) => {
      store.audit.append({ person: 'p-1', by: 'patient', kind: 'consent', document: { purpose: 'raw', given: true } });
      const options = { store, broker: { url: broker.url }, site: 'home', timeline: wallTimeline() };
      const relay = startRelay({ ...options, newId: () => crypto.randomUUID() });
      while (!relay.publishNow({ topic: 'limber/v1/home/status', payload: '{}' })) await sleep(10);
      await sleep(SETTLED_MS);
      consumer.begin();
      const fromMs = sharedMs();
      const session = store.begin({
        id: 'bench',
        site: 'home',
        person: 'p-1',
        exercise: 'knee-extension',
        startedAtMs: Date.now(),
        targetDeg: { low: 60, high: 80 },
        sensors: seconds[0]!.blocks.map(({ sensor }) => sensor),
      });
      let sent = 0;
      for (const { sMs, blocks } of seconds) {
        for (const block of blocks) {
          session.addSamples(block);
          sent += block.tMs.length;
        }
        session.noteProgress({ elapsedMs: sMs, frames: NO_FRAMES });
        // The relay lives on the same thread.
        if (sMs % 10_000 === 0) await sleep(0);
      }
      session.finish({ outcome: 'completed', endMs: 60_000 * MINUTES, frames: NO_FRAMES, stimulation: NO_STIMULATION });
      if (!(await relay.drained(DRAINED_WITHIN_MS))) throw new Error(`${relay.pending()} messages still wait`);
      await sleep(SETTLED_MS);
      const seen = await consumer.seen();
      await relay.close();
      return measured(seen, fromMs, sent);
    },
    queueing({ isOutside: true }),
  );
}

async function samplesOut(
  broker: Mosquitto,
  consumer: Consumer,
  seconds: readonly RecordedSecond[],
): Promise<Measured> {
  const client = await connectAsync(broker.url);
  consumer.begin();
  const fromMs = sharedMs();
  let sent = 0;
  for (const { blocks } of seconds) {
    for (const { sensor, tMs, raw } of blocks) {
      for (let i = 0; i < tMs.length; i++, sent++) {
        const [gx, gy, gz, ax, ay, az] = raw.subarray(6 * i, 6 * i + 6);
        const payload = JSON.stringify({ sensor, t_ms: tMs[i], gx, gy, gz, ax, ay, az });
        client.publish(`limber/v1/home/p-1/session/bench/${sensor}/sample`, payload);
      }
      if (client.stream.writableNeedDrain) await once(client.stream, 'drain');
    }
    if (sent >= PEER_SAMPLES) break;
  }
  await client.endAsync();
  await sleep(SETTLED_MS);
  return measured(await consumer.seen(), fromMs, sent);
}

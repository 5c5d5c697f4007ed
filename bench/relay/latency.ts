import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { initialLive, type LiveState, stepLive } from '../../host/relay/live-message.ts';
import { startRelay } from '../../host/relay/relay.ts';
import { decodeMotionFrame } from '../../protocol/motion-frame.ts';
import { captureSession } from '../captured-session.ts';
import type { Consumer } from '../relay.ts';
import { type BenchRow, lessIsBetter } from '../row.ts';
import type { Mosquitto } from './mosquitto.ts';
import { withStore } from './opened-store.ts';
import { type Consumed, sharedMs } from './subscriber.ts';

const FRAMES_PER_S = 1000;
const FOR_MS = 8_000;
const WARM_MS = 2_000;
const SETTLED_MS = 500;
const SAMPLES_PER_FRAME = 9;
const SITE = 'home';
const PERSON = 'p-1';
const PEER = 'plain mqtt.js, the same messages ready-made, same broker, same run';

interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** A band's frame in and decoded, the live message that it completes out: until a consumer in another process has it. */
export async function latencyRows(broker: Mosquitto, consumer: Consumer): Promise<BenchRow[]> {
  const ours = await withStore(async (store) => {
    const options = { store, broker: { url: broker.url }, site: SITE, timeline: wallTimeline() };
    const relay = startRelay({ ...options, newId: () => crypto.randomUUID() });
    while (!relay.publishNow({ topic: 'limber/v1/home/status', payload: '{}' })) await sleep(10);
    const seen = await paced(consumer, liveMessages(), (message) => void relay.publishNow(message));
    await relay.close();
    return seen;
  });
  const client = await connectAsync(broker.url);
  const first = liveMessages();
  const ready = Array.from({ length: 500 }, () => first());
  let next = 0;
  const peer = await paced(
    consumer,
    () => stamped(ready[next++ % ready.length]!),
    ({ topic, payload }) => void client.publish(topic, payload),
  );
  await client.endAsync();
  const name = `relay, ${FRAMES_PER_S} frames/s QoS 0 through Mosquitto, frame in to message out`;
  const note = `${ours.messages} of ${(FRAMES_PER_S * FOR_MS) / 1000} messages arrived, peer ${peer.messages}`;
  return [
    lessIsBetter(
      { name: `${name}, p50`, figure: ours.p50Ms, unit: 'ms', peer: PEER, peerFigure: peer.p50Ms, note },
      { figureAtMost: 1 },
    ),
    lessIsBetter(
      { name: `${name}, p99`, figure: ours.p99Ms, unit: 'ms', peer: PEER, peerFigure: peer.p99Ms },
      { figureAtMost: 10 },
    ),
  ];
}

/** Each call: a frame of one of many sessions, such that each frame completes a message of two points. */
function liveMessages(): () => Message {
  const { packets } = captureSession(1, SAMPLES_PER_FRAME);
  const sessions = Array.from({ length: 200 }, (_, i): LiveState => {
    const session = { id: `bench-${i}`, site: SITE, person: PERSON, simulated: true, fromMs: 0 };
    return stepLive(initialLive(session), { kind: 'allowed', isAllowed: true, atMs: 0, wallMs: 0 })[0];
  });
  let frames = 0;
  return () => {
    const sentMs = sharedMs();
    const frame = decodeMotionFrame(packets[frames % packets.length]!.bytes);
    if (!frame.ok) throw new Error(frame.reason);
    const at = frames % sessions.length;
    const tS = 0.2 * Math.floor(frames / sessions.length);
    frames++;
    const angle = { kind: 'angle' as const, tS: [tS, tS + 0.1], angleDeg: [12.3, 14.5] };
    const told = { kind: 'told' as const, event: angle, atMs: 1000 * tS, wallMs: Date.now() };
    const [state, messages] = stepLive(sessions[at]!, told);
    sessions[at] = state;
    if (messages.length !== 1) throw new Error(`${messages.length} messages of one frame`);
    const topic = `limber/v1/${SITE}/${PERSON}/session/bench-${at}/live`;
    return { topic, payload: JSON.stringify({ ...messages[0], sent_ms: sentMs }) };
  };
}

const stamped = ({ topic, payload }: Message): Message => ({
  topic,
  payload: payload.replace(/"sent_ms":[\d.]+/, `"sent_ms":${sharedMs()}`),
});

/** As bands' frames come: by the clock, whatever the answers. */
async function paced(consumer: Consumer, next: () => Message, publish: (message: Message) => void): Promise<Consumed> {
  const run = async (forMs: number): Promise<void> => {
    const beganMs = sharedMs();
    for (let sent = 0; sent < (forMs * FRAMES_PER_S) / 1000; ) {
      const due = Math.floor(((sharedMs() - beganMs) * FRAMES_PER_S) / 1000);
      for (; sent < due; sent++) publish(next());
      // A timer would be late by a millisecond or more.
      await nextTurn();
    }
  };
  await run(WARM_MS);
  await sleep(SETTLED_MS);
  consumer.begin();
  await run(FOR_MS);
  await sleep(SETTLED_MS);
  return consumer.seen();
}

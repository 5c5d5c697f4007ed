import { parseArgs } from 'node:util';
import { Subject } from 'rxjs';
import { EXERCISES } from '../../host/motion/index.ts';
import { buildPages } from '../../host/screen/build.ts';
import type { FeedActions, FeedEvent, SessionWish } from '../../host/screen/feed.ts';
import { type NetworkReach, type Screen, serveScreen } from '../../host/screen/server.ts';
import { WELL } from './demo-bands.ts';
import { demoDemonstrations, demoLibrary } from './demo-library.ts';
import { type DemoRecords, demoRecords } from './demo-records.ts';
import { type DemoSession, demoSession, stimulationView } from './demo-session.ts';

/**
 * Serves the pages with made-up sessions: `npx node test/screen/demo-gateway.ts [--port n] [--speed n] [--skip-to seconds]`.
 * Everything before --skip-to happens at once.
 */
export interface DemoGateway {
  readonly screen: Screen;
  readonly session: DemoSession;
  /** Plays everything up to this time at once; without the clock, time stands where it is put. */
  playTo(tS: number): void;
  tell(event: FeedEvent): void;
  readonly stops: readonly string[];
  /** What sessions were asked for. */
  readonly wishes: readonly SessionWish[];
  /** What steering was asked for. */
  readonly steered: unknown[];
  readonly records: DemoRecords;
  /** What STOP will answer; by default it works. */
  stopWith(answer: FeedActions['stop']): void;
}

export async function startDemoGateway(
  options: { port?: number; pagesDir?: string; network?: NetworkReach } = {},
): Promise<DemoGateway> {
  const feed = new Subject<FeedEvent>();
  const stops: string[] = [];
  const wishes: SessionWish[] = [];
  const steered: unknown[] = [];
  const records = demoRecords();
  let session = demoSession('s-10', 10);
  let played = 0;
  let stopAnswer: FeedActions['stop'] = async () => {
    feed.next(stimulationView('LOCKOUT', 0, 0, 'You stopped it. The band rests before the next stimulation.'));
    played = session.events.length;
    return { stopped: true, message: 'Stopped. No current flows.' };
  };
  const actions: FeedActions = {
    stop(from) {
      stops.push(from);
      return stopAnswer(from);
    },
    async start(wish) {
      wishes.push(wish);
      if (played < session.events.length) return { started: false, message: 'A session is running. Finish it first.' };
      session = demoSession('s-11', 11);
      played = 0;
      return { started: true, message: 'A new session begins.' };
    },
    steer(wish) {
      steered.push(wish);
      return { taken: true, message: '' };
    },
    readMessage(id) {
      if (id !== 'm-1') return { taken: false, message: 'There is no such message to read.' };
      feed.next({ kind: 'messages', messages: [] });
      return { taken: true, message: '' };
    },
    stopSharing() {
      feed.next({ kind: 'sharing', sharing: { live: false } });
      return { taken: true, message: 'Nobody can watch any more.' };
    },
    choices: () => ({
      people: ['sim-1'],
      exercises: EXERCISES.map(({ id, name }) => ({ id, name })),
      person: 'sim-1',
      exercise: 'knee-extension',
      cuePolicy: 'coach',
    }),
  };
  const screen = await serveScreen({
    feed$: feed,
    actions,
    library: demoLibrary(),
    demonstrations: demoDemonstrations(),
    ...records.parts,
    status: { simulated: true, site: 'home', version: '0.1.0', protocolVersion: 1 },
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.pagesDir === undefined ? {} : { pagesDir: options.pagesDir }),
    network: options.network,
  });
  for (const event of STANDING_EVENTS) feed.next(event);
  return {
    screen,
    get session() {
      return session;
    },
    playTo(tS) {
      for (; played < session.events.length && session.events[played]!.atS <= tS; played += 1)
        feed.next(session.events[played]!.event);
    },
    tell: (event) => feed.next(event),
    stops,
    wishes,
    steered,
    records,
    stopWith(answer) {
      stopAnswer = answer;
    },
  };
}

const STANDING_EVENTS: readonly FeedEvent[] = [
  { kind: 'devices', devices: WELL },
  { kind: 'relay', relay: { connected: true, broker: 'mqtt://127.0.0.1:1883', pending: 0 } },
  { kind: 'frames', frames: { received: 4812, lost: 3, recovered: 88, discarded: 1 } },
];

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      speed: { type: 'string', default: '1' },
      'skip-to': { type: 'string', default: '0' },
    },
  });
  await buildPages();
  const gateway = await startDemoGateway(values.port === undefined ? {} : { port: Number(values.port) });
  const startMs = performance.now();
  setInterval(
    () => gateway.playTo(Number(values['skip-to']) + (Number(values.speed) * (performance.now() - startMs)) / 1000),
    40,
  );
  console.log(gateway.screen.url);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { connectAsync, type MqttClient } from 'mqtt';
import { filter, firstValueFrom, type Observable, ReplaySubject, tap, timeout } from 'rxjs';
import { onTestFinished } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import type { BrokerAddress } from '../../host/relay/broker-address.ts';
import { type Relay, type RelayOptions, type RelayStatus, startRelay } from '../../host/relay/relay.ts';

/** A broker that can be killed and comes back on the same port, with nothing of what it knew. */
export interface BrokerUnderTest {
  readonly address: BrokerAddress;
  start(): Promise<void>;
  kill(): Promise<void>;
}

export const MOSQUITTO = '/usr/sbin/mosquitto';
export const WAIT_MS = 15_000;

/** Real brokers: the embedded one always, Mosquitto where it is installed. */
export const BROKERS: readonly (readonly [string, () => Promise<BrokerUnderTest>])[] = [
  ['the embedded broker', embedded],
  ...(existsSync(MOSQUITTO) ? [['Mosquitto', () => mosquitto()] as const] : []),
];
if (!existsSync(MOSQUITTO)) {
  console.info(`${MOSQUITTO} is absent: relay tests run on the embedded broker only (apt-get install mosquitto)`);
}

/** In a process of its own, so that it can be killed like any other. */
async function embedded(): Promise<BrokerUnderTest> {
  const port = await freePort();
  return killable(port, () => spawn(process.execPath, [join(import.meta.dirname, 'broker-process.ts'), String(port)]), {
    username: 'limber',
    password: 'secret',
  });
}

/** @param settings further lines of its configuration; files they name lie in the folder */
export async function mosquitto(
  settings: (folder: string) => string = () => 'max_queued_messages 0\n',
): Promise<BrokerUnderTest> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'limber-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n${settings(folder)}`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return killable(port, () => spawn(MOSQUITTO, ['-c', config]));
}

async function killable(
  port: number,
  spawnBroker: () => ChildProcess,
  credentials: Omit<BrokerAddress, 'url'> = {},
): Promise<BrokerUnderTest> {
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const start = async () => {
    child = spawnBroker();
    await listening(port);
  };
  onTestFinished(kill);
  await start();
  return { address: { url: `mqtt://127.0.0.1:${port}`, ...credentials }, start, kill };
}

export interface Gate {
  readonly address: BrokerAddress;
  /** Connections that exist go on; new ones are refused until it opens. */
  shut(): void;
  open(): Promise<void>;
}

/** A door in front of a broker, so that subscribers can be back before the relay is. */
export async function gateTo(address: BrokerAddress): Promise<Gate> {
  const port = await freePort();
  const target = Number(new URL(address.url).port);
  let server: Server | undefined;
  const open = async () => {
    server = createServer((near) => {
      const far = createConnection(target, '127.0.0.1');
      pipeline(near, far, near, () => {});
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };
  const shut = () => void server?.close();
  onTestFinished(shut);
  await open();
  return { address: { ...address, url: `mqtt://127.0.0.1:${port}` }, open, shut };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Connects until it works: a process that has started is not yet a port that listens. */
export async function listening(port: number): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const socket = createConnection(port, '127.0.0.1');
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
  }
  throw new Error(`nothing listens on ${port}`);
}

export interface Received {
  readonly topic: string;
  readonly retain: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came
  readonly body: any;
}

/** Everything a broker sends to one subscriber, from the first on. */
export async function subscribe(
  address: BrokerAddress,
  topic = 'limber/v1/#',
): Promise<{ received$: Observable<Received>; client: MqttClient }> {
  const { url, ...credentials } = address;
  const client = await connectAsync(url, { ...credentials, reconnectPeriod: 0 });
  const received$ = new ReplaySubject<Received>();
  client.on('message', (from, payload, { retain }) =>
    received$.next({ topic: from, retain, body: JSON.parse(payload.toString()) }),
  );
  // QoS 0: a killed broker can't hold back what it took, waiting for this subscriber's acknowledgements.
  await client.subscribeAsync(topic, { qos: 0 });
  onTestFinished(() => void client.end(true));
  return { received$, client };
}

/** The messages of the sessions, without the second of any id, once there are `count` of them. */
export async function distinct(received$: Observable<Received>, count: number): Promise<Received[]> {
  const all = new Map<string, Received>();
  const complete$ = received$.pipe(
    filter(({ topic }) => !topic.endsWith('/status')),
    tap((one) => void all.set(one.body.message_id, all.get(one.body.message_id) ?? one)),
    filter(() => all.size >= count),
    timeout({ first: WAIT_MS }),
  );
  await firstValueFrom(complete$).catch((cause) => {
    throw new Error(`${all.size} of ${count} messages arrived, the last was ${[...all.keys()].at(-1)}`, { cause });
  });
  return [...all.values()];
}

/** A relay that retries fast and is closed when the test has finished. */
export function temporaryRelay(options: Pick<RelayOptions, 'store' | 'broker'> & Partial<RelayOptions>): Relay {
  let id = 0;
  const newId = () => `id-${process.pid}-${performance.now().toFixed(0)}-${++id}`;
  const relay = startRelay({
    site: 'home-1',
    timeline: wallTimeline(),
    newId,
    backoffMs: { first: 20, most: 100 },
    ...options,
  });
  onTestFinished(() => relay.close());
  return relay;
}

/** The first status that fits. */
export function statusWhere(relay: Relay, fits: (status: RelayStatus) => boolean): Promise<RelayStatus> {
  let last: RelayStatus | undefined;
  const fitting$ = relay.status$.pipe(
    tap((status) => {
      last = status;
    }),
    filter(fits),
    timeout({ first: WAIT_MS }),
  );
  return firstValueFrom(fitting$).catch((cause) => {
    throw new Error(`no such status; the last was ${JSON.stringify(last)}, ${last?.trouble?.message}`, { cause });
  });
}

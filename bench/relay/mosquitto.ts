import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const MOSQUITTO = '/usr/sbin/mosquitto';
const STARTED_WITHIN_MS = 10_000;

export const isInstalled = (): boolean => existsSync(MOSQUITTO);

/** A broker in a process of its own that forgets everything when it is killed, and a door before it for whoever publishes. */
export interface Mosquitto {
  readonly url: string;
  /** Of the door. */
  readonly doorUrl: string;
  kill(): Promise<void>;
  /** With the door shut. */
  start(): Promise<void>;
  openDoor(): Promise<void>;
  close(): Promise<void>;
}

export async function startMosquitto(): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-bench-broker-'));
  const [port, doorPort] = [await freePort(), await freePort()];
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n`,
  );
  let broker: ChildProcess | undefined;
  let door: Server | undefined;
  const kill = async (): Promise<void> => {
    door?.close();
    door = undefined;
    if (!broker || broker.exitCode !== null || broker.signalCode !== null) return;
    broker.kill('SIGKILL');
    await once(broker, 'exit');
  };
  const start = async (): Promise<void> => {
    broker = spawn(MOSQUITTO, ['-c', config], { stdio: 'ignore' });
    await listening(port);
  };
  const openDoor = async (): Promise<void> => {
    door = createServer((near) => {
      const far = createConnection(port, '127.0.0.1');
      near.setNoDelay(true);
      far.setNoDelay(true);
      pipeline(near, far, near, () => {});
    });
    await once(door.listen(doorPort, '127.0.0.1'), 'listening');
  };
  await start();
  await openDoor();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    doorUrl: `mqtt://127.0.0.1:${doorPort}`,
    kill,
    start,
    openDoor,
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number): Promise<void> {
  for (const untilMs = performance.now() + STARTED_WITHIN_MS; performance.now() < untilMs; await sleep(10)) {
    const socket = createConnection(port, '127.0.0.1');
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
  }
  throw new Error('Mosquitto did not start');
}

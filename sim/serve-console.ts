import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LimberError } from '../protocol/limber-error.ts';

/** What is at the other end: simulated, or a real interpreter's. */
export interface ConsoleBehind {
  onOutput: (bytes: Uint8Array) => void;
  onUnplugged: () => void;
  receive(bytes: Uint8Array): void;
}

/** A console that a tool can open. */
export interface ServedConsole {
  /** As --port takes it. */
  readonly port: string;
  close(): Promise<void>;
}

const SOCAT = '/usr/bin/socat';
const PTY_PATIENCE_MS = 10_000;
const LOOK_MS = 10;

/** @throws LimberError sim/pty-unavailable without socat, or where the system gives it no terminal */
export async function serveConsoleOnPty(console: ConsoleBehind, path: string): Promise<ServedConsole> {
  if (!existsSync(SOCAT)) throw unavailable('A simulated console on a serial port needs socat: apt-get install socat.');
  const bridge = spawn(SOCAT, [`pty,raw,echo=0,link=${path}`, 'stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  bridge.stdin.on('error', () => {});
  console.onOutput = (bytes) => void bridge.stdin.write(bytes);
  console.onUnplugged = () => void bridge.kill();
  bridge.stdout.on('data', (chunk: Uint8Array) => console.receive(chunk));
  const close = (): Promise<void> => end(bridge);
  for (let waitedMs = 0; waitedMs < PTY_PATIENCE_MS; waitedMs += LOOK_MS) {
    if (existsSync(path)) return { port: path, close };
    await sleep(LOOK_MS);
  }
  await close();
  throw unavailable(`${SOCAT} could not open a pseudo-terminal at ${path}.`);
}

/** On a port of the system's choice. */
export async function serveConsoleOnTcp(console: ConsoleBehind): Promise<ServedConsole> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    console.onOutput = (bytes) => void (socket.writable && socket.write(bytes));
    console.onUnplugged = () => void socket.destroy();
    socket.on('data', (chunk: Uint8Array) => console.receive(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function end(bridge: ChildProcess): Promise<void> {
  if (bridge.exitCode === null && bridge.signalCode === null && bridge.kill()) await once(bridge, 'exit');
}

const unavailable = (message: string): LimberError => new LimberError('sim/pty-unavailable', message);

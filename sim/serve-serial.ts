import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LimberError } from '../protocol/limber-error.ts';
import { beginReceiving, encodeSerialPacket, receiveSerial } from '../protocol/serial-framing.ts';
import type { SimulatedDevice } from './world.ts';

/** A simulated band on a pseudo-terminal, as if plugged in. */
export interface ServedPort {
  readonly path: string;
  /** Settles when the terminal is gone. */
  close(): Promise<void>;
}

const SOCAT = '/usr/bin/socat';
const QUEUE_BYTES = 16 * 1024;
/** From the cable being plugged in to the band's hello. */
const PLUG_IN_MS = 100;
/** A terminal that could not be opened is tried again after this much real time. */
const RETRY_MS = 500;
const PTY_PATIENCE_MS = 10_000;
const LOOK_MS = 10;

interface Terminal {
  readonly device: SimulatedDevice;
  readonly path: string;
  readonly onHost: (isThere: boolean) => void;
  bridge: ChildProcessByStdio<Writable, Readable, null> | undefined;
  hostIsThere: boolean;
  retry: NodeJS.Timeout | undefined;
  closed: boolean;
}

/**
 * Offers a band's packets on a pseudo-terminal at `folder`/<name>. Hosts come and go: the band lives on, each host is a new
 * connection to it, and a host is there from the first byte it writes until it closes the port. Settles when the port can be opened.
 * @throws LimberError sim/pty-unavailable without socat, or where the system gives it no terminal
 */
export async function servePort(
  device: SimulatedDevice,
  folder: string,
  onHost: (isThere: boolean) => void = () => {},
): Promise<ServedPort> {
  if (!existsSync(SOCAT)) throw unavailable('The simulator needs socat for its serial ports: apt-get install socat.');
  const path = join(folder, device.name);
  const terminal: Terminal = {
    device,
    path,
    onHost,
    bridge: undefined,
    hostIsThere: false,
    retry: undefined,
    closed: false,
  };
  device.link.onPacket((channel, bytes) => {
    const line = terminal.bridge?.stdin;
    // A host that does not read loses packets, as behind any full queue.
    if (terminal.hostIsThere && line?.writable && line.writableLength < QUEUE_BYTES)
      line.write(encodeSerialPacket(channel, bytes));
  });
  openTerminal(terminal);
  const close = () => closeTerminal(terminal);
  if (await appears(path)) return { path, close };
  await close();
  throw unavailable(`${SOCAT} could not open a pseudo-terminal at ${path}.`);
}

function openTerminal(terminal: Terminal): void {
  const { device, path } = terminal;
  // wait-slave: nothing is read before a host opens the port; -t 0: the bridge ends as soon as that host is gone.
  const bridge = spawn(SOCAT, ['-t', '0', `pty,raw,echo=0,link=${path},wait-slave`, 'stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  terminal.bridge = bridge;
  const receiver = beginReceiving();
  bridge.stdin.on('error', () => {});
  bridge.stdout.on('data', (chunk: Uint8Array) => {
    welcome(terminal);
    for (const { channel, bytes } of receiveSerial(receiver, chunk)) device.link.send(channel, bytes).catch(() => {});
  });
  bridge.on('exit', (code) => {
    const hostHasLeft = terminal.hostIsThere;
    terminal.hostIsThere = false;
    if (terminal.closed) return;
    if (hostHasLeft) terminal.onHost(false);
    device.air.dropOut(Number.POSITIVE_INFINITY);
    terminal.retry = setTimeout(() => openTerminal(terminal), code === 0 ? 0 : RETRY_MS);
  });
}

function welcome(terminal: Terminal): void {
  if (terminal.hostIsThere) return;
  terminal.hostIsThere = true;
  terminal.device.air.dropOut(PLUG_IN_MS);
  terminal.onHost(true);
}

async function closeTerminal(terminal: Terminal): Promise<void> {
  terminal.closed = true;
  clearTimeout(terminal.retry);
  if (terminal.bridge?.kill()) await once(terminal.bridge, 'exit');
}

const unavailable = (message: string): LimberError => new LimberError('sim/pty-unavailable', message);

async function appears(path: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < PTY_PATIENCE_MS; waitedMs += LOOK_MS) {
    if (existsSync(path)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

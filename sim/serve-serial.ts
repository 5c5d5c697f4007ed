import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../protocol/limber-error.ts';
import { beginReceiving, encodeSerialPacket, receiveSerial } from '../protocol/serial-framing.ts';
import type { SimulatedDevice } from './world.ts';

/** A simulated band on a pseudo-terminal, as if plugged in. */
export interface ServedPort {
  readonly path: string;
  close(): void;
}

const SOCAT = '/usr/bin/socat';
const QUEUE_BYTES = 16 * 1024;

/**
 * Offers a band's packets on a pseudo-terminal at `folder`/<name>. Hosts come and go: the band lives on, and each opening is a
 * new connection to it. @throws LimberError sim/pty-unavailable without socat
 */
export function servePort(device: SimulatedDevice, folder: string): ServedPort {
  if (!existsSync(SOCAT)) {
    throw new LimberError(
      'sim/pty-unavailable',
      'The simulator needs socat for its serial ports: apt-get install socat.',
    );
  }
  const path = join(folder, device.name);
  let bridge: ChildProcess | undefined;
  let closed = false;

  const open = (): void => {
    // wait-slave: nothing is read before a host opens the port; the bridge ends when that host is gone.
    const own = spawn(SOCAT, [`pty,raw,echo=0,link=${path},wait-slave`, 'stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    bridge = own;
    const receiver = beginReceiving();
    own.stdin.on('error', () => {});
    own.stdout.on('data', (chunk: Uint8Array) => {
      for (const { channel, bytes } of receiveSerial(receiver, chunk)) device.link.send(channel, bytes).catch(() => {});
    });
    own.on('exit', () => {
      if (!closed) open();
    });
  };
  device.link.onPacket((channel, bytes) => {
    const line = bridge?.stdin;
    // A host that does not read loses packets, as behind any full queue.
    if (line?.writable && line.writableLength < QUEUE_BYTES) line.write(encodeSerialPacket(channel, bytes));
  });
  open();
  return {
    path,
    close: () => {
      closed = true;
      bridge?.kill();
    },
  };
}

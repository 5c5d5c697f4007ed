import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterAll, afterEach, vi } from 'vitest';
import { openSerialLink, type SerialLink, type SerialLinkOptions } from '../../../host/connect/serial/serial-link.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { crc32 } from '../../../protocol/crc32.ts';
import { onePacket } from '../../../protocol/fragment.ts';
import { limber } from '../../../protocol/generated/wearable.js';
import type { Channel, LinkState } from '../../../protocol/link.ts';
import { beginReceiving, encodeSerialPacket, receiveSerial } from '../../../protocol/serial-framing.ts';

/** Real pseudo-terminals; what a band would do is done on their other ends. */
const folder = mkdtempSync(join(tmpdir(), 'limber-serial-'));
const plugged: ChildProcessByStdio<Writable, Readable, null>[] = [];
const opened: SerialLink[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((link) => link.close()));
  for (const bridge of plugged.splice(0)) {
    bridge.kill('SIGCONT');
    bridge.kill();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(
    () => {
      if (!condition()) throw new Error('not yet');
    },
    { timeout: 20_000, interval: 2 },
  );

export const placeNamed = (name: string): string => join(folder, name);

export interface PluggedBand {
  readonly path: string;
  readonly received: { readonly channel: Channel; readonly bytes: Uint8Array }[];
  say(channel: Channel, bytes: Uint8Array): void;
  /** Bytes as they are. */
  write(bytes: Uint8Array): void;
  /** Nothing is read or written any more, and the port stays. */
  stick(isStuck: boolean): void;
  unplug(): Promise<void>;
}

/** A band that says who it is when asked; without an id it keeps silent. */
export async function plugIn(name: string, deviceId?: string): Promise<PluggedBand> {
  const path = placeNamed(name);
  const bridge = spawn('/usr/bin/socat', [`pty,raw,echo=0,link=${path}`, 'stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  plugged.push(bridge);
  bridge.stdin.on('error', () => {});
  const received: PluggedBand['received'] = [];
  const receiver = beginReceiving();
  const say = (channel: Channel, bytes: Uint8Array): void =>
    void bridge.stdin.write(encodeSerialPacket(channel, bytes));
  bridge.stdout.on('data', (chunk: Uint8Array) => {
    const packets = receiveSerial(receiver, chunk);
    received.push(...packets);
    if (deviceId !== undefined)
      for (const { channel } of packets) if (channel === 'command') say('info', hello(deviceId));
  });
  await until(() => existsSync(path));
  return {
    path,
    received,
    say,
    write: (bytes) => void bridge.stdin.write(bytes),
    stick: (isStuck) => void bridge.kill(isStuck ? 'SIGSTOP' : 'SIGCONT'),
    unplug: async () => {
      if (bridge.kill()) await once(bridge, 'exit');
    },
  };
}

/** The packet in which a band says who it is. */
export const hello = (deviceId: string): Uint8Array =>
  onePacket(limber.v1.Hello.encode({ protocolVersion: 1, role: 1, deviceId }).finish(), 0, crc32);

export const opensAt = (path: string, options: Partial<SerialLinkOptions> = {}): Promise<SerialLink> =>
  openSerialLink({ path, timeline: wallTimeline(), ...options });

/** Open, and closed at the test's end; `states` as they come, `heard` the first byte of each packet that is no hello. */
export async function openAt(path: string, options: Partial<SerialLinkOptions> = {}) {
  const link = await opensAt(path, options);
  opened.push(link);
  const states: LinkState[] = [];
  const heard: number[] = [];
  link.onState((state) => states.push(state));
  link.onPacket((channel, bytes) => {
    if (channel !== 'info') heard.push(bytes[0]!);
  });
  return { link, states, heard };
}

/** Lets the link know which band it has. */
export async function introduced(link: SerialLink, band: PluggedBand, deviceId: string): Promise<void> {
  let isKnown = false;
  const cancel = link.onPacket((channel) => {
    isKnown ||= channel === 'info';
  });
  band.say('info', hello(deviceId));
  await until(() => isKnown);
  cancel();
}

/** Terminals that this process has open. */
export function openTerminals(): number {
  const targets = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith('/dev/pts/')).length;
}

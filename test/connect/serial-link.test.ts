import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openSerialLink } from '../../host/connect/serial-link.ts';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import type { Channel } from '../../protocol/link.ts';
import { beginReceiving, encodeSerialPacket, receiveSerial } from '../../protocol/serial-framing.ts';
import { type LinkUnderTest, testLinkContract } from '../protocol/link-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'limber-serial-'));
const bridges: ChildProcess[] = [];
afterEach(() => {
  for (const bridge of bridges.splice(0)) bridge.kill();
});
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let ports = 0;
const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(
    () => {
      if (!condition()) throw new Error('not yet');
    },
    { timeout: 10_000, interval: 5 },
  );

/** A real pseudo-terminal; what a band would do is done on its other end. */
async function openPty(path = join(folder, `band-${ports++}`)): Promise<{ path: string; bridge: ChildProcess }> {
  const bridge = spawn('/usr/bin/socat', [`pty,raw,echo=0,link=${path}`, 'stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  bridges.push(bridge);
  await until(() => existsSync(path));
  return { path, bridge };
}

async function open(): Promise<LinkUnderTest & { bridge: ChildProcess }> {
  const { path, bridge } = await openPty();
  const received: { channel: Channel; bytes: Uint8Array }[] = [];
  const receiver = beginReceiving();
  bridge.stdout!.on('data', (chunk: Uint8Array) => received.push(...receiveSerial(receiver, chunk)));
  const link = await openSerialLink({ path, timeline: wallTimeline() });
  const notify = (channel: Channel, bytes: Uint8Array): void =>
    void bridge.stdin!.write(encodeSerialPacket(channel, bytes));
  return { link, notify, received, until, bridge };
}

testLinkContract('serial on a pseudo-terminal', open);

test('a port that does not exist is refused in words', async () => {
  const opening = openSerialLink({ path: join(folder, 'nothing'), timeline: wallTimeline() });
  await expect(opening).rejects.toMatchObject({
    code: 'link/port-unavailable',
    message: expect.stringContaining('nothing'),
  });
});

test('garbage and bent frames on the line are counted and dropped, and the next frame is read', async () => {
  const { path, bridge } = await openPty();
  const link = await openSerialLink({ path, timeline: wallTimeline() });
  const heard: string[] = [];
  link.onPacket((channel, bytes) => heard.push(`${channel} ${bytes.length}`));
  const bent = encodeSerialPacket('motion', new Uint8Array(50).fill(9));
  bent[20]! ^= 4;
  bridge.stdin!.write(
    Buffer.concat([Buffer.alloc(700, 0x55), Buffer.of(0), bent, encodeSerialPacket('status', Uint8Array.of(1, 2))]),
  );
  await until(() => heard.length === 1);
  expect(heard).toEqual(['status 2']);
  expect(link.discarded()).toBe(2);
  await link.close();
});

test('an unplugged port is a state, and the link comes back when it is plugged in again', async () => {
  const { link, bridge } = await open();
  const states: string[] = [];
  link.onState((state) => states.push(state));
  bridge.kill();
  await once(bridge, 'exit');
  await until(() => states.at(-1) === 'down');
  const again = await openPty(link.name);
  await until(() => states.at(-1) === 'up');
  const heard: number[] = [];
  link.onPacket((_, bytes) => heard.push(bytes[0]!));
  again.bridge.stdin!.write(encodeSerialPacket('motion', Uint8Array.of(7)));
  await until(() => heard.length === 1);
  await link.close();
});

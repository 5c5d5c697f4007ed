import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EventStream, openEventStream } from '../../host/screen/event-stream.ts';
import type { FeedEvent } from '../../host/screen/feed.ts';
import { stimulationView } from './demo-session.ts';

const KIB = 1024;
const numbers = Array.from({ length: 500 }, (_, i) => i / 7);
/** About 18 kB. */
const ANGLE: FeedEvent = { kind: 'angle', tS: numbers, angleDeg: numbers };

let server: Server;
let stream: EventStream;
let page: Socket;

/** A page that has connected and does not read. */
async function slowPage(): Promise<ServerResponse> {
  stream = openEventStream();
  server = createServer((_request, response) => stream.join(response, []));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  page = connect((server.address() as AddressInfo).port, '127.0.0.1');
  page.pause();
  const asked = once(server, 'request');
  page.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, response] = await asked;
  return response;
}

afterEach(() => {
  vi.useRealTimers();
  stream.close();
  page.destroy();
  server.closeAllConnections();
  server.close();
});

describe('a page that reads slowly', () => {
  it('misses angles, but no word about stimulation', async () => {
    const response = await slowPage();
    for (let i = 0; i < 3000; i += 1) stream.broadcast(ANGLE);
    expect(response.writableLength).toBeLessThan(128 * KIB);
    for (const current of [1000, 2000, 3000]) stream.broadcast(stimulationView('RAMPING_UP', current, 60));
    expect(stream.readers).toBe(1);
    let text = '';
    const all = new Promise<void>((resolve) => {
      page.on('data', (bytes) => {
        text += bytes.toString();
        if (text.includes('"currentUa":3000')) resolve();
      });
    });
    page.resume();
    await all;
    expect(text).toContain('"currentUa":1000');
    expect(text).toContain('"currentUa":2000');
  });

  it('is let go before it fills the memory, so that it connects anew', async () => {
    const response = await slowPage();
    const closed = once(response, 'close');
    let sent = 0;
    for (; sent < 200_000 && !response.destroyed; sent += 1) stream.broadcast(stimulationView('ACTIVE', 12_000, sent));
    expect(response.destroyed).toBe(true);
    expect(response.writableLength).toBeLessThan(1100 * KIB);
    await closed;
    expect(stream.readers).toBe(0);
  });
});

describe('a page that hears nothing', () => {
  it('gets a beat every two seconds, by which it knows that the line is alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await slowPage();
    const beaten = new Promise<void>((resolve) => {
      page.on('data', (bytes) => bytes.toString().includes('event: beat') && resolve());
    });
    page.resume();
    vi.advanceTimersByTime(2000);
    await beaten;
  });
});

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openEventStream } from '../../host/screen/event-stream.ts';
import { HomeRig } from './home-rig.ts';

const MIB = 1024 * 1024;
const LEASE_EVERY_MS = 500;
const TURN_MS = 100;

/** Pages that have connected and read nothing. */
async function deafPages(count: number) {
  const stream = openEventStream();
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    stream.join(response, []);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pages = Array.from({ length: count }, () => connect((server.address() as AddressInfo).port, '127.0.0.1'));
  onTestFinished(() => {
    for (const page of pages) page.destroy();
    stream.close();
    server.closeAllConnections();
    server.close();
  });
  for (const page of pages) {
    page.pause();
    const asked = once(server, 'request');
    page.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;
  }
  return { stream, responses };
}

test('stimulation goes on beside pages that read nothing: every lease is on time, and memory is bounded', async () => {
  const rig = new HomeRig();
  const { stream, responses } = await deafPages(8);
  const [device] = await rig.greeted();
  const leasedMs: number[] = [];
  const { connection } = device!;
  const noted = {
    ...connection,
    send: (command: Parameters<typeof connection.send>[0]) => {
      if (command.kind === 'LEASE') leasedMs.push(rig.clock.nowMs());
      return connection.send(command);
    },
  };
  rig.devices = [{ ...device!, connection: noted }];
  const home = await rig.stimulate();
  const subscription = home.feed$.subscribe((event) => stream.broadcast(event));
  onTestFinished(() => subscription.unsubscribe());
  leasedMs.length = 0;
  const filler = { kind: 'angle' as const, tS: new Array(3000).fill(1 / 3), angleDeg: new Array(3000).fill(1 / 7) };
  for (let i = 0; i < 100; i++) {
    for (let j = 0; j < 10; j++) stream.broadcast(filler);
    await rig.live(100);
  }
  expect(home.stim!.view().state).toBe('ACTIVE');
  const pauses = leasedMs.slice(1).map((atMs, i) => atMs - leasedMs[i]!);
  expect(pauses.length).toBeGreaterThan(15);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(LEASE_EVERY_MS + TURN_MS);
  for (const response of responses) expect(response.writableLength).toBeLessThan(1.1 * MIB);
}, 30_000);

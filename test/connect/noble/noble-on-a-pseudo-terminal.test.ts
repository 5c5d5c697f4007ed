import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openNoble } from '../../../host/connect/noble/noble-transport.ts';
import type { Transport } from '../../../host/connect/transport.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { CHANNELS } from '../../../protocol/link.ts';
import { createController, type HciController } from '../../../sim/radio/hci-controller.ts';
import { serveController } from '../../../sim/radio/serve-h4.ts';
import { testLinkContract } from '../../protocol/link-contract.ts';
import { type PlainBand, plainBand } from '../../sim/radio/plain-band.ts';

interface Served {
  readonly transport: Transport;
  readonly controller: HciController;
  readonly band: PlainBand;
}

async function served(): Promise<Served> {
  const timeline = wallTimeline();
  const band = plainBand();
  const folder = mkdtempSync(join(tmpdir(), 'limber-hci-'));
  const controller = createController({ timeline, peripherals: [band] });
  const { path, close } = await serveController(controller, join(folder, 'hci'));
  const transport = await openNoble({ timeline, hci: path });
  onTestFinished(async () => {
    await transport.close();
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { transport, controller, band };
}

const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 20_000, interval: 5 });

testLinkContract('noble on a pseudo-terminal', async () => {
  const { transport, band } = await served();
  return {
    link: transport.link(band.address),
    notify: band.notify,
    notifying: CHANNELS.filter((channel) => channel !== 'command'),
    received: band.written,
    until,
  };
});

test('a terminal that goes takes the link down, and when it is back the link is up again', async () => {
  const { transport, controller, band } = await served();
  const link = transport.link(band.address);
  const states: string[] = [];
  link.onState((state) => states.push(state));
  await until(() => states.at(-1) === 'up');
  controller.faults.unplug();
  await until(() => states.at(-1) === 'down');
  // The band misses its host by supervision timeout.
  await until(() => !band.isConnected());
  const backMs = performance.now();
  controller.faults.plugIn();
  await until(() => states.at(-1) === 'up');
  console.log(`terminal back: up after ${Math.round(performance.now() - backMs)} ms`);
  expect(performance.now() - backMs).toBeLessThan(5_000);
});

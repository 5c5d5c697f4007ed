import { openNoble } from '../../../host/connect/noble/noble-transport.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import type { LinkState } from '../../../protocol/link.ts';
import { createController } from '../../../sim/radio/hci-controller.ts';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { inProcessRadio } from './in-process-radio.ts';

/** A program of its own: it finds a band, loses it, finds it again, and is through. */
const timeline = wallTimeline(10);
const band = plainBand();
const controller = createController({ timeline, peripherals: [band] });
const transport = await openNoble({ timeline, hci: inProcessRadio(controller).hci });
const interrupted = process.listenerCount('SIGINT');
const link = transport.link(band.address);
const states: LinkState[] = [];
const reached = (state: LinkState, times: number): Promise<void> =>
  new Promise((resolve) => {
    link.onState(() => states.filter((one) => one === state).length >= times && resolve());
  });
link.onState((state) => state !== 'connecting' && states.push(state));
await reached('up', 1);
controller.faults.dropLink(band.address);
await link.send('command', Uint8Array.of(1));
await reached('down', 1);
await link.send('command', Uint8Array.of(1)).catch(() => {});
await reached('up', 2);
await transport.close();
process.stdout.write(`SIGINT ${interrupted} ${states}\n`);

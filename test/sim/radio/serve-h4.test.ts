import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { bareNoble, connectTo, discover, type Noble, type Peripheral, SERVICE } from './noble-bench.ts';
import { type PlainBand, plainBand } from './plain-band.ts';
import { type ServedRadio, servedRadio } from './served-radio.ts';

/** For socat to come or go on a busy machine. */
const PLUG_MS = 20_000;

/** A host with the real library, on a real pseudo-terminal, in real time. */
async function connectedHost({ path }: ServedRadio, band: PlainBand): Promise<{ noble: Noble; heard: Buffer[] }> {
  const noble = bareNoble(path);
  await noble.waitForPoweredOnAsync();
  const discovered = once(noble, 'discover') as Promise<[Peripheral]>;
  await noble.startScanningAsync([SERVICE], true);
  const [peripheral] = await discovered;
  expect(peripheral.address).toBe(band.address);
  await connectTo(peripheral);
  const { characteristics } = await discover(peripheral);
  const motion = characteristics[1]!;
  const heard: Buffer[] = [];
  motion.on('data', (bytes: Buffer) => heard.push(bytes));
  await motion.subscribeAsync();
  const told = once(motion, 'data');
  band.notify('motion', Uint8Array.of(1, 2, 3));
  await told;
  return { noble, heard };
}

function connection({ controller }: ServedRadio, isThere: boolean): Promise<void> {
  return new Promise((resolve) => {
    const cancel = controller.onConnection((_, now) => {
      if (now !== isThere) return;
      cancel();
      resolve();
    });
  });
}

test('hosts come and go: each finds the controller as after a reset, and the band when it has noticed', async () => {
  const band = plainBand();
  const radio = await servedRadio([band]);
  for (let host = 0; host < 3; host++) {
    const { noble, heard } = await connectedHost(radio, band);
    expect(heard.map((bytes) => [...bytes])).toEqual([[1, 2, 3]]);
    const lost = connection(radio, false);
    noble.stop();
    await lost;
    expect(band.isConnected()).toBe(false);
  }
});

test('an adapter that is pulled out and plugged in again is there for the next host', async () => {
  const band = plainBand();
  const radio = await servedRadio([band]);
  const { noble } = await connectedHost(radio, band);
  const lost = connection(radio, false);
  radio.controller.faults.unplug();
  await vi.waitFor(() => expect(existsSync(radio.path)).toBe(false), PLUG_MS);
  // The library may not notice: one that was just reading reads nothing, for ever.
  noble.stop();
  await lost;
  radio.controller.faults.plugIn();
  await vi.waitFor(() => expect(existsSync(radio.path)).toBe(true), PLUG_MS);
  const { heard } = await connectedHost(radio, band);
  expect(heard).toHaveLength(1);
});

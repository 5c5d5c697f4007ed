import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';
import { heapBytes } from './heap.ts';

const COUNT = 20_000;

test('20,000 devices of others come, are heard and go: nothing of them is kept, and a band is found and connected among them', async () => {
  const { bluez, bands, open, follow, timeline } = await bluezBench({ bands: 3 });
  const transport = await open();
  const heard = new Set<string>();
  const listening = transport.sighting$.subscribe(({ address }) => heard.add(address));
  const first = follow(transport, bands[0]!);
  await until(() => first.states.at(-1) === 'up' && heard.size === 3);
  /** Signals of one sender arrive in their order: behind them all there is this one. */
  const allHaveArrived = async (): Promise<void> => {
    const before = first.packets.length;
    bands[0]!.notify('status', Uint8Array.of(1));
    await until(() => first.packets.length > before, 60_000);
  };
  const come = async (): Promise<void> => {
    bluez.adapter().hearForeign(COUNT);
    await allHaveArrived();
  };
  const go = async (): Promise<void> => {
    bluez.adapter().forgetForeign(COUNT);
    await allHaveArrived();
  };
  await come();
  await go();
  const beforeBytes = heapBytes();
  await come();
  await come();
  expect(transport.bandsKept()).toBeLessThanOrEqual(3 + 256);
  const beganMs = timeline.nowMs();
  const { states } = follow(transport, bands[1]!);
  await until(() => states.at(-1) === 'up');
  const upMs = timeline.nowMs() - beganMs;
  await go();
  const grownBytes = heapBytes() - beforeBytes;
  console.log(`up after ${upMs.toFixed()} ms among ${COUNT}; heap ${(grownBytes / 1e6).toFixed(2)} MB above before`);
  expect(upMs).toBeLessThan(5_000);
  expect(grownBytes).toBeLessThan(2e6);
  expect([...heard].sort()).toEqual(bands.map(({ address }) => address));
  listening.unsubscribe();
}, 120_000);

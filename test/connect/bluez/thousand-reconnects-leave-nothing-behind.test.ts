import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';
import { heapBytes } from './heap.ts';

const BANDS = 5;
const ROUNDS = 200;

test('dbus-next takes no match rule back and D-Bus permits 512: after 1,000 reconnects there are as many as before, and listeners and heap are flat', async () => {
  const { bluez, bands, open, follow, failures } = await bluezBench({ bands: BANDS, simulatedSpeed: 100 });
  const transport = await open();
  const links = bands.map((band) => follow(transport, band));
  const allUp = (): boolean => links.every(({ states }) => states.at(-1) === 'up');
  const counts: { rules: number; listeners: number; heapBytes: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await until(allUp);
    if (round % 50 === 0) {
      await until(() => !bluez.adapter().isDiscovering());
      counts.push({ rules: transport.matchRules(), listeners: transport.listenerCount(), heapBytes: heapBytes() });
    }
    for (const band of bands) band.leave();
    await until(() => links.every(({ states }) => states.at(-1) === 'down'));
    for (const { states } of links) states.length = 0;
    for (const band of bands) band.comeBack();
  }
  await until(allUp);
  console.log(
    `after 0, 250, ... 1,000 reconnects, ${failures.length} failures: ${JSON.stringify(counts)}`,
    ...failures.map(String),
  );
  const [first, warm, last] = [counts[0]!, counts[1]!, counts.at(-1)!];
  expect(last.rules).toBe(first.rules);
  expect(last.listeners).toBe(first.listeners);
  expect(last.heapBytes - warm.heapBytes).toBeLessThan(2e6);
  await Promise.all(links.map(({ link }) => link.close()));
  const RULES_OF_THE_RADIO = 3;
  await until(() => transport.matchRules() === RULES_OF_THE_RADIO);
}, 180_000);

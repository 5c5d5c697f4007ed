import { expect, onTestFinished, test } from 'vitest';
import { bareNoble, type Peripheral, SERVICE } from '../sim/radio/noble-bench.ts';
import { startLimber } from './limber.ts';

const LIVE_MS = 120_000;

interface Said {
  readonly at: string;
  readonly devices: readonly { readonly role: string; readonly placement: string; readonly port: string }[];
}

test('limber sim --serve h4 prints the adapter and the address of each band, and the real library hears them there', async () => {
  const sim = startLimber(['sim', '--serve', 'h4', '--seed', '3'], undefined, {}, LIVE_MS);
  const [line] = await sim.printed(/^\{.*\}\n/, 'stdout');
  const { at, devices, ...said } = JSON.parse(line) as Said;
  expect(said).toEqual({ serve: 'h4', seed: 3, simulated: true });
  expect(devices).toMatchObject([
    { role: 'motion', placement: 'thigh' },
    { role: 'motion', placement: 'shank' },
    { role: 'stim', placement: 'knee' },
  ]);
  const noble = bareNoble(at);
  onTestFinished(() => noble.stop());
  await noble.waitForPoweredOnAsync();
  const names = new Map<string, string>();
  await new Promise<void>((resolve) => {
    noble.on('discover', ({ address, advertisement }: Peripheral) => {
      names.set(address, advertisement.localName);
      if (names.size === devices.length) resolve();
    });
    void noble.startScanningAsync([SERVICE], true);
  });
  expect(devices.map(({ port }) => names.get(port))).toEqual(['Limber puck', 'Limber puck', 'Limber xiao']);
  sim.child.kill('SIGTERM');
  expect((await sim.finished).code).toBe(0);
});

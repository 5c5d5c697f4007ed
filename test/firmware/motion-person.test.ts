import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  BATTERY_LOW,
  CONNECTED,
  IDENTIFYING,
  LOG_FULL,
  NO_SENSOR,
  RECORDING,
  STREAMING,
  WAITING,
} from '../../firmware/motion/light-table.ts';
import { SEED } from '../seeded.ts';
import { ROOT } from '../source-files.ts';
import { placeOnBench } from './bench-band.ts';
import { answerTo, connect, connectedBand, type MotionBench, motionBand } from './motion-bench.ts';

/** Flashes within `durationMs`, as lamps (1 red, 2 green, 3 both). */
function flashes(band: Pick<MotionBench, 'board' | 'clock'>, durationMs: number): number[] {
  const seen: { atMs: number; lamps: number }[] = [];
  for (const [bit, name] of [
    [1, 'LED1'],
    [2, 'LED2'],
  ] as const) {
    band.board.pin(name).onChange = (level, tMs) => {
      if (!level) return;
      const flash = seen.find((one) => Math.abs(one.atMs - tMs) < 5);
      if (flash) flash.lamps += bit;
      else seen.push({ atMs: tMs, lamps: bit });
    };
  }
  band.clock.advanceBy(durationMs);
  return seen.map(({ lamps }) => lamps);
}

test('the lamps say what the band does', async () => {
  const band = await motionBand('puck');
  expect(flashes(band, 4000)).toEqual([3, 3]);
  connect(band);
  expect(flashes(band, 4000)).toEqual([2, 2]);
  band.command({ kind: 'IDENTIFY' });
  expect(flashes(band, 4000).filter((lamps) => lamps === 3).length).toBeGreaterThanOrEqual(16);
  expect(flashes(band, 20_000).slice(-3)).toEqual([2, 2, 2]);
  band.board.disconnect();
  expect(flashes(band, 4000)).toEqual([3, 3, 3, 3]);
  band.clock.advanceBy(70_000);
  expect(flashes(band, 60_000)).toEqual([]);
});

test('a low battery shows before anything but a band that is asked who it is', async () => {
  const band = await connectedBand('puck', { batteryPercent: () => 9 });
  band.clock.advanceBy(2000);
  expect(flashes(band, 4000)).toEqual([1, 1]);
});

test('a sensor that is not there shows, and the connection is slow', async () => {
  const band = await placeOnBench({ role: 'motion', board: 'jolt', seed: SEED });
  band.clock.advanceTo(1000);
  connect(band);
  expect(band.board.radio.connectionIntervalMs).toBe(200);
  expect(flashes(band, 4000)).toEqual([1, 1, 1, 1, 1, 1]);
  band.clock.advanceBy(100_000);
  band.board.disconnect();
  band.clock.advanceBy(100_000);
  expect(band.board.console).toEqual([]);
});

test('a press is told with its number', async () => {
  const band = await connectedBand('xiao');
  for (let presses = 1; presses <= 3; presses++) {
    band.board.pressButton();
    band.clock.advanceBy(700);
    expect(band.presses.at(-1)!.presses).toBe(presses);
  }
  expect(band.presses).toHaveLength(3);
  const ticksMs = band.presses.at(-1)!.ticks / 1000;
  expect(Math.abs(ticksMs - (band.clock.nowMs() - 700))).toBeLessThan(100);
});

test('the battery is told by Bluetooth’s own service', async () => {
  let percent = 80;
  const band = await connectedBand('bangle2', { batteryPercent: () => percent });
  band.clock.advanceBy(2000);
  expect([...(band.board.radio.characteristics['2A19']!.value as Uint8Array)]).toEqual([80]);
  percent = 79;
  band.clock.advanceBy(2000);
  expect([...(band.board.radio.characteristics['2A19']!.value as Uint8Array)]).toEqual([79]);
});

test('a release has no console, and what is its own needs an encrypted link; a development build is open', async () => {
  const release = await connectedBand('puck');
  expect(release.board.isConsoleOpen()).toBe(false);
  expect(release.board.radio.uart).toBe(false);
  expect(release.hellos[0]!.development).toBe(false);
  const own = Object.entries(release.board.radio.characteristics).filter(([uuid]) => uuid.length > 4);
  expect(own).toHaveLength(6);
  // What is only notified can be neither read nor written, and a subscription cannot be guarded by this interpreter.
  const offered = own.filter(([, { readable, onWrite }]) => readable || onWrite);
  expect(offered).toHaveLength(2);
  for (const [, { security }] of offered)
    expect(security).toEqual({ read: { encrypted: true }, write: { encrypted: true } });
  const open = await connectedBand('puck', { build: { dev: true } });
  expect(open.board.isConsoleOpen()).toBe(true);
  expect(open.board.radio.uart).toBe(true);
  expect(open.hellos[0]!.development).toBe(true);
});

test('a band flashed without its service says so to whoever asks for it', async () => {
  const band = await connectedBand('puck');
  for (const kind of ['UPDATE_BEGIN', 'UPDATE_DATA', 'UPDATE_END', 'HEALTHY', 'WIPE', 'ENROL'] as const)
    expect(answerTo(band, { kind, payload: Uint8Array.of(1) })).toBe('REFUSED NO_SERVICE_MODULE');
  expect(answerTo(band, { kind: 'ARM' })).toBe('REFUSED NOT_A_MOTION_COMMAND');
});

test('firmware/README.md tells people what each light means, in the order in which they are shown', () => {
  const text = readFileSync(join(ROOT, 'firmware/README.md'), 'utf8');
  const table = text.slice(text.indexOf('## Lights of a motion band'), text.indexOf('## Sessions from one battery'));
  const told = [...table.matchAll(/^\| (red|green|yellow), (\w+) +\|/gm)].map(([, lamps, flashes]) => {
    const count = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].indexOf(flashes!);
    return 10 * { red: 1, green: 2, yellow: 3 }[lamps as 'red' | 'green' | 'yellow'] + count;
  });
  const shown = [IDENTIFYING, NO_SENSOR, BATTERY_LOW, LOG_FULL, STREAMING, CONNECTED, RECORDING, WAITING];
  expect(told).toEqual(shown);
  expect(new Set(shown).size).toBe(shown.length);
});

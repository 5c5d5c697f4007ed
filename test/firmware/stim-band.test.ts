import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { ACTIVE_UA, activeBand, msToZero, PRESCRIBED, startStimulation, stimBand } from './stim-bench.ts';

test('ARM, button, lease and START ramp to the prescribed current', async () => {
  const band = await stimBand(SEED);
  expect(band.frame()).toMatchObject({ state: 'IDLE', currentUa: 0, contactOk: true });
  startStimulation(band);
  expect(band.board.output!.peakUa()).toBeLessThanOrEqual(1200);
  band.keepAlive(3000);
  expect(band.frame()).toMatchObject({ state: 'ACTIVE', currentUa: ACTIVE_UA, fault: '' });
  expect(band.board.currentUa()).toBe(ACTIVE_UA);
  expect(band.board.output!.peakUa()).toBe(ACTIVE_UA);
  expect(band.board.console).toEqual([]);
});

test('the current never rises faster than 4 mA a second', async () => {
  const band = await stimBand(SEED);
  startStimulation(band);
  let beforeUa = band.board.currentUa();
  for (let i = 0; i < 4; i++) {
    band.keepAlive(500);
    const nowUa = band.board.currentUa();
    // One tick of 100 ms may fall to either side.
    expect(nowUa - beforeUa).toBeLessThanOrEqual(2400);
    beforeUa = nowUa;
  }
});

test('without the button there is no output, whatever the host says', async () => {
  const band = await stimBand(SEED);
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.command({ kind: 'START', currentUa: ACTIVE_UA });
  band.clock.advanceBy(2000);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'NOT_CONFIRMED' });
  expect(band.board.output!.peakUa()).toBe(0);
});

test('only STOP is heard without a seal', async () => {
  const band = await stimBand(SEED);
  band.command(PRESCRIBED, { plain: true });
  band.clock.advanceBy(600);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'NOT_AUTHENTIC' });
  expect(band.frame().state).toBe('IDLE');
});

test('a broken seal and a replayed command change nothing', async () => {
  const band = await activeBand(SEED);
  const set = band.seal({ kind: 'SET', currentUa: 8000 }, 1000);
  for (let bit = 0; bit < 8 * set.length; bit += 29) {
    const flipped = Uint8Array.from(set);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    band.writeMessage(flipped);
    // Ten a minute would end the connection.
    band.keepAlive(7000);
  }
  expect(band.board.currentUa()).toBe(ACTIVE_UA);
  const lower = band.command({ kind: 'SET', currentUa: 4000 });
  band.keepAlive(1000);
  expect(band.board.currentUa()).toBe(4000);
  band.command({ kind: 'SET', currentUa: 6000 });
  band.keepAlive(2000);
  band.writeMessage(lower);
  band.keepAlive(1000);
  expect(band.board.currentUa()).toBe(6000);
});

test('a stop by the host, by the button and by the host without a seal', async () => {
  for (const stop of ['sealed', 'plain', 'button'] as const) {
    const band = await activeBand(SEED);
    if (stop === 'button') band.board.pressButton();
    else band.command({ kind: 'STOP' }, { plain: stop === 'plain' });
    expect(msToZero(band, 1000)).toBeLessThan(200);
    band.clock.advanceBy(600);
    expect(band.frame()).toMatchObject({ state: 'LOCKOUT', currentUa: 0, stopReason: 'STOP' });
  }
});

test('counts at least what went through the skin', async () => {
  const band = await activeBand(SEED);
  band.keepAlive(10_000);
  band.command({ kind: 'STOP' }, { plain: true });
  band.clock.advanceBy(600);
  const delivered = band.board.output!;
  const told = band.frame();
  expect(told.pulses).toBeGreaterThanOrEqual(delivered.pulses() - 20);
  expect(told.pulses).toBeLessThanOrEqual(delivered.pulses() + 20);
  expect(told.chargeNc / delivered.chargeNc()).toBeGreaterThan(0.97);
  expect(told.chargeNc / delivered.chargeNc()).toBeLessThan(1.03);
});

test('telemetry comes every 250 ms while there is output', async () => {
  const band = await activeBand(SEED);
  const from = band.frames.length;
  band.keepAlive(10_000);
  const gapsMs = band.frames.slice(from + 1).map((frame, i) => frame.atMs - band.frames[from + i]!.atMs);
  expect(Math.max(...gapsMs)).toBeLessThan(450);
  expect(band.frames.length - from).toBeGreaterThanOrEqual(36);
  console.log(`stim band: ${(100 * band.board.load()).toFixed(0)} % of the interpreter's time`);
});

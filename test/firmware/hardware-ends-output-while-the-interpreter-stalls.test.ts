import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { ACTIVE_UA, activeBand, msToZero, type StimBench } from './stim-bench.ts';

const SEEDS = 20;
const STEP_MS = 0.1;

/** Sessions with an interpreter that does nothing any more, each seed at another moment of its work. */
async function eachStalled(visit: (band: StimBench) => void): Promise<void> {
  for (let i = 0; i < SEEDS; i++) {
    const band = await activeBand(SEED + i);
    band.clock.advanceBy((i * 37) % 250);
    band.board.faults.stall(60_000);
    visit(band);
  }
}

test('F20 a stuck phase ends within 1 ms', async () => {
  let worstMs = 0;
  await eachStalled((band) => {
    band.clock.advanceBy(30);
    band.board.faults.frontEnd!.stuckOnUa = 40_000;
    let stuckMs = 0;
    for (let t = 0; t < 100; t++) {
      if (band.board.currentUa() > ACTIVE_UA) stuckMs += STEP_MS;
      band.clock.advanceBy(STEP_MS);
    }
    worstMs = Math.max(worstMs, stuckMs);
    expect(band.board.currentUa()).toBe(0);
  });
  console.log(`stuck phase during a stall: worst of ${SEEDS} seeds ${worstMs.toFixed(1)} ms`);
  expect(worstMs).toBeLessThanOrEqual(1 + STEP_MS);
});

test('F18 F15 F17 too much current, a lifted pad and a bridge end within 30 ms', async () => {
  const faults: ((band: StimBench) => void)[] = [
    (band) => (band.board.faults.frontEnd!.gain = 1.3),
    (band) => (band.board.faults.skin!.lifted = true),
    (band) => (band.board.faults.skin!.shortOhm = 50),
  ];
  for (const begin of faults) {
    await eachStalled((band) => {
      band.clock.advanceBy(30);
      begin(band);
      expect(msToZero(band, 1000)).toBeLessThanOrEqual(30);
      band.clock.advanceBy(25);
      Object.assign(band.board.faults.skin!, { lifted: false, shortOhm: null });
      band.clock.advanceBy(20);
      expect(band.board.currentUa()).toBe(0);
    });
  }
});

test('F5 output ends within 200 ms of the last kick, the reset comes within 1.1 s', async () => {
  let worstZeroMs = 0;
  let worstResetMs = 0;
  await eachStalled((band) => {
    const stalledMs = band.clock.nowMs();
    worstZeroMs = Math.max(worstZeroMs, msToZero(band, 1000));
    band.clock.runUntil(() => band.board.resets.length > 1, stalledMs + 5000);
    worstResetMs = Math.max(worstResetMs, band.board.resets.at(-1)!.atMs - stalledMs);
    expect(band.board.resets.at(-1)!.cause).toBe('watchdog');
  });
  console.log(
    `stall: worst of ${SEEDS} seeds: zero after ${worstZeroMs} ms, reset after ${worstResetMs.toFixed(0)} ms`,
  );
  expect(worstZeroMs).toBeLessThanOrEqual(200);
  expect(worstResetMs).toBeLessThanOrEqual(1100);
});

test('F4 a brown-out ends output within 10 ms, and the band is not live when it is back', async () => {
  for (let i = 0; i < SEEDS; i++) {
    const band = await activeBand(SEED + i);
    band.clock.advanceBy((i * 37) % 250);
    band.board.faults.brownOut(300);
    expect(msToZero(band, 100)).toBeLessThanOrEqual(10);
    band.clock.advanceBy(2000);
    band.board.connect();
    band.clock.advanceBy(1000);
    expect(band.frame()).toMatchObject({ state: 'LOCKOUT', currentUa: 0, stopReason: 'REBOOT' });
    expect(band.board.currentUa()).toBe(0);
  }
});

test('F45 resets that repeat never bring output back', async () => {
  const band = await activeBand(SEED);
  const before = band.board.output!.pulses();
  band.board.faults.resetLoop(6, 700);
  band.clock.advanceBy(8000);
  expect(band.board.resets).toHaveLength(7);
  expect(band.board.output!.pulses() - before).toBeLessThanOrEqual(3);
});

test('F33 the button ends output at once while the interpreter does nothing, and letting it go brings nothing back', async () => {
  await eachStalled((band) => {
    band.board.pressButton();
    expect(msToZero(band, 1000)).toBeLessThanOrEqual(30);
    const pulses = band.board.output!.pulses();
    for (let ms = 0; ms < 800; ms += 10) {
      band.clock.advanceBy(10);
      expect(band.board.currentUa()).toBe(0);
    }
    expect(band.board.output!.pulses()).toBe(pulses);
  });
});

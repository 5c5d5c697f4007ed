import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { builtBundle } from './bench-band.ts';
import { activeBand } from './stim-bench.ts';

const RATE_HZ = 100;
/** What a busy interpreter has done lies up to 26 ms ahead of the clock. */
const AHEAD_PULSES = 3;
/** Less than the kick line's 150 ms, from the last kick on. */
const STALL_MS = 95;

test('pulses come at their rate while the interpreter does nothing', async () => {
  for (let i = 0; i < 10; i++) {
    const band = await activeBand(SEED + i);
    band.clock.advanceBy((i * 37) % 250);
    // Reading the current brings the count of pulses up to the present.
    const currentUa = band.board.currentUa();
    const before = band.board.output!.pulses();
    band.board.faults.stall(STALL_MS);
    for (let t = 0; t < STALL_MS; t++) {
      band.clock.advanceBy(1);
      expect(band.board.currentUa()).toBe(currentUa);
    }
    expect(Math.abs(band.board.output!.pulses() - before - (STALL_MS * RATE_HZ) / 1000)).toBeLessThanOrEqual(
      AHEAD_PULSES,
    );
  }
});

test('pulses are counted by the rate, not by what the interpreter was busy with', async () => {
  const band = await activeBand(SEED);
  band.board.currentUa();
  const before = band.board.output!.pulses();
  band.keepAlive(10_000);
  band.board.currentUa();
  expect(Math.abs(band.board.output!.pulses() - before - 10 * RATE_HZ)).toBeLessThanOrEqual(AHEAD_PULSES);
});

test('the firmware has nothing that could make a pulse: no timed pins, no waveforms, no waiting', async () => {
  const bundle = await builtBundle('stim');
  const makers = ['digitalPulse', 'analogWrite', 'Waveform', 'setTime(', 'shiftOut', 'poke', 'NRF.nfc'];
  expect(makers.filter((maker) => bundle.includes(maker))).toEqual([]);
});

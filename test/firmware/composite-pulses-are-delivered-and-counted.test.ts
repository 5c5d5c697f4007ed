import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { ACTIVE_UA, greetedBand, PRESCRIBED, prescribe, startStimulation } from './stim-bench.ts';

/** Share of the level in permille, width in us: a priming pulse, a gap, and the pulse proper. */
const SEGMENTS = [
  [250, 100],
  [-250, 100],
  [0, 60],
  [1000, 200],
  [-1000, 200],
] as const;
const ABSOLUTE_US = 450;

function patternBytes(): Uint8Array {
  const bytes = new Uint8Array(SEGMENTS.length * 4);
  const view = new DataView(bytes.buffer);
  SEGMENTS.forEach(([share, widthUs], i) => {
    view.setInt16(i * 4, share, true);
    view.setUint16(i * 4 + 2, widthUs, true);
  });
  return bytes;
}

test('the front-end gets the segments, the skin their charge, the host its account', async () => {
  const band = await greetedBand(SEED);
  const pattern = patternBytes();
  prescribe(band, { pattern });
  startStimulation(band, { ...PRESCRIBED, pattern });
  band.keepAlive(13_000);
  expect(band.frame()).toMatchObject({ state: 'ACTIVE', currentUa: ACTIVE_UA, fault: '' });
  band.command({ kind: 'STOP' }, { plain: true });
  band.clock.advanceBy(600);
  const delivered = band.board.output!;
  const told = band.frame();
  expect(delivered.peakUa()).toBe(ACTIVE_UA);
  expect(delivered.chargeNc() / ((delivered.pulses() * ACTIVE_UA * ABSOLUTE_US) / 1e6)).toBeGreaterThan(0.9);
  expect(told.chargeNc / delivered.chargeNc()).toBeGreaterThan(0.97);
  expect(told.chargeNc / delivered.chargeNc()).toBeLessThan(1.03);
  expect(band.board.console).toEqual([]);
});

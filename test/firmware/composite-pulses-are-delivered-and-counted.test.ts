import { expect, test } from 'vitest';
import { type PatternPart, patternBytes } from '../../host/stim/dose/pattern.ts';
import { SEED } from '../seeded.ts';
import { ACTIVE_UA, greetedBand, PRESCRIBED, prescribe, startStimulation } from './stim-bench.ts';

/** Share of the level in permille, width in us: a priming pulse, a gap, and the pulse proper. */
const SEGMENTS: readonly PatternPart[] = [
  { sharePermille: 250, widthUs: 100 },
  { sharePermille: -250, widthUs: 100 },
  { sharePermille: 0, widthUs: 60 },
  { sharePermille: 1000, widthUs: 200 },
  { sharePermille: -1000, widthUs: 200 },
];
const ABSOLUTE_US = 450;

test('the front-end gets the segments, the skin their charge, the host its account', async () => {
  const band = await greetedBand(SEED);
  const pattern = patternBytes(SEGMENTS);
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

import { expect, test } from 'vitest';
import { type PatternPart, patternBytes } from '../../host/stim/dose/pattern.ts';
import { SEED } from '../seeded.ts';
import { greetedBand, PRESCRIBED, prescribe, startStimulation } from './stim-bench.ts';

/** A short strong phase, taken back by one that is long and weak: the longest phase is not the one with the charge of its length. */
const SEGMENTS: readonly PatternPart[] = [
  { sharePermille: 1000, widthUs: 40 },
  { sharePermille: -80, widthUs: 500 },
];
/** Ten times what one pulse may leave behind. */
const IMBALANCE = 0.2;

test('F21: net charge above 2 % of what a phase really carries ends a composite pulse, however long its weak phase', async () => {
  const band = await greetedBand(SEED);
  const pattern = patternBytes(SEGMENTS);
  prescribe(band, { pattern });
  startStimulation(band, { ...PRESCRIBED, pattern });
  band.keepAlive(4000);
  expect(band.frame()).toMatchObject({ state: 'ACTIVE', fault: '' });
  band.board.faults.frontEnd!.imbalance = IMBALANCE;
  band.keepAlive(2000);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'CHARGE_IMBALANCE', currentUa: 0 });
  expect(band.board.currentUa()).toBe(0);
});

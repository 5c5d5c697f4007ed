import fc from 'fast-check';
import { expect, test } from 'vitest';
import { impedanceSummary, initialImpedance, stepImpedance } from '../../../host/stim/index.ts';

const summaryOf = (frames: readonly { currentUa: number; impedanceOhm: number }[]) =>
  impedanceSummary(frames.reduce(stepImpedance, initialImpedance()));

test('least, middle and most of what was measured while current flowed, to 10 ohm', () => {
  const measured = fc.array(fc.integer({ min: 100, max: 10_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(measured, (ohms) => {
      const sorted = ohms.map((ohm) => Math.round(ohm / 10) * 10).toSorted((a, b) => a - b);
      expect(summaryOf(ohms.map((impedanceOhm) => ({ currentUa: 1, impedanceOhm })))).toEqual({
        minOhm: sorted[0],
        medianOhm: sorted[Math.ceil(sorted.length / 2) - 1],
        maxOhm: sorted.at(-1),
      });
    }),
  );
});

test('nothing of pads without current, and nothing of what was not measured', () => {
  expect(summaryOf([])).toBeNull();
  expect(
    summaryOf([
      { currentUa: 0, impedanceOhm: 9_000 },
      { currentUa: 5, impedanceOhm: 0 },
    ]),
  ).toBeNull();
});

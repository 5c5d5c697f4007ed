import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import type { PatternPart } from '../../../host/stim/dose/pattern.ts';
import { atLevel, longestRunUs, patternBytes, symmetricBiphasic } from '../../../host/stim/dose/pattern.ts';
import { type PulseShape, shapeOf, symmetricShape } from '../../../protocol/pulse-shape.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);

/** One segment at full level, so that it is a pulse; sometimes the last ones take back what the first ones brought. */
const pattern = fc
  .record({
    parts: fc.array(
      fc.record({
        sharePermille: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(0, 1000, -1000)),
        widthUs: fc.integer({ min: 1, max: 1_000 }),
      }),
      { minLength: 1, maxLength: 15 },
    ),
    mirrored: fc.boolean(),
    fullUs: fc.integer({ min: 1, max: 1_000 }),
  })
  .map(({ parts, mirrored, fullUs }): PatternPart[] => {
    const half = [...parts, { sharePermille: 1000, widthUs: fullUs }];
    const back = half.map(({ sharePermille, widthUs }) => ({ sharePermille: -sharePermille, widthUs }));
    return mirrored ? [...half, ...back] : half;
  })
  .filter((parts) => patternBytes(parts).length > 0);

function metricsAt(parts: readonly PatternPart[], levelUa: number) {
  const rest = { rateMillihertz: 1_000, padAreaMm2: 2_500, contactPermille: 1000, dutyPermille: 1000 };
  return doseMetrics({ pattern: atLevel(parts, levelUa), ...rest });
}

function expectNeverUnderstated(shape: PulseShape, parts: readonly PatternPart[], levelUa: number): void {
  const metrics = metricsAt(parts, levelUa);
  expect(levelUa * shape.phaseUs).toBeGreaterThanOrEqual(metrics.chargeSwingPc);
  expect(levelUa * shape.absoluteUs).toBeGreaterThanOrEqual(metrics.absoluteChargePc);
  expect(levelUa ** 2 * shape.squareUs).toBeGreaterThanOrEqual(metrics.squareUa2Us);
  // Rounded up by less than a microsecond at full level: never understated, and never much overstated.
  expect(levelUa * (shape.phaseUs - 1)).toBeLessThan(metrics.chargeSwingPc);
  expect(levelUa * (shape.absoluteUs - 1)).toBeLessThan(metrics.absoluteChargePc);
  expect(levelUa ** 2 * (shape.squareUs - 1)).toBeLessThan(metrics.squareUa2Us);
  expect((levelUa * shape.netMilliUs) / 1000).toBe(Math.abs(metrics.netChargePc));
}

describe(`what the band reckons of a pulse against what the host reckons (seed ${SEED})`, () => {
  test('a composite pulse: never understated by the band', () => {
    fc.assert(
      fc.property(pattern, fc.integer({ min: 1, max: 80 }), (parts, levelMa) => {
        // Whole mA: a share in permille is then whole uA, and neither side rounds.
        const shape = shapeOf(patternBytes(parts))!;
        expectNeverUnderstated(shape, parts, levelMa * 1000);
        const segments = atLevel(parts, levelMa * 1000);
        const withCurrent = segments.filter(({ currentUa }) => currentUa !== 0).map(({ widthUs }) => widthUs);
        expect(shape.longestUs).toBe(longestRunUs(segments));
        expect(shape.shortestUs).toBe(Math.min(...withCurrent));
        expect(shape.widthUs).toBe(metricsAt(parts, levelMa * 1000).patternWidthUs);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  test('at any level the host rounds each segment up, by less than 1 uA', () => {
    fc.assert(
      fc.property(pattern, fc.integer({ min: 1, max: 80_000 }), (parts, levelUa) => {
        const { absoluteChargePc, patternWidthUs } = metricsAt(parts, levelUa);
        const shape = shapeOf(patternBytes(parts))!;
        expect(absoluteChargePc).toBeGreaterThan(levelUa * (shape.absoluteUs - 1));
        expect(absoluteChargePc).toBeLessThanOrEqual(levelUa * shape.absoluteUs + patternWidthUs);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('a symmetric pulse: exactly, by both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 80_000 }), (phaseUs, levelUa) => {
        const metrics = metricsAt(symmetricBiphasic(phaseUs), levelUa);
        const shape = symmetricShape(phaseUs);
        expect(levelUa * shape.phaseUs).toBe(metrics.chargeSwingPc);
        expect(levelUa * shape.phaseUs).toBe(metrics.phaseChargePc);
        expect(levelUa * shape.absoluteUs).toBe(metrics.absoluteChargePc);
        expect(levelUa ** 2 * shape.squareUs).toBe(metrics.squareUa2Us);
        expect(shape.netMilliUs).toBe(metrics.netChargePc);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

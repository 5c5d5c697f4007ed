import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PatternPart } from '../../host/stim/dose/pattern.ts';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import { shapeOf, symmetricShape } from '../../protocol/pulse-shape.ts';
import { hardCurrentUa, prescriptionFlaw } from '../../protocol/session-ceiling.ts';
import { SEED } from '../seeded.ts';
import { bytesOf, keepsHardLimits } from './session-pulses.ts';
import { SessionScene } from './session-scene.ts';

const part = (sharePermille: number, widthUs: number): PatternPart => ({ sharePermille, widthUs });
const pair = (share: number, widthUs: number): PatternPart[] => [part(share, widthUs), part(-share, widthUs)];
/** The reference's example 5: ten weak pulses, a gap, one at the level. */
const COMPOSITE = [...Array.from({ length: 10 }, () => pair(250, 100)).flat(), part(0, 500), ...pair(1000, 200)];
const NUMBERS = { rateMillihertz: 80_000, ceilingUa: 40_000, sessionMs: 60_000, padAreaMm2: 3_000, phaseUs: 0 };

describe('a pulse', () => {
  test('of two equal phases amounts to the same from its segments as from its width', () => {
    for (const widthUs of [40, 201, 500])
      expect(shapeOf(bytesOf(pair(1000, widthUs)))).toEqual(symmetricShape(widthUs));
    expect(shapeOf(bytesOf(pair(-1000, 333)))).toEqual(symmetricShape(333));
  });

  test('of weak and strong parts: charges by share, squares by its square', () => {
    expect(shapeOf(bytesOf(COMPOSITE))).toEqual({
      phaseUs: 200,
      runUs: 200,
      absoluteUs: 900,
      squareUs: 525,
      netMilliUs: 0,
      widthUs: 2_900,
      shortestUs: 100,
      longestUs: 200,
    });
  });

  test('is rounded up in all that a dose is counted by, and exact in what is left over', () => {
    const shape = shapeOf(bytesOf([part(1000, 200), part(-333, 133), part(-777, 200)]));
    // 333 x 133 + 777 x 200 = 199,689 thousandths
    expect(shape).toMatchObject({
      phaseUs: 200,
      runUs: 200,
      absoluteUs: 400,
      netMilliUs: 311,
      longestUs: 333,
      shortestUs: 133,
    });
    expect(shape!.squareUs).toBe(Math.ceil(200 + 0.333 ** 2 * 133 + 0.777 ** 2 * 200));
  });

  test('cut into segments keeps its phase, in charge and in time, gaps or not', () => {
    const cut = [part(1000, 300), part(0, 50), part(1000, 300), part(-1000, 300), part(-1000, 300)];
    expect(shapeOf(bytesOf(cut))).toMatchObject({ phaseUs: 600, longestUs: 600, widthUs: 1_250 });
    // A sliver of the other sign between does not make two phases of one.
    const slivered = [part(1000, 300), part(-1, 40), part(1000, 300), part(-1000, 300), part(-1000, 300)];
    expect(shapeOf(bytesOf(slivered))!.phaseUs).toBe(600);
  });

  test.each<[string, PatternPart[], object]>([
    [
      'the longest in the middle',
      [part(-1000, 100), part(1000, 400), part(-1000, 100)],
      { longestUs: 400, runUs: 400 },
    ],
    [
      'the largest one negative',
      [part(1000, 200), part(-1000, 300), part(1000, 90)],
      { runUs: 300, netMilliUs: 10_000 },
    ],
    ['of the least parts there are', [part(1, 1), part(1, 1), part(-1000, 1)], { runUs: 1, longestUs: 2 }],
    ['of one sign only, the whole pulse', [part(1000, 200)], { longestUs: 400, netMilliUs: 200_000 }],
    [
      'a thousandth more than whole',
      [part(1, 1), part(1000, 1)],
      { phaseUs: 2, absoluteUs: 2, squareUs: 2, runUs: 1, netMilliUs: 1_001 },
    ],
    ['a thousandth less than whole', [part(999, 1_001), part(-1000, 999)], { runUs: 999 }],
    ['cut by a gap', [part(1000, 100), part(0, 50), part(1000, 100), part(-1000, 90)], { runUs: 200, longestUs: 200 }],
    [
      'one that goes on in the next pulse',
      [part(1000, 60), part(0, 9), part(1, 40), part(-1000, 90), part(1000, 70)],
      { longestUs: 170 },
    ],
    [
      'one that goes on in the next pulse, negative',
      [part(-1000, 60), part(1000, 90), part(-9, 70)],
      { longestUs: 130 },
    ],
    ['at the level in one direction only', [part(500, 400), part(-1000, 200)], { phaseUs: 200, absoluteUs: 400 }],
  ])('has runs of one sign: %s', (_name, parts, shape) => expect(shapeOf(bytesOf(parts))).toMatchObject(shape));

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['cut short', bytesOf(pair(1000, 200)).subarray(0, 7)],
    ['33 segments', bytesOf(Array.from({ length: 33 }, (_, i) => part(i % 2 ? -1000 : 1000, 50)))],
    ['a share of 1001', bytesOf([part(1001, 200), part(-1000, 200)])],
    ['a share of -1001', bytesOf([part(1000, 200), part(-1001, 200)])],
    ['a width of 0', bytesOf([part(1000, 200), part(0, 0), part(-1000, 200)])],
    ['no part at the level', bytesOf(pair(999, 200))],
    ['gaps only', bytesOf([part(0, 200)])],
  ])('is none: %s', (_name, bytes) => expect(shapeOf(bytes)).toBeNull());

  test('may have 32 segments', () => {
    expect(shapeOf(bytesOf(Array.from({ length: 16 }, () => pair(1000, 50)).flat()))).not.toBeNull();
  });
});

describe('what a band delivers of composite pulses', () => {
  const flawOf = (parts: readonly PatternPart[], fields = {}) =>
    prescriptionFlaw({ ...NUMBERS, pattern: bytesOf(parts), ...fields }, HARD_CEILINGS);

  test.each<[string, readonly PatternPart[], object]>([
    ['', COMPOSITE, {}],
    ['ABOVE_HARD_CEILING', COMPOSITE, { ceilingUa: 80_001 }],
    ['PATTERN_OUT_OF_RANGE', [...pair(1000, 200), ...pair(500, 39)], {}],
    ['PATTERN_OUT_OF_RANGE', pair(1000, 501), {}],
    // What ends one pulse goes on in the next: 300 and 201 us of one sign.
    ['', [part(1000, 300), part(-1000, 500), part(1000, 200)], { ceilingUa: 10_000 }],
    ['PATTERN_OUT_OF_RANGE', [part(1000, 300), part(-1000, 500), part(0, 50), part(1000, 201)], {}],
    // A period at 200 Hz is 5,000 us; with its 2,900 the pulse and 2,100 of gap would fill it.
    ['PATTERN_OUT_OF_RANGE', [...COMPOSITE, part(0, 2_100)], { rateMillihertz: 200_000 }],
    ['', [...COMPOSITE, part(0, 2_099)], { rateMillihertz: 200_000 }],
    // Net charge: 2 % of the phase, and 200 nC.
    ['', [part(1000, 200), part(-980, 200)], { ceilingUa: 10_000 }],
    ['PATTERN_OUT_OF_RANGE', [part(1000, 200), part(-979, 200)], { ceilingUa: 10_000 }],
    ['', [part(1000, 400), part(-985, 400)], { ceilingUa: 33_333 }],
    ['ABOVE_HARD_CEILING', [part(1000, 400), part(-985, 400)], { ceilingUa: 33_334 }],
    // 500 ohm x I^2 x 11,200 us at full level <= 10 mJ: 42,258 uA
    [
      '',
      Array.from({ length: 15 }, () => pair(1000, 100)).flat(),
      { rateMillihertz: 1_000, padAreaMm2: 10_000, ceilingUa: 80_000 },
    ],
    [
      'ABOVE_HARD_CEILING',
      Array.from({ length: 16 }, () => pair(1000, 350)).flat(),
      { rateMillihertz: 1_000, ceilingUa: 42_258 },
    ],
    ['', Array.from({ length: 16 }, () => pair(1000, 350)).flat(), { rateMillihertz: 1_000, ceilingUa: 42_257 }],
    // 46,343.9998 uA
    ['', Array.from({ length: 12 }, () => pair(1000, 388)).flat(), { rateMillihertz: 1_000, ceilingUa: 46_343 }],
    [
      'ABOVE_HARD_CEILING',
      Array.from({ length: 12 }, () => pair(1000, 388)).flat(),
      { rateMillihertz: 1_000, ceilingUa: 46_344 },
    ],
    // 2 mA/cm2 on 16 cm2 are 32 mA rms, in 3 ms of each 5 ms 41,311.8 uA
    [
      '',
      Array.from({ length: 15 }, () => pair(1000, 100)).flat(),
      { rateMillihertz: 200_000, padAreaMm2: 1_600, ceilingUa: 41_311 },
    ],
    [
      'ABOVE_HARD_CEILING',
      Array.from({ length: 15 }, () => pair(1000, 100)).flat(),
      { rateMillihertz: 200_000, padAreaMm2: 1_600, ceilingUa: 41_312 },
    ],
  ])('%s', (reason, parts, fields) => expect(flawOf(parts, fields)).toBe(reason));

  test(`never more than the host's dose mathematics finds within every hard limit (seed ${SEED})`, () => {
    const segments = fc.array(
      fc.record({ share: fc.constantFrom(1000, 1000, 500, 250, 37, 0), widthUs: fc.integer({ min: 40, max: 500 }) }),
      { minLength: 1, maxLength: 14 },
    );
    const rate = fc.integer({ min: 500, max: 200_000 });
    const area = fc.integer({ min: 1_600, max: 20_000 });
    let refused = 0;
    fc.assert(
      fc.property(
        segments,
        rate,
        area,
        fc.integer({ min: -20, max: 20 }),
        (drawn, rateMillihertz, padAreaMm2, skew) => {
          const parts = drawn.flatMap(({ share, widthUs }) => [
            part(share, widthUs),
            part(Math.max(-1000, skew - share), widthUs),
          ]);
          const pattern = bytesOf(parts);
          const numbers = { ...NUMBERS, pattern, rateMillihertz, padAreaMm2, ceilingUa: 0 };
          const shape = shapeOf(pattern);
          if (prescriptionFlaw(numbers, HARD_CEILINGS) !== '') {
            refused++;
            return;
          }
          const ceilingUa = hardCurrentUa(shape!, rateMillihertz, padAreaMm2, HARD_CEILINGS);
          expect(keepsHardLimits({ ...numbers, ceilingUa })).toBe(true);
          expect(prescriptionFlaw({ ...numbers, ceilingUa: ceilingUa + 1 }, HARD_CEILINGS)).toBe('ABOVE_HARD_CEILING');
        },
      ),
      { seed: SEED, numRuns: 3_000 },
    );
    expect(refused).toBeLessThan(2_900);
  });
});

test('the dose of a composite pulse is counted by all its parts', () => {
  const scene = new SessionScene();
  scene.active(10_000, { pattern: bytesOf(COMPOSITE), phaseUs: 0, rateMillihertz: 80_000, padAreaMm2: 3_000 });
  const { pulses, chargeNc } = scene.state;
  scene.run(10_000);
  expect(scene.state.pulses - pulses).toBe(800);
  expect(scene.state.chargeNc - chargeNc).toBe((800 * 900 * 10_000) / 1000);
  expect(scene.state).toMatchObject({ absoluteUs: 900, phaseUs: 200, runUs: 200 });
  expect(scene.state.pattern).toHaveLength(92);
});

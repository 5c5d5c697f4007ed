import { describe, expect, it } from 'vitest';
import { initialJolt, stepJolt } from '../../../host/motion/sanity/jolt.ts';
import { gToMs2 } from '../../../protocol/units.ts';
import { readBody } from '../body-recording.ts';
import { type Recording, slice } from '../recording.ts';
import { dataSet } from '../reference-data.ts';
import { readTavanyar } from '../tavanyar.ts';

/** When a band felt something, s. */
function joltsOf(recording: Recording, blockSize = 10): number[] {
  const felt: number[] = [];
  let state = initialJolt();
  for (let from = 0; from < recording.tMs.length; from += blockSize) {
    const block = slice(recording, from, Math.min(recording.tMs.length, from + blockSize));
    const [next, isFelt] = stepJolt(state, block);
    state = next;
    if (isFelt) felt.push(block.tMs[block.count - 1]! / 1000);
  }
  return felt;
}

/** Weight in g over stretches of ms, at the rate of a band, along a slanted axis. */
function weighing(stretches: readonly (readonly [ms: number, g: number])[]): Recording {
  const weights = stretches.flatMap(([ms, g]) =>
    Array.from({ length: Math.round((ms * 104) / 1000) }, () => gToMs2(g)),
  );
  return {
    sensor: 'thigh',
    tMs: Float64Array.from(weights, (_, i) => (1000 * i) / 104),
    gyroRadS: new Float64Array(3 * weights.length),
    accMs2: Float64Array.from(weights.flatMap((ms2) => [0.6 * ms2, 0, -0.8 * ms2])),
  };
}

describe('F38: a jolt', () => {
  it('is a fall that ends in an impact, told with the impact', () => {
    for (const blockSize of [1, 10, 60]) {
      const felt = joltsOf(
        weighing([
          [1000, 1],
          [300, 0.1],
          [60, 3.4],
          [1000, 1],
        ]),
        blockSize,
      );
      expect(felt).toHaveLength(1);
      expect(felt[0]).toBeGreaterThanOrEqual(1.29);
      expect(felt[0]).toBeLessThan(2);
    }
  });

  it('is a violent movement that lasts', () => {
    expect(
      joltsOf(
        weighing([
          [500, 1],
          [200, 3.8],
          [500, 1],
        ]),
      ),
    ).toHaveLength(1);
  });

  it('is no short knock, no leg that drops onto a bed, no gap', () => {
    expect(
      joltsOf(
        weighing([
          [500, 1],
          [60, 6],
          [500, 1],
        ]),
      ),
    ).toEqual([]);
    expect(
      joltsOf(
        weighing([
          [500, 1],
          [150, 0.1],
          [40, 6],
          [500, 1],
        ]),
      ),
    ).toEqual([]);
    const gap = weighing([
      [500, 1],
      [300, 0.1],
      [60, 3.4],
      [500, 1],
    ]);
    expect(joltsOf({ ...gap, filled: new Uint8Array(gap.tMs.length).fill(1) })).toEqual([]);
  });

  const body = dataSet('body');
  it.skipIf(!body)('is nothing that a person does while sitting, getting up and walking', () => {
    const { segment } = readBody(body!);
    for (const [name, placement] of [
      ['upper_leg_left', 'thigh'],
      ['lower_leg_right', 'shank'],
      ['foot_left', 'foot'],
      ['foot_right', 'foot'],
      ['upper_arm_right', 'upper-arm'],
      ['forearm_left', 'forearm'],
    ] as const) {
      expect(joltsOf(segment(name, placement, 0, 100)), name).toEqual([]);
    }
  });

  const tavanyar = dataSet('tavanyar');
  it.skipIf(!tavanyar)('is nothing in arm exercises', () => {
    for (const { id, recordings } of readTavanyar(tavanyar!)) {
      for (const recording of recordings) expect(joltsOf(recording), id).toEqual([]);
    }
  });
});

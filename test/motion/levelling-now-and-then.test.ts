import { describe, expect, it } from 'vitest';
import { LEVEL_RATE_HZ } from '../../host/motion/movement.ts';
import {
  gyroBiasRadS,
  initialOrientation,
  ORIENTED,
  stepOrientation,
} from '../../host/motion/orientation/orientation.ts';
import { ROW } from '../../host/motion/orientation/oriented-row.ts';
import { radToDeg } from '../../protocol/units.ts';
import { knownKnee } from './known-knee.ts';
import { interleave } from './recording.ts';

const blocks = interleave(knownKnee(4, { parts: ['rest', 'set', 'fidget'], partS: 20 }).recordings, () => 9).filter(
  (block) => block.sensor === 'shank',
);

function orient(levelRateHz: number) {
  let state = initialOrientation(104, 1, levelRateHz);
  const ups: number[][] = [];
  for (const block of blocks) {
    const [next, { rows, count }] = stepOrientation(state, block);
    state = next;
    for (let i = 0; i < count; i++)
      ups.push([...rows.subarray(i * ORIENTED + ROW.UPWARDS, i * ORIENTED + ROW.UPWARDS + 3)]);
  }
  return { ups, biasRadS: gyroBiasRadS(state) };
}

const angleDeg = (a: readonly number[], b: readonly number[]): number =>
  radToDeg(
    Math.acos(
      Math.min(
        1,
        a.reduce((sum, value, k) => sum + value * b[k]!, 0),
      ),
    ),
  );

describe('levelling with a quarter of the samples', () => {
  const always = orient(104);
  const nowAndThen = orient(LEVEL_RATE_HZ);

  it('knows up from the first sample on', () => {
    expect(angleDeg(always.ups[0]!, nowAndThen.ups[0]!)).toBeLessThan(0.01);
  });

  it('finds the same inclination as levelling with each', () => {
    const apart = always.ups.map((up, i) => angleDeg(up, nowAndThen.ups[i]!));
    expect(Math.sqrt(apart.reduce((sum, value) => sum + value * value, 0) / apart.length)).toBeLessThan(0.1);
    expect(Math.max(...apart)).toBeLessThan(0.5);
  });

  it('finds the same bias', () => {
    for (let axis = 0; axis < 3; axis++) {
      expect(radToDeg(Math.abs(always.biasRadS[axis]! - nowAndThen.biasRadS[axis]!))).toBeLessThan(0.03);
    }
  });
});

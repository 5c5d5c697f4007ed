import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestTurn, HALF_TURNS, type Turn, turnAt, turnDeg } from '../../../host/motion/sanity/best-turn.ts';
import { SEED } from '../../seeded.ts';

const part = fc.double({ min: -1, max: 1, noNaN: true });
const turns = fc
  .tuple(part, part, part, part)
  .filter((q) => Math.hypot(...q) > 0.1)
  .map((q) => q.map((value) => value / Math.hypot(...q)) as unknown as Turn);
/** Up at rest, up a right angle farther, and the axis between: what a limb shows that moves. */
const SHOWN = Float64Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0);

function turned(turn: Turn, values: Float64Array): Float64Array {
  const copy = values.slice();
  for (let at = 0; at < copy.length; at += 3) turnAt(turn, copy, at);
  return copy;
}

test('the turn between two views of the same movement is found, whatever it is', () => {
  fc.assert(
    fc.property(turns, (turn) => {
      const found = bestTurn(SHOWN, turned(turn, SHOWN));
      expect(turnDeg(found)).toBeCloseTo(turnDeg(turn), 1);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('half-turns too', () => {
  for (const half of HALF_TURNS) expect(turnDeg(bestTurn(SHOWN, turned(half, SHOWN)))).toBeCloseTo(180, 3);
});

test('where only one direction is known, the smallest turn is taken', () => {
  const up = Float64Array.of(0, 0, 1);
  expect(turnDeg(bestTurn(up, Float64Array.of(0, Math.sin(0.5), Math.cos(0.5))))).toBeCloseTo((0.5 * 180) / Math.PI, 1);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialBall, stepBall } from '../../../host/motion/joint/ball-joint.ts';
import { HEADING } from '../../../host/motion/joint/heading-offset.ts';
import { PAIRED } from '../../../host/motion/joint/oriented-pair.ts';
import { degToRad } from '../../../protocol/units.ts';
import { aboutAxis, multiply, type Quaternion } from '../../../sim/body/rotation.ts';
import { SEED } from '../../seeded.ts';

const RATE_HZ = 20;
const MOST_DEG = 60;

interface Movement {
  readonly elevationDeg: number;
  readonly twistDeg: number;
  readonly planeHz: number;
  readonly driftDegS: number;
}

/** An arm that swings about with a true elevation and twist, on an upright trunk that walks in circles. */
function arm({ elevationDeg, twistDeg, planeHz, driftDegS }: Movement, strap: Quaternion) {
  const count = 120 * RATE_HZ;
  const values = new Float64Array(count * PAIRED.VALUES);
  const truthDeg = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += PAIRED.VALUES) {
    const tS = i / RATE_HZ;
    const begun = Math.min(1, tS / 2);
    truthDeg[i] = begun * elevationDeg * Math.abs(Math.sin(0.5 * tS));
    const plane = 2 * Math.PI * planeHz * tS;
    const swing = aboutAxis([Math.cos(plane), Math.sin(plane), 0], degToRad(truthDeg[i]!));
    const twist = aboutAxis([0, 0, 1], degToRad(begun * twistDeg * Math.sin(0.3 * tS)));
    const trunk = aboutAxis([0, 0, 1], 0.4 * tS);
    const drifted = aboutAxis([0, 0, 1], -degToRad(driftDegS * tS));
    values[at + PAIRED.TIME] = tS * 1000;
    values.set(trunk, at + PAIRED.PROXIMAL);
    values.set(multiply(multiply(drifted, trunk), multiply(multiply(swing, twist), strap)), at + PAIRED.DISTAL);
    values[at + PAIRED.PROXIMAL_SPEED] = values[at + PAIRED.DISTAL_SPEED] = 1;
  }
  return { pairs: { count, values }, truthDeg };
}

const movement = fc.record({
  elevationDeg: fc.integer({ min: 0, max: 100 }),
  twistDeg: fc.integer({ min: 0, max: MOST_DEG - 5 }),
  planeHz: fc.double({ min: 0, max: 0.1, noNaN: true }),
  driftDegS: fc.double({ min: -2, max: 2, noNaN: true }),
});
const strap = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }))
  .map(([x, angle]) => aboutAxis([x, 1, 0.5], angle));

describe('a ball joint', () => {
  it('has its elevation, whatever the drift and the strap', () => {
    fc.assert(
      fc.property(movement, strap, (given, by) => {
        const { pairs, truthDeg } = arm(given, by);
        const [, { angleDeg }] = stepBall(initialBall(MOST_DEG), pairs);
        expect(Math.max(...angleDeg.map((value, i) => Math.abs(value - truthDeg[i]!)))).toBeLessThan(0.5);
      }),
      { seed: SEED, numRuns: 10 },
    );
  });

  it('keeps the heading within its range of the truth, where it would drift away for ever', () => {
    fc.assert(
      fc.property(movement, strap, (given, by) => {
        const { pairs } = arm(given, by);
        const [state] = stepBall(initialBall(MOST_DEG), pairs);
        const error = state.heading[HEADING.OFFSET]! - degToRad(given.driftDegS * 120);
        expect(Math.abs(error)).toBeLessThan(degToRad(MOST_DEG + given.twistDeg + 2));
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it('leaves alone what is within its range', () => {
    const given = { elevationDeg: 80, twistDeg: 50, planeHz: 0.05, driftDegS: 0 };
    const [state] = stepBall(initialBall(MOST_DEG), arm(given, [1, 0, 0, 0]).pairs);
    expect(state.heading[HEADING.OFFSET]).toBe(0);
  });

  it('goes on from a saved state', () => {
    const { pairs } = arm({ elevationDeg: 80, twistDeg: 50, planeHz: 0.05, driftDegS: 1 }, [1, 0, 0, 0]);
    const [, whole] = stepBall(initialBall(MOST_DEG), pairs);
    const half = (pairs.count / 2) * PAIRED.VALUES;
    const part = (from: number, to: number) => ({ count: pairs.count / 2, values: pairs.values.slice(from, to) });
    const [state] = stepBall(initialBall(MOST_DEG), part(0, half));
    const [, rest] = stepBall(structuredClone(state), part(half, 2 * half));
    expect([...rest.angleDeg]).toEqual([...whole.angleDeg.slice(pairs.count / 2)]);
  });
});

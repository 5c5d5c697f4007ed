import { describe, expect, it } from 'vitest';
import { initialBend, stepBend } from '../../host/motion/joint/bend-angle.ts';
import { PAIR } from '../../host/motion/joint/segment-pair.ts';
import { initialTurn, stepTurn } from '../../host/motion/joint/turn-angle.ts';
import { ROW } from '../../host/motion/orientation/oriented-row.ts';
import { degToRad } from '../../protocol/units.ts';

const RATE_HZ = 100;

/** Rows of a segment that turns about the vertical at that rate, deg/s, with its z up. */
function turningRows(seconds: number, rateDps: (tS: number) => number): Float64Array {
  const count = seconds * RATE_HZ;
  const rows = new Float64Array(count * ROW.COLUMNS);
  for (let i = 0; i < count; i++) {
    const at = i * ROW.COLUMNS;
    rows[at + ROW.TIME] = (1000 * i) / RATE_HZ;
    rows[at + ROW.RATE + 2] = degToRad(rateDps(i / RATE_HZ));
    rows[at + ROW.UPWARDS + 2] = 1;
  }
  return rows;
}

const turned = (rows: Float64Array): Float64Array =>
  stepTurn(initialTurn(9), rows, 0, rows.length / ROW.COLUMNS).angleDeg.slice();

describe('turn', () => {
  it('counts a turn to either side as far from the start', () => {
    const there = (tS: number): number => (tS >= 1 && tS < 2 ? 40 : tS >= 3 && tS < 4 ? -80 : 0);
    const angle = turned(turningRows(5, there));
    expect(angle[2.5 * RATE_HZ]).toBeCloseTo(40, 0);
    expect(angle[4.5 * RATE_HZ]).toBeCloseTo(40, 0);
    expect(Math.min(...angle)).toBeGreaterThanOrEqual(0);
  });

  it('is not carried away by a gyroscope that drifts while nothing moves', () => {
    expect(Math.max(...turned(turningRows(120, () => 0.5)))).toBeLessThan(1);
  });

  it('forgets the heading over a hole in the data', () => {
    const rows = turningRows(4, (tS) => (tS < 1 ? 40 : 0));
    for (let i = 2 * RATE_HZ; i < 4 * RATE_HZ; i++) rows[i * ROW.COLUMNS + ROW.TIME]! += 5000;
    const angle = turned(rows);
    expect(angle[1.5 * RATE_HZ]).toBeCloseTo(40, 0);
    expect(angle[3 * RATE_HZ]).toBe(0);
  });
});

/** Two segments that start upright and are tilted forwards by these angles, degrees. */
function tiltedPairs(seconds: number, nearDeg: (tS: number) => number, farDeg: (tS: number) => number) {
  const count = seconds * RATE_HZ;
  const values = new Float64Array(count * PAIR.VALUES);
  for (let i = 0; i < count; i++) {
    const at = i * PAIR.VALUES;
    values[at + PAIR.TIME] = (1000 * i) / RATE_HZ;
    for (const [side, deg] of [[PAIR.PROXIMAL, nearDeg] as const, [PAIR.DISTAL, farDeg] as const]) {
      const tilt = degToRad(deg(i / RATE_HZ));
      values[at + side + PAIR.RATE + 1] = degToRad((deg((i + 1) / RATE_HZ) - deg(i / RATE_HZ)) * RATE_HZ);
      values[at + side + PAIR.UP] = -Math.sin(tilt);
      values[at + side + PAIR.UP + 2] = Math.cos(tilt);
    }
  }
  return { count, values };
}

const ramp = (deg: number) => (tS: number) => deg * Math.min(1, Math.max(0, tS - 1));

describe('bend and fold', () => {
  it.each([
    [1, 'takes off what the nearer segment does', 25],
    [0, 'leaves the nearer segment out', 45],
    [-1, 'adds what the nearer segment does', 65],
  ] as const)('with a share of %i %s', (share, _, expected) => {
    const pairs = tiltedPairs(4, ramp(20), ramp(45));
    expect(stepBend(initialBend(9, share), pairs).angleDeg.at(-1)).toBeCloseTo(expected, 3);
  });

  it('does not take a trunk that leans with the head for a bent neck', () => {
    const { angleDeg } = stepBend(initialBend(9, 1), tiltedPairs(4, ramp(40), ramp(40)));
    expect(Math.max(...angleDeg.map(Math.abs))).toBeLessThan(1e-6);
  });
});

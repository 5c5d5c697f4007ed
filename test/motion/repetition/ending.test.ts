import { describe, expect, it } from 'vitest';
import { type AngleTrace, TRAIT } from '../../../host/motion/joint/angle-trace.ts';
import type { CompletedRep } from '../../../host/motion/repetition/rep-release.ts';
import { finishRepetition, stepRepetition } from '../../../host/motion/repetition/repetition.ts';
import { initialRepetition } from '../../../host/motion/repetition/repetition-state.ts';
import { minimumJerk } from '../../../sim/body/movement.ts';

const RATE_HZ = 100;
const PERIOD_S = 4;

/** Two seconds out, two back, and at once again, 80 degrees each. */
const withoutPause = (tS: number): number => {
  const u = (tS % PERIOD_S) / 2;
  return 80 * (minimumJerk(u) - minimumJerk(u - 1));
};

function traceOf(
  angleAt: (tS: number) => number,
  fromS: number,
  toS: number,
  holeAtS = Number.POSITIVE_INFINITY,
): AngleTrace {
  const count = Math.round((toS - fromS) * RATE_HZ);
  const time = (i: number): number => fromS + i / RATE_HZ;
  const traits = new Float64Array(count * TRAIT.VALUES);
  let isHole = false;
  for (let i = 0; i < count; i++) {
    const speed = (angleAt(time(i) + 1e-3) - angleAt(time(i) - 1e-3)) / 2e-3;
    traits[i * TRAIT.VALUES + TRAIT.SPEED] = speed;
    traits[i * TRAIT.VALUES + TRAIT.DISTAL_SPEED] = Math.abs(speed);
    traits[i * TRAIT.VALUES + TRAIT.SENSE_OF] = !isHole && time(i) >= holeAtS ? 0 : 1;
    isHole ||= time(i) >= holeAtS;
  }
  const tMs = Float64Array.from({ length: count }, (_, i) => 1000 * time(i));
  return {
    count,
    tMs,
    angleDeg: tMs.map((t) => angleAt(t / 1000)),
    traits,
    confidence: new Float64Array(count).fill(1),
  };
}

const initial = () =>
  initialRepetition({ leastRomDeg: 26, longestS: 21, mostProximalShare: 0.35, rateHz: RATE_HZ, isElevation: false });
const follow = (trace: AngleTrace): { state: ReturnType<typeof initial>; told: readonly CompletedRep[] } => {
  const state = initial();
  return { state, told: stepRepetition(state, trace) };
};

describe('the end of a repetition', () => {
  it('is where the next one begins, when there is no pause; nothing overlaps and nothing is lost', () => {
    const { told } = follow(traceOf(withoutPause, 0, 6 * PERIOD_S + 0.5));
    expect(told).toHaveLength(6);
    for (const [i, { rep, emittedAtMs }] of told.entries()) {
      expect(Math.abs(rep.startMs - 1000 * PERIOD_S * i)).toBeLessThan(120);
      expect(Math.abs(rep.endMs - 1000 * PERIOD_S * (i + 1))).toBeLessThan(120);
      expect(emittedAtMs).toBeGreaterThanOrEqual(rep.endMs);
      expect(emittedAtMs - rep.endMs).toBeLessThan(120);
      if (i > 0) expect(rep.startMs).toBeGreaterThanOrEqual(told[i - 1]!.rep.endMs);
    }
  });

  it('is told when the samples end a moment before it', () => {
    const { state, told } = follow(traceOf(withoutPause, 0, PERIOD_S - 0.12));
    expect(told).toHaveLength(0);
    const [last] = finishRepetition(state, 1);
    expect(last?.rep.index).toBe(1);
    expect(last!.rep.endMs).toBeLessThanOrEqual(last!.emittedAtMs);
    expect(finishRepetition(state, 1)).toEqual([]);
  });

  it('is told when a hole in the data comes first', () => {
    const { told } = follow(traceOf((tS) => (tS < PERIOD_S ? withoutPause(tS) : 0), 0, PERIOD_S + 1, PERIOD_S - 0.06));
    expect(told).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { repProfile } from '../../host/screen/rep-profile.ts';
import { demoSession } from './demo-session.ts';

const [rep] = demoSession('s-1', 1).reps;
const tS = Array.from({ length: 101 }, (_, i) => i / 10);
const between = (start_s: number, end_s: number) => ({ ...rep!, start_s, end_s });

describe('the average repetition', () => {
  it('stretches repetitions of different length to the same one', () => {
    // The angle is the share of the repetition in percent, whichever repetition it is.
    const angleDeg = tS.map((now) => (now < 4 ? 25 * now : (100 * (now - 4)) / 6));
    const profile = repProfile({ tS, angleDeg }, [between(0, 3.9), between(4, 10)]);
    expect(profile?.percent[100]).toBe(100);
    expect(profile?.meanDeg[50]).toBeCloseTo((25 * 1.95 + 50) / 2, 5);
  });

  it('shows how far repetitions lie apart', () => {
    const angleDeg = tS.map((now) => (now < 5 ? 10 : 20));
    const profile = repProfile({ tS, angleDeg }, [between(0, 4), between(6, 10)])!;
    expect(profile.meanDeg[50]).toBe(15);
    expect(profile.highDeg[50]! - profile.lowDeg[50]!).toBeCloseTo(2 * Math.sqrt(50), 9);
  });

  it('leaves out what the curve does not cover, and an empty curve', () => {
    const angleDeg = tS.map(() => 10);
    expect(repProfile({ tS, angleDeg }, [between(9, 12)])).toBeUndefined();
    expect(repProfile({ tS: [], angleDeg: [] }, [between(0, 1)])).toBeUndefined();
  });
});

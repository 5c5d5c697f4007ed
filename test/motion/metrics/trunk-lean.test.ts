import { describe, expect, it } from 'vitest';
import { exerciseById } from '../../../host/motion/exercise-library.ts';
import { isKnown, type Measure } from '../../../host/motion/metrics/measure.ts';
import { finishMovement, initialMovement, stepMovement } from '../../../host/motion/movement.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { degToRad } from '../../../protocol/units.ts';
import { aboutAxis, conjugate, rotate, type Vector } from '../../../sim/body/rotation.ts';
import { seededRandom } from '../../../sim/random.ts';
import { type KnownKnee, knownKnee } from '../known-knee.ts';
import { interleave, type Recording } from '../recording.ts';

const RATE_HZ = 104;
const knee = knownKnee(3, { parts: ['rest', 'set'], partS: 6 });
const half = (Math.PI * 2) / 1000;

/** A chest that leans by so much, and back again, with every repetition. */
function leaningChest({ durationMs, reps }: KnownKnee, leanDeg: number): Recording {
  const random = seededRandom(5);
  const leanAt = (tMs: number): number => {
    const rep = reps.find(({ startMs, endMs }) => tMs > startMs && tMs < endMs);
    return rep ? (leanDeg * (1 - Math.cos(((tMs - rep.startMs) / (rep.endMs - rep.startMs)) * half * 1000))) / 2 : 0;
  };
  const count = Math.floor((durationMs / 1000) * RATE_HZ);
  const tMs = Float64Array.from({ length: count }, (_, i) => 3 + (1000 * i) / RATE_HZ);
  const gyroRadS = new Float64Array(3 * count);
  const accMs2 = new Float64Array(3 * count);
  for (const [i, t] of tMs.entries()) {
    const force: Vector = rotate(conjugate(aboutAxis([0, 1, 0], degToRad(leanAt(t)))), [0, 0, 9.81]);
    gyroRadS[3 * i + 1] = degToRad((leanAt(t + 1) - leanAt(t - 1)) / 0.002);
    for (let k = 0; k < 3; k++) {
      gyroRadS[3 * i + k]! += 0.001 * random.gaussian();
      accMs2[3 * i + k] = force[k]! + 0.04 * random.gaussian();
    }
  }
  return { sensor: 'sternum', tMs, gyroRadS, accMs2 };
}

function leansOf(blocks: readonly SampleBlock[]): Measure[] {
  let state = initialMovement({ exercise: exerciseById('knee-extension')!, rateHz: RATE_HZ });
  const events = blocks.flatMap((block) => {
    const [next, emitted] = stepMovement(state, block);
    state = next;
    return emitted;
  });
  return [...events, ...finishMovement(state)].flatMap((event) =>
    event.kind === 'rep' ? [event.rep.metrics.trunkLeanDeg] : [],
  );
}

describe('a band on the trunk that is worn besides', () => {
  it.each([3, 12])('sees a lean of %i degrees in every repetition', (leanDeg) => {
    const leans = leansOf(interleave([...knee.recordings, leaningChest(knee, leanDeg)]));
    expect(leans).toHaveLength(8);
    for (const lean of leans) {
      if (!isKnown(lean)) throw new Error(lean.reason);
      expect(Math.abs(lean.value - leanDeg)).toBeLessThan(Math.max(0.5, 0.06 * leanDeg));
    }
  });

  it('says the same however its samples come', () => {
    const three = [...knee.recordings, leaningChest(knee, 8)];
    expect(leansOf(interleave(three, () => 3))).toEqual(leansOf(interleave(three, (i) => 5 + (i % 14))));
  });

  it('is not known where nobody wears one, and changes nothing else', () => {
    expect(leansOf(interleave(knee.recordings))[0]).toEqual({ value: null, reason: 'no-sensor' });
  });
});

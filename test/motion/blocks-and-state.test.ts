import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exerciseById } from '../../host/motion/exercise-library.ts';
import { finishMovement, initialMovement, stepMovement } from '../../host/motion/movement.ts';
import { SEED } from '../seeded.ts';
import { angleCurve, followMovement } from './follow.ts';
import { knownKnee } from './known-knee.ts';
import { interleave, slice } from './recording.ts';

const knee = knownKnee(2, { parts: ['rest', 'set', 'fidget'], partS: 4 });
const whole = followMovement('knee-extension', interleave(knee.recordings));
const told = (events: typeof whole.events) => events.filter((event) => event.kind !== 'angle');

describe('movement', () => {
  it('says the same however the samples are cut into blocks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const run = followMovement(
          'knee-extension',
          interleave(knee.recordings, (n) => sizes[n % sizes.length]!),
        );
        expect(told(run.events)).toEqual(told(whole.events));
        const [curve, expected] = [angleCurve(run.events), angleCurve(whole.events)];
        const shared = Math.min(curve.angleDeg.length, expected.angleDeg.length);
        expect(curve.angleDeg.slice(0, shared)).toEqual(expected.angleDeg.slice(0, shared));
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('goes on from a saved state as if nothing had happened', () => {
    const blocks = interleave(knee.recordings);
    let state = initialMovement({ exercise: exerciseById('knee-extension')!, rateHz: 104 });
    const events = [];
    for (const [i, block] of blocks.entries()) {
      const [next, emitted] = stepMovement(i % 50 === 0 ? structuredClone(state) : state, block);
      state = next;
      events.push(...emitted);
    }
    expect([...events, ...finishMovement(state)]).toEqual(whole.events);
  });

  it('goes on alike from a copy of its state, and never writes again to what it emitted', () => {
    const blocks = interleave(knee.recordings);
    let state = initialMovement({ exercise: exerciseById('knee-extension')!, rateHz: 104 });
    for (const block of blocks.slice(0, 200)) state = stepMovement(state, block)[0];
    const saved = structuredClone(state);
    const [next, first] = stepMovement(state, blocks[200]!);
    const copy = structuredClone(first);
    stepMovement(next, blocks[201]!);
    expect(first).toEqual(copy);
    const [, resumed] = stepMovement(saved, blocks[200]!);
    expect(resumed).toEqual(first);
  });

  it('waits for the other band, and survives its silence and its return', () => {
    const [thigh, shank] = knee.recordings;
    const half = Math.floor(thigh.tMs.length / 2);
    let state = initialMovement({ exercise: exerciseById('knee-extension')!, rateHz: 104 });
    const alone = stepMovement(state, slice(shank, 0, 200));
    expect(alone[1]).toEqual([]);
    state = alone[0];
    for (let at = 200; at + 20 < half; at += 20) state = stepMovement(state, slice(shank, at, at + 20))[0];
    const [, events] = stepMovement(state, slice(thigh, half - 100, half));
    expect(events.some((event) => event.kind === 'angle')).toBe(true);
  });

  it('forgets what was under way when the data has a hole', () => {
    const rep = knee.reps[2]!;
    const middle = (rep.startMs + rep.endMs) / 2;
    const late = knee.recordings.map((recording) => ({
      ...recording,
      tMs: recording.tMs.map((t) => (t > middle ? t + 5000 : t)),
    }));
    const { reps } = followMovement('knee-extension', interleave(late));
    expect(reps.length).toBe(whole.reps.length - 1);
  });

  it('ignores a band the exercise does not use', () => {
    const state = initialMovement({ exercise: exerciseById('elbow-flexion')!, rateHz: 104 });
    expect(stepMovement(state, slice(knee.recordings[0], 0, 10))).toEqual([state, []]);
  });
});

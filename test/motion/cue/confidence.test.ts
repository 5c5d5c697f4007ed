import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EarlierReps } from '../../../host/motion/cue/confidence.ts';
import { accuracyOf, initialCue, stepCue } from '../../../host/motion/cue/cue.ts';
import { exerciseById } from '../../../host/motion/exercise-library.ts';
import { baselineOf } from '../../../host/motion/metrics/baseline.ts';
import { measured } from '../../../host/motion/metrics/measure.ts';
import type { Cue } from '../../../host/motion/movement-event.ts';
import type { Rep } from '../../../host/motion/repetition/rep.ts';
import { SEED } from '../../seeded.ts';
import { exampleRep } from '../example-rep.ts';

const exercise = exerciseById('knee-extension')!;
const lastWeek = [
  [48, 52, 50, 51, 49, 50, 47, 53],
  [51, 50, 54, 49, 52, 50, 51, 48],
  [50, 49, 53, 51, 52, 48, 50, 51],
];
const earlier: EarlierReps = {
  peakDeg: baselineOf(lastWeek)!,
  holdUnsteadinessDeg: baselineOf(lastWeek.map((session) => session.map((value) => value / 50)))!,
};

function told(reps: readonly Rep[], known: EarlierReps = earlier): (Cue | undefined)[] {
  let state = initialCue({ exercise, policy: 'confidence', earlier: known });
  return reps.map((rep) => {
    const [next, cue] = stepCue(state, rep);
    state = next;
    return cue;
  });
}
const usual = exampleRep({ peakDeg: 50, tempoS: { outS: 0.5, holdS: 0, backS: 0.4 } });
const unsteady = { ...usual, metrics: { ...usual.metrics, holdUnsteadinessDeg: measured(1, 0.05) } };

describe('confidence', () => {
  it('never corrects and never gives a figure, whatever the repetition was like', () => {
    const anything = fc
      .tuple(fc.double({ min: 5, max: 170, noNaN: true }), fc.double({ min: 0.1, max: 9, noNaN: true }))
      .map(([peakDeg, outS]) => exampleRep({ peakDeg, tempoS: { outS, holdS: 0, backS: outS } }));
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (reps) => {
        for (const cue of told(reps)) {
          if (!cue) continue;
          expect(['done', 'steadier', 'further-than-before']).toContain(cue.code);
          expect(cue).toMatchObject({ measured: 0, wanted: 0 });
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('says that it was done, at first each time, then now and then', () => {
    const codes = told(Array.from({ length: 9 }, () => unsteady)).map((cue) => cue?.code);
    expect(codes).toEqual(['done', 'done', 'done', undefined, undefined, 'done', undefined, undefined, 'done']);
  });

  it('sees what went further than the own last weeks, beyond their scatter', () => {
    const slightly = { ...unsteady, peakDeg: 52 };
    const clearly = { ...unsteady, peakDeg: 62 };
    expect(told([slightly])[0]?.code).toBe('done');
    expect(told([clearly])[0]?.code).toBe('further-than-before');
    expect(told([clearly], {})[0]?.code).toBe('done');
  });

  it('sees what was steadier, and does not say so of every repetition', () => {
    const steady = { ...usual, metrics: { ...usual.metrics, holdUnsteadinessDeg: measured(0.4, 0.05) } };
    const codes = told(Array.from({ length: 8 }, () => steady)).map((cue) => cue?.code);
    expect(codes[0]).toBe('steadier');
    expect(codes.filter((code) => code === 'steadier')).toHaveLength(2);
  });

  it('keeps no count of what went wrong', () => {
    expect(accuracyOf(initialCue({ exercise, policy: 'confidence' }))).toBeUndefined();
  });
});

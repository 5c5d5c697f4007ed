import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyOf, type CueState, initialCue, stepCue } from '../../../host/motion/cue/cue.ts';
import { exerciseById } from '../../../host/motion/exercise-library.ts';
import { measured } from '../../../host/motion/metrics/measure.ts';
import type { Cue } from '../../../host/motion/movement-event.ts';
import type { Rep } from '../../../host/motion/repetition/rep.ts';
import { SEED } from '../../seeded.ts';
import { exampleRep } from '../example-rep.ts';

const exercise = exerciseById('knee-extension')!;
const middleDeg = (exercise.targetDeg.low + exercise.targetDeg.high) / 2;
const good = exampleRep({ peakDeg: middleDeg, tempoS: exercise.tempo });
const short = exampleRep({ peakDeg: exercise.targetDeg.low - 15, tempoS: exercise.tempo });
const hasty = exampleRep({ peakDeg: middleDeg, tempoS: { ...exercise.tempo, backS: 0.6 } });

function follow(reps: readonly Rep[], accuracy?: number): { cues: (Cue | undefined)[]; state: CueState } {
  let state = initialCue({ exercise, accuracy });
  const cues = reps.map((rep) => {
    const [next, cue] = stepCue(state, rep);
    state = next;
    return cue;
  });
  return { cues, state };
}
const corrections = (cues: readonly (Cue | undefined)[]): number =>
  cues.filter((cue) => cue && cue.code !== 'good').length;

describe('coaching', () => {
  it('says less to who does well: the same slips, fewer corrections', () => {
    const slips = Array.from({ length: 12 }, () => short);
    const [novice, skilled] = [follow(slips, 0), follow(slips, 0.95)];
    expect(corrections(novice.cues)).toBe(4);
    expect(corrections(skilled.cues)).toBeLessThan(4);
    expect(corrections(skilled.cues)).toBeGreaterThan(0);
  });

  it('praises ever more rarely while all goes well', () => {
    const at = follow(Array.from({ length: 60 }, () => good)).cues.flatMap((cue, i) => (cue ? [i] : []));
    const gaps = at.slice(1).map((index, i) => index - at[i]!);
    expect(gaps.at(-1)).toBeGreaterThan(gaps[0]!);
    expect(at.length).toBeLessThan(10);
  });

  it('corrects one thing at a time: a second one waits', () => {
    const { cues } = follow([hasty, hasty, short, short, short, short]);
    expect(cues.map((cue) => cue?.code)).toEqual([
      undefined,
      'slower-back',
      undefined,
      undefined,
      'further',
      undefined,
    ]);
  });

  it('never gives two corrections within two repetitions, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(good, short, hasty), { maxLength: 60 }), (reps) => {
        const at = follow(reps).cues.flatMap((cue, i) => (cue && cue.code !== 'good' ? [i] : []));
        // Praise in between means that the correction worked; what comes then is a new one.
        for (const [n, index] of at.entries()) {
          const before = at[n - 1];
          const praised = follow(reps)
            .cues.slice(before, index)
            .some((cue) => cue?.code === 'good');
          if (before !== undefined && !praised) expect(index - before).toBeGreaterThan(2);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('neither corrects nor praises what doubtful sensors say', () => {
    const doubted = exampleRep({ ...short, doubts: [{ kind: 'slipped', sensor: 'shank', byDeg: 40 }] });
    expect(follow([doubted, doubted, doubted]).cues).toEqual([undefined, undefined, undefined]);
    expect(follow([short, doubted, short]).cues).toEqual([undefined, undefined, undefined]);
  });

  it('does not call quick what may have been slow enough', () => {
    const unsure = { ...hasty, metrics: { ...hasty.metrics, backS: measured(1.1, 0.2) } };
    expect(corrections(follow([unsure, unsure, unsure]).cues)).toBe(0);
  });

  it('goes on in the next session where it was', () => {
    const { state } = follow(Array.from({ length: 20 }, () => good));
    expect(accuracyOf(state)).toBeGreaterThan(0.9);
    expect(accuracyOf(initialCue({ exercise, accuracy: 0.7 }))).toBe(0.7);
  });
});

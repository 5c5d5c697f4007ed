import { describe, expect, it } from 'vitest';
import { initialCue, stepCue } from '../../../host/motion/cue/cue.ts';
import { exerciseById } from '../../../host/motion/exercise-library.ts';
import type { Cue } from '../../../host/motion/movement-event.ts';
import type { Rep } from '../../../host/motion/repetition/rep.ts';
import { exampleRep } from '../example-rep.ts';

const exercise = exerciseById('knee-extension')!;
const { low, high } = exercise.targetDeg;

const rep = (peakDeg: number, tempoS: Partial<Rep['tempoS']> = {}): Rep =>
  exampleRep({ peakDeg, tempoS: { ...exercise.tempo, ...tempoS } });

function cues(reps: readonly Rep[]): (Cue['code'] | undefined)[] {
  let state = initialCue({ exercise });
  return reps.map((one) => {
    const [next, cue] = stepCue(state, one);
    state = next;
    return cue?.code;
  });
}

describe('cue', () => {
  it('lets a single slip pass and corrects the second', () => {
    expect(cues([rep(low - 20), rep(low - 20)])).toEqual([undefined, 'further']);
  });

  it('speaks of tempo before range', () => {
    const hasty = rep(low - 20, { outS: 0.5 });
    expect(cues([hasty, hasty])).toEqual([undefined, 'slower-out']);
  });

  it('does not repeat itself in the next two repetitions', () => {
    const far = rep(high + 20);
    expect(cues([far, far, far, far, far])).toEqual([undefined, 'not-so-far', undefined, undefined, 'not-so-far']);
  });

  it('praises the repetition that put it right, and then only now and then', () => {
    const short = rep((low + high) / 2, { holdS: 0.2 });
    const good = rep((low + high) / 2);
    expect(cues([short, short, good, good, good])).toEqual([undefined, 'hold-longer', 'good', undefined, undefined]);
  });

  it('says what was measured and what was wanted', () => {
    const hasty = rep(low + 5, { backS: 0.7 });
    const [, cue] = stepCue(stepCue(initialCue({ exercise }), hasty)[0], hasty);
    expect(cue).toEqual({ code: 'slower-back', measured: 0.7, wanted: exercise.tempo.backS });
  });
});

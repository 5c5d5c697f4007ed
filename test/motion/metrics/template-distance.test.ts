import { expect, it } from 'vitest';
import { exerciseById } from '../../../host/motion/exercise-library.ts';
import { isKnown } from '../../../host/motion/metrics/measure.ts';
import { finishMovement, initialMovement, stepMovement } from '../../../host/motion/movement.ts';
import { repCurve } from '../../../host/motion/rep-curve.ts';
import type { Rep } from '../../../host/motion/repetition/rep.ts';
import { type KnownKnee, knownKnee } from '../known-knee.ts';
import { interleave } from '../recording.ts';

const knee = knownKnee(4, { parts: ['rest', 'set', 'set'], partS: 5 });

function trueCurve({ travelDeg }: KnownKnee, { startMs, endMs }: { startMs: number; endMs: number }): number[] {
  const t = Float64Array.from({ length: 2001 }, (_, i) => startMs + (i * (endMs - startMs)) / 2000);
  return repCurve({ t, angleDeg: t.map(travelDeg) }, { start: startMs, end: endMs })!;
}

function follow(reference?: readonly number[]): Rep[] {
  const params = { exercise: exerciseById('knee-extension')!, rateHz: 104 };
  let state = initialMovement(reference ? { ...params, reference } : params);
  const events = interleave(knee.recordings).flatMap((block) => {
    const [next, emitted] = stepMovement(state, block);
    state = next;
    return emitted;
  });
  return [...events, ...finishMovement(state)].flatMap((event) => (event.kind === 'rep' ? [event.rep] : []));
}

it('the distance from a demonstrated repetition is the true one, to a degree', () => {
  const told = follow();
  const reference = trueCurve(knee, told[1]!);
  const reps = follow(reference);
  expect(reps).toHaveLength(16);
  for (const [i, rep] of reps.entries()) {
    const own = trueCurve(knee, told[i]!);
    const truth = Math.sqrt(own.reduce((sum, angle, n) => sum + (angle - reference[n]!) ** 2, 0) / own.length);
    const { templateDeg } = rep.metrics;
    if (!isKnown(templateDeg)) throw new Error(templateDeg.reason);
    expect(Math.abs(templateDeg.value - truth), `repetition ${i + 1}`).toBeLessThan(1);
  }
});

it('without one it is not known, and everything else is the same', () => {
  const [without] = follow();
  const [beside] = follow(trueCurve(knee, knee.reps[1]!));
  expect(without!.metrics.templateDeg).toEqual({ value: null, reason: 'no-reference' });
  expect({ ...beside!.metrics, templateDeg: undefined }).toEqual({ ...without!.metrics, templateDeg: undefined });
});

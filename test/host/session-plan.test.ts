import { expect, test } from 'vitest';
import type { Rep } from '../../host/motion/repetition/rep.ts';
import { initialPlan, type PlanInput, type PlanState, type SessionPlan, stepPlan } from '../../host/session-plan.ts';
import { exampleRep } from '../motion/example-rep.ts';

const PLAN: SessionPlan = { sets: 2, repsPerSet: 3, restS: 20, stimulation: true };

const rep = (index: number, startMs: number): Rep =>
  exampleRep({ index, startMs, peakMs: startMs + 1500, endMs: startMs + 3000 });
const reps = (count: number, fromMs: number, firstIndex = 1): PlanInput[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'rep', rep: rep(firstIndex + i, fromMs + 4000 * i) }));
const run = (plan: SessionPlan, inputs: readonly PlanInput[]): PlanState =>
  inputs.reduce((state, input) => stepPlan(state, input)[0], initialPlan(plan));
const STREAMING: PlanInput = { kind: 'streaming', atMs: 1000 };

test('sets, rest, stimulation, finished: in that order', () => {
  const first = [STREAMING, ...reps(3, 2000)];
  expect(run(PLAN, first).phase).toBe('resting');
  const second = [...first, ...reps(3, 40_000, 4)];
  expect(run(PLAN, second)).toMatchObject({ phase: 'stimulating', sets: [{ reps: 3 }, { reps: 3 }] });
  expect(run(PLAN, [...second, { kind: 'stimulation-over', atMs: 120_000 }]).phase).toBe('finished');
});

test('without a stimulation the last set ends the session', () => {
  expect(run({ ...PLAN, sets: 1, stimulation: false }, [STREAMING, ...reps(3, 2000)]).phase).toBe('finished');
});

test('somebody who begins the next set early is not made to wait', () => {
  const state = run(PLAN, [STREAMING, ...reps(3, 2000), ...reps(1, 16_000, 4)]);
  expect(state).toMatchObject({ phase: 'exercising', sets: [{ reps: 3 }, { reps: 1 }] });
});

test('a repetition begun in the rest and ended after it opens the set that the next ones belong to', () => {
  // The rest lasts from 13 s to 33 s.
  const restOver: PlanInput = { kind: 'time', atMs: 33_100 };
  const state = run(PLAN, [STREAMING, ...reps(3, 2000), restOver, ...reps(2, 31_000, 4)]);
  expect(state).toMatchObject({ phase: 'exercising', sets: [{ reps: 3 }, { reps: 2 }] });
});

test('one repetition too many belongs to the set that was just full', () => {
  const late: PlanInput = { kind: 'rep', rep: rep(4, 14_000) };
  expect(run(PLAN, [STREAMING, ...reps(3, 2000), late]).sets).toMatchObject([{ reps: 4 }]);
});

test('a set that nobody goes on with is over after half a minute', () => {
  const state = run(PLAN, [STREAMING, ...reps(2, 2000), { kind: 'time', atMs: 40_000 }]);
  expect(state).toMatchObject({ phase: 'resting', sets: [{ reps: 2 }] });
});

test('where nobody begins at all, nothing is stimulated', () => {
  expect(run(PLAN, [STREAMING, { kind: 'time', atMs: 200_000 }]).phase).toBe('finished');
});

test('a recording has one set of any length and ends with its samples', () => {
  const plan = { sets: 1, repsPerSet: Number.POSITIVE_INFINITY, restS: 0, stimulation: false };
  const inputs: PlanInput[] = [STREAMING, ...reps(15, 2000), { kind: 'time', atMs: 500_000 }];
  expect(run(plan, inputs)).toMatchObject({ phase: 'exercising', sets: [{ reps: 15 }] });
  expect(run(plan, [...inputs, { kind: 'samples-over', atMs: 500_000 }]).phase).toBe('finished');
});

test('what is finished stays finished', () => {
  const done = [STREAMING, { kind: 'stimulation-over', atMs: 5000 } as const];
  expect(run(PLAN, [...done, ...reps(3, 6000)])).toEqual(run(PLAN, done));
});

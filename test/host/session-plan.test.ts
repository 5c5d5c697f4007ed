import { describe, expect, test } from 'vitest';
import type { Rep } from '../../host/motion/repetition/rep.ts';
import { repRecord } from '../../host/records/summary.ts';
import {
  initialPlan,
  type PlanInput,
  type PlanState,
  resumePlan,
  type SessionPlan,
  stepPlan,
} from '../../host/session-plan.ts';
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

describe('a plan that a killed gateway left', () => {
  const stored = (...sets: readonly (readonly Rep[])[]) =>
    sets.flatMap((reps, i) => reps.map((one) => repRecord(one, i + 1)));
  const set = (count: number, fromMs: number): Rep[] =>
    Array.from({ length: count }, (_, i) => rep(1 + i, fromMs + 4000 * i));

  test('goes on in the set that was under way, however long nobody was there', () => {
    const state = resumePlan(PLAN, stored(set(2, 2000)), 10_000, 70_000);
    expect(state).toMatchObject({ phase: 'exercising', sets: [{ startMs: 2000, endMs: 9000, reps: 2 }] });
    const later = stepPlan(state, { kind: 'time', atMs: 95_000 })[0];
    expect(later.phase).toBe('exercising');
    expect(stepPlan(later, { kind: 'rep', rep: rep(3, 90_000) })[0]).toMatchObject({
      phase: 'resting',
      sets: [{ reps: 3 }],
    });
    // Half a minute of nothing counts from when somebody was there again.
    expect(stepPlan(later, { kind: 'time', atMs: 101_000 })[0].phase).toBe('resting');
  });

  test('a rest goes on while nobody is there', () => {
    const state = resumePlan(PLAN, stored(set(3, 2000)), 14_000, 25_000);
    expect(state).toMatchObject({ phase: 'resting', phaseSinceMs: 13_000 });
    expect(stepPlan(state, { kind: 'time', atMs: 33_100 })[0].phase).toBe('exercising');
  });

  test('what time had brought about before the gateway was killed is brought about again', () => {
    const left = stored(set(2, 2000));
    // Given up after 39 s, rested until 59 s.
    expect(resumePlan(PLAN, left, 45_000, 50_000)).toMatchObject({ phase: 'resting', sets: [{ reps: 2 }] });
    const between = resumePlan(PLAN, left, 62_000, 70_000);
    expect(between).toMatchObject({ phase: 'exercising', sets: [{ reps: 2 }] });
    expect(stepPlan(between, { kind: 'rep', rep: rep(3, 71_000) })[0].sets).toMatchObject([{ reps: 2 }, { reps: 1 }]);
  });

  test('nobody had begun: it waits for the first frame, and for the first repetition as long as ever', () => {
    const state = resumePlan(PLAN, [], 170_000, 175_000);
    expect(state.phase).toBe('waiting');
    const streaming = stepPlan(state, { kind: 'streaming', atMs: 176_000 })[0];
    expect(stepPlan(streaming, { kind: 'time', atMs: 300_000 })[0].phase).toBe('exercising');
  });

  test('all sets done: the stimulation waits until it is asked for, five minutes at most', () => {
    const left = stored(set(3, 2000), set(3, 40_000));
    const state = resumePlan(PLAN, left, 55_000, 60_000);
    expect(state).toMatchObject({ phase: 'stimulating', waitsForPerson: true });
    const waited = (ms: number): PlanState => stepPlan(state, { kind: 'time', atMs: 60_000 + ms })[0];
    expect(waited(299_000).phase).toBe('stimulating');
    expect(waited(300_100).phase).toBe('finished');
    const asked = stepPlan(waited(299_000), { kind: 'asked-for', atMs: 359_000 })[0];
    expect(asked.waitsForPerson).toBeUndefined();
    expect(stepPlan(asked, { kind: 'time', atMs: 900_000 })[0].phase).toBe('stimulating');
  });

  test('nothing but stimulation can be asked for: in the exercise it stays as it is', () => {
    const state = resumePlan(PLAN, stored(set(1, 2000)), 6000, 9000);
    expect(stepPlan(state, { kind: 'asked-for', atMs: 9500 })[0]).toBe(state);
    expect(
      resumePlan({ ...PLAN, stimulation: false }, stored(set(3, 2000), set(3, 40_000)), 55_000, 60_000).phase,
    ).toBe('finished');
  });

  test('is at every moment what it would have been', () => {
    const inputs: PlanInput[] = [STREAMING, ...reps(3, 2000), ...reps(2, 40_000, 4)];
    const done: Rep[][] = [[], []];
    for (const [index, input] of inputs.entries()) {
      const lived = run(PLAN, inputs.slice(0, index + 1));
      if (input.kind === 'rep') done[Math.max(1, lived.sets.length) - 1]!.push(input.rep);
      const lastMs = lived.sets.at(-1)?.endMs ?? 1000;
      const { phase, sets } = resumePlan(PLAN, stored(...done), lastMs + 100, lastMs + 3000);
      expect({ phase: phase === 'waiting' ? 'exercising' : phase, sets }).toEqual({
        phase: lived.phase,
        sets: lived.sets,
      });
    }
  });
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  initialHistory,
  noted,
  prepareRecogniser,
  type Recogniser,
  recognise,
} from '../../../host/motion/recognition/recogniser.ts';
import { dataSet } from '../reference-data.ts';
import {
  type LabelledSession,
  ptedTemplates,
  type Template,
  tavanyarSessions,
  tavanyarTemplates,
} from './labelled-reps.ts';
import { whole } from './made-rep.ts';

interface Outcome {
  readonly isExercise: boolean;
  readonly isBoth: boolean;
  readonly confidence: number;
}

/** Templates of one person as their own, or of all others. */
const templatesFor = (templates: readonly Template[], person: string, isOwn: boolean): Recogniser =>
  prepareRecogniser(templates.filter((rep) => (rep.person === person) === isOwn).map((rep) => ({ ...rep, isOwn })));

function follow(recogniser: Recogniser, { exercise, track, reps }: LabelledSession): Outcome[] {
  let history = initialHistory();
  return reps.map((rep) => {
    const found = recognise(recogniser, history, track, rep);
    history = noted(recogniser, history, found);
    const isExercise = found.exercise === exercise;
    return { isExercise, isBoth: isExercise && found.execution === rep.execution, confidence: found.confidence };
  });
}

const share = (outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number =>
  outcomes.filter(is).length / outcomes.length;

const tavanyar = dataSet('tavanyar');
describe.skipIf(tavanyar === undefined)('Tavanyar, repetitions as labelled', () => {
  const folder = tavanyar === undefined ? '' : join(tavanyar, 'dev');
  const outcomes = (isOwn: boolean): Outcome[] => {
    const templates = tavanyarTemplates(folder);
    return tavanyarSessions(folder).flatMap((session) => {
      return follow(templatesFor(templates, session.id[1]!, isOwn), session);
    });
  };

  test.each([
    ['their own', true],
    ["the other subject's", false],
  ])('with %s templates nineteen of twenty are recognised with their execution', (whose, isOwn) => {
    const all = outcomes(isOwn);
    const both = share(all, ({ isBoth }) => isBoth);
    console.log(
      `${whose}: exercise ${share(all, (one) => one.isExercise).toFixed(3)}, with execution ${both.toFixed(3)}`,
    );
    expect(all).toHaveLength(180);
    expect(both).toBeGreaterThan(0.95);
  });

  test('where it is sure, it is right', () => {
    const sure = [true, false].flatMap(outcomes).filter(({ confidence }) => confidence > 0.8);
    expect(sure.length).toBeGreaterThan(100);
    expect(share(sure, ({ isBoth }) => isBoth)).toBeGreaterThan(0.95);
  });
});

const pted = dataSet('pted');
describe.skipIf(pted === undefined)("PTED, each subject's templates seen with those of the two others", () => {
  test('every exercise is recognised, and most executions at first sight', () => {
    const templates = ptedTemplates(pted!);
    const outcomes = templates.map((rep) => {
      const recogniser = templatesFor(templates, rep.person, false);
      const found = recognise(recogniser, initialHistory(), rep.track, whole(rep.track));
      return { isExercise: found.exercise === rep.exercise, isBoth: found.execution === rep.execution };
    });
    expect(outcomes).toHaveLength(72);
    expect(outcomes.filter(({ isExercise }) => isExercise).length).toBe(72);
    expect(outcomes.filter(({ isBoth }) => isBoth).length).toBeGreaterThanOrEqual(50);
  });

  test('an exercise that nobody enrolled is not taken for another', () => {
    const templates = ptedTemplates(pted!);
    const strangers = templates.filter((rep) => {
      const own = templates.filter((other) => other.person === rep.person && other.exercise !== rep.exercise);
      const recogniser = prepareRecogniser(own.map((other) => ({ ...other, isOwn: true })));
      return recognise(recogniser, initialHistory(), rep.track, whole(rep.track)).exercise === null;
    });
    expect(strangers).toHaveLength(72);
  });
});

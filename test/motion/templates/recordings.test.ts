import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishTemplated, initialTemplated, stepTemplated } from '../../../host/motion/templates/templated-reps.ts';
import type { EnrolledRep } from '../../../host/motion/templates/track.ts';
import { exerciseOf, personOf } from '../../../scripts/pted/convert.ts';
import { type PtedFound, scorePted } from '../../../scripts/pted/score.ts';
import { PTED_EXECUTIONS, PTED_SENSORS, type PtedSession, ptedSessions } from '../../../scripts/pted/sessions.ts';
import { ptedEnrolled, ptedTrack } from '../../../scripts/pted/tracks.ts';
import { scoreTavanyar, tavanyarLabels } from '../../../scripts/tavanyar/score.ts';
import {
  personOf as armsOf,
  rowAt,
  TAVANYAR_EXECUTIONS,
  TAVANYAR_EXERCISES,
  tavanyarSessions,
  tavanyarTemplates,
} from '../../../scripts/tavanyar/sessions.ts';
import { tavanyarEnrolled, tavanyarTrack } from '../../../scripts/tavanyar/tracks.ts';
import { dataSet } from '../reference-data.ts';

const folder = dataSet('pted');
/** A third of the sessions tells as much and takes a third of the time; the bench has them all. */
const EXERCISES = [1, 4, 7];

function found(session: PtedSession, enrolled: readonly EnrolledRep[]): PtedFound[] {
  const state = initialTemplated({ rateHz: 25, sensors: PTED_SENSORS, enrolled });
  const [next, completed] = stepTemplated(state, ptedTrack(session));
  return [...completed, ...finishTemplated(next)].map(({ rep }) => ({
    exercise: Number(rep.exercise.split(' ')[1]),
    execution: 1 + (PTED_EXECUTIONS as readonly string[]).indexOf(rep.execution),
    start: Math.round(rep.startS * 25),
    end: Math.round(rep.endS * 25) + 1,
  }));
}

describe.skipIf(!folder)('repetitions of real people (PTED)', () => {
  const sessions = folder ? ptedSessions(join(folder)) : [];
  const some = sessions.filter(({ exercise }) => EXERCISES.includes(exercise));
  const enrolledFor = (session: PtedSession, isOwn: boolean): EnrolledRep[] =>
    ptedEnrolled(sessions, personOf(session)).filter((rep) => rep.isOwn === isOwn);

  it('are counted, and exercise and execution told, by what the person enrolled', () => {
    const score = scorePted(some, (session) => found(session, enrolledFor(session, true)));
    console.info('PTED, own templates', score);
    expect(score.f1Exercise).toBeGreaterThanOrEqual(0.98);
    expect(score.f1Execution).toBeGreaterThanOrEqual(0.9);
    expect(score.exact).toBeGreaterThanOrEqual(0.85);
    // One of 27 blocks may be off.
    expect(score.withinOne).toBeGreaterThanOrEqual(0.96);
  });

  it('are counted, and exercise and execution told, by what other people enrolled', () => {
    const score = scorePted(some, (session) => found(session, enrolledFor(session, false)));
    console.info("PTED, others' templates", score);
    expect(score.f1Exercise).toBeGreaterThanOrEqual(0.93);
    expect(score.f1Execution).toBeGreaterThanOrEqual(0.72);
  });

  it('are nothing to somebody who enrolled other exercises only', () => {
    for (const session of some) {
      const others = enrolledFor(session, true).filter(({ exercise }) => exercise !== exerciseOf(session));
      expect(found(session, others), session.id).toEqual([]);
    }
  });
});

const arms = dataSet('tavanyar');

describe.skipIf(!arms)('repetitions of real arms (Tavanyar)', () => {
  it.each([true, false])('are found where they were labelled, by templates (own: %s)', (isOwn) => {
    const [sessions, templates] = [tavanyarSessions(join(arms!, 'dev')), tavanyarTemplates(join(arms!, 'dev'))];
    const predictions = sessions.map((session) => {
      const enrolled = tavanyarEnrolled(templates, armsOf(session)).filter((rep) => rep.isOwn === isOwn);
      const state = initialTemplated({ rateHz: 25, sensors: enrolled[0]!.track.sensors, enrolled });
      const [next, completed] = stepTemplated(state, tavanyarTrack(session));
      const firstS = session.rows[0]![0]! / 1000;
      return [...completed, ...finishTemplated(next)].map(({ rep }) => ({
        exercise: (TAVANYAR_EXERCISES as readonly string[]).indexOf(rep.exercise),
        execution: (TAVANYAR_EXECUTIONS as readonly string[]).indexOf(rep.execution),
        start: rowAt(session, rep.startS - firstS),
        end: rowAt(session, rep.endS - firstS),
      }));
    });
    const score = scoreTavanyar(sessions, predictions, tavanyarLabels(arms!));
    expect(score.f1).toBeGreaterThanOrEqual(0.99);
    expect(score.execution).toBeGreaterThanOrEqual(0.95);
    expect(score.boundaryS).toBeLessThanOrEqual(0.3);
  });
});

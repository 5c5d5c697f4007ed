import { accuracyOver, type JudgedRep } from '../motion/cue/coaching.ts';
import type { EarlierReps } from '../motion/cue/confidence.ts';
import type { Exercise } from '../motion/exercises/exercise.ts';
import { baselineOf } from '../motion/metrics/baseline.ts';
import { metricsOf } from './metrics-record.ts';
import type { RepRecord, SessionDocument } from './session-document.ts';

/** How many of the latest sessions are the person's own baseline: older ones were another state of recovery. */
const LATEST_SESSIONS = 6;

/** The latest sessions of a person in an exercise, oldest first; demonstrations and doubtful sensors left out. */
function latestReps(sessions: readonly SessionDocument[], person: string, exercise: string): RepRecord[][] {
  return sessions
    .filter(({ session }) => session.person === person && session.exercise === exercise && !session.purpose)
    .slice(-LATEST_SESSIONS)
    .map(({ reps }) => reps.filter((rep) => !rep.doubts?.length));
}

/** What is usual for a person in an exercise: what encouragement compares with. */
export function earlierReps(sessions: readonly SessionDocument[], person: string, exercise: string): EarlierReps {
  const own = latestReps(sessions, person, exercise);
  const baseline = (pick: (rep: RepRecord) => number | null | undefined) =>
    baselineOf(own.map((reps) => reps.map(pick).filter((value) => typeof value === 'number')));
  const peakDeg = baseline((rep) => rep.peak_deg);
  const holdUnsteadinessDeg = baseline((rep) => rep.metrics?.hold_unsteadiness_deg.value);
  const smoothness = baseline((rep) => rep.metrics?.smoothness.value);
  return {
    ...(peakDeg ? { peakDeg } : {}),
    ...(holdUnsteadinessDeg ? { holdUnsteadinessDeg } : {}),
    ...(smoothness ? { smoothness } : {}),
  };
}

/** How well the exercise went in them by what is asked today, 0 to 1: coaching says less from the start. */
export function earlierAccuracy(sessions: readonly SessionDocument[], person: string, exercise: Exercise): number {
  const judged = latestReps(sessions, person, exercise.id)
    .flat()
    .flatMap(({ peak_deg, tempo_s, metrics }): JudgedRep[] => {
      const tempoS = { outS: tempo_s.out, holdS: tempo_s.hold, backS: tempo_s.back };
      return metrics ? [{ peakDeg: peak_deg, tempoS, metrics: metricsOf(metrics) }] : [];
    });
  return accuracyOver(judged, exercise);
}

import { GRID_HZ, gridTrack, type TimedSamples } from '../../host/motion/templates/grid.ts';
import type { EnrolledRep, Track } from '../../host/motion/templates/track.ts';
import { exerciseOf, personOf } from './convert.ts';
import { PTED_EXECUTIONS, PTED_RATE_HZ, PTED_SENSORS, type PtedRecording, type PtedSession } from './sessions.ts';

const samplesOf = ({ count, tS, values }: PtedRecording): ReadonlyMap<string, TimedSamples> =>
  new Map(PTED_SENSORS.map((sensor, unit) => [sensor, { count, tS, values: values[unit]! }]));

/** What `limber analyse reps` makes of the session's recordings. */
export const ptedTrack = (session: PtedSession): Track => gridTrack(samplesOf(session.test), GRID_HZ);

/** The enrolled repetitions of all sessions as templates for one person. */
export function ptedEnrolled(sessions: readonly PtedSession[], person: string): EnrolledRep[] {
  return sessions.flatMap((session) =>
    session.templates.map(({ execution, start, end }) => {
      const span = { fromS: start / PTED_RATE_HZ, toS: (end - 1) / PTED_RATE_HZ };
      return {
        exercise: exerciseOf(session),
        execution: PTED_EXECUTIONS[execution - 1]!,
        isOwn: personOf(session) === person,
        person: personOf(session),
        track: gridTrack(samplesOf(session.template), GRID_HZ, span),
      };
    }),
  );
}

import { parseRecording } from '../../host/connect/recording.ts';
import { GRID_HZ, gridTrack } from '../../host/motion/templates/grid.ts';
import type { EnrolledRep, Track } from '../../host/motion/templates/track.ts';
import { recordingCsv, TAVANYAR_SENSORS, type TavanyarSession, type TavanyarTemplate } from './sessions.ts';

/** What `limber analyse reps` makes of a session's recordings. */
export function tavanyarTrack(session: TavanyarSession): Track {
  const recordings = TAVANYAR_SENSORS.map(
    ({ placement, firstColumn }) =>
      [placement, parseRecording(recordingCsv(session, firstColumn), session.id)] as const,
  );
  return gridTrack(new Map(recordings), GRID_HZ);
}

/** Enrolled repetitions for one person. */
export const tavanyarEnrolled = (templates: readonly TavanyarTemplate[], of: string): EnrolledRep[] =>
  templates.map((template) => {
    const { exercise, execution, person } = template;
    return { exercise, execution, isOwn: person === of, person, track: tavanyarTrack(template) };
  });

import { LimberError } from '../protocol/limber-error.ts';
import { handedOn } from './intake/handed-on.ts';
import { CORRECT } from './motion/demonstration.ts';
import { initialRing, putBlock, ringTrack } from './motion/enrolment/sample-ring.ts';
import { type Exercise, exerciseById } from './motion/index.ts';
import { sensorsOf } from './motion/joint/exercise-angle.ts';
import type { EnrolledRep } from './motion/templates/track.ts';
import type { MovementPrescription } from './records/movement-prescription.ts';
import type { SessionDocument } from './records/session-document.ts';
import type { Archive } from './records/store.ts';

/** Which repetitions of which stored session stand for one execution. */
export interface EnrolledFrom {
  readonly execution: string;
  readonly sessionId: string;
  readonly leftOut: readonly number[];
}

/** What a person's repetitions of an exercise are told by: those prescribed, and whatever else was enrolled by name. */
export function enrolmentOf(
  archive: Archive,
  { person, exercise, ...prescribed }: MovementPrescription,
  untilMs?: number,
): EnrolledFrom[] {
  const { sessionId, leftOut } = prescribed;
  return [{ execution: CORRECT, sessionId, leftOut }, ...archive.enrolledExecutions(person, exercise, untilMs)];
}

/**
 * The samples of the person's enrolled repetitions, as the live sessions had them. None where those of the prescribed ones
 * cannot be read any more: then nothing is named, which is no reason to refuse a session.
 */
export function enrolledReps(archive: Archive, prescription: MovementPrescription, untilMs?: number): EnrolledRep[] {
  const exercise = exerciseById(prescription.exercise);
  if (!exercise) return [];
  try {
    const reps = enrolmentOf(archive, prescription, untilMs).flatMap((from) => repsOf(archive, exercise, from));
    return reps.some(({ execution }) => execution === CORRECT) ? reps : [];
  } catch (cause) {
    if (cause instanceof LimberError && cause.code === 'records/corrupt') return [];
    throw cause;
  }
}

export const keptReps = ({ reps }: SessionDocument, leftOut: readonly number[]): SessionDocument['reps'] =>
  reps.filter((rep) => !leftOut.includes(rep.index));

function repsOf(archive: Archive, exercise: Exercise, { execution, sessionId, leftOut }: EnrolledFrom): EnrolledRep[] {
  const document = archive.session(sessionId);
  const { person, duration_s } = document.session;
  const sensors = sensorsOf(exercise);
  const ring = initialRing(sensors, duration_s + 1);
  for (const sensor of sensors) {
    for (const block of handedOn(sensor, archive.rawSamples(sessionId, sensor))) putBlock(ring, block);
  }
  return keptReps(document, leftOut).flatMap((rep) => {
    const track = ringTrack(ring, 1000 * rep.start_s, 1000 * rep.end_s);
    return track ? [{ exercise: exercise.id, execution, isOwn: true, person, track }] : [];
  });
}

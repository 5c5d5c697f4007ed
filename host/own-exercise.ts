import { asPrescribed } from './motion/demonstration.ts';
import type { Exercise } from './motion/index.ts';
import type { EnrolledRep } from './motion/templates/track.ts';
import type { MovementPrescription } from './records/movement-prescription.ts';
import type { Archive } from './records/store.ts';
import type { SessionPlan } from './session-plan.ts';
import { enrolledReps } from './stored-enrolment.ts';

/** An exercise as one person is to do it. */
export interface OwnExercise {
  readonly exercise: Exercise;
  readonly movementPrescription?: MovementPrescription;
  /** The person's own repetitions that executions are named by. */
  readonly enrolled?: readonly EnrolledRep[];
}

/**
 * The library's exercise with what is in force for the person; a demonstration goes by none.
 * @param version of what a session that is gone on with went by; 0: by none
 * @param untilMs what was enrolled later does not count, UTC, ms
 */
export function ownExercise(
  archive: Archive,
  person: string,
  exercise: Exercise,
  purpose: SessionPlan['purpose'],
  version?: number,
  untilMs?: number,
): OwnExercise {
  const inForce =
    purpose === 'demonstration'
      ? undefined
      : archive
          .movementPrescriptions(person, exercise.id)
          .findLast((one) => version === undefined || one.version === version);
  if (inForce === undefined) return { exercise };
  return {
    exercise: asPrescribed(exercise, inForce.movement),
    movementPrescription: inForce,
    enrolled: enrolledReps(archive, inForce, untilMs),
  };
}

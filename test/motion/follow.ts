import { exerciseById } from '../../host/motion/exercise-library.ts';
import { finishMovement, initialMovement, type MovementState, stepMovement } from '../../host/motion/movement.ts';
import type { MovementEvent } from '../../host/motion/movement-event.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';

export type RepEvent = Extract<MovementEvent, { kind: 'rep' }>;

/** Runs a whole recording through the movement stage. */
export function followMovement(
  exerciseId: string,
  blocks: readonly SampleBlock[],
  axes?: readonly number[],
): { events: MovementEvent[]; reps: RepEvent[]; state: MovementState } {
  const exercise = exerciseById(exerciseId)!;
  let state = initialMovement({ exercise, rateHz: 104, ...(axes ? { axes } : {}) });
  const events: MovementEvent[] = [];
  for (const block of blocks) {
    const [next, emitted] = stepMovement(state, block);
    state = next;
    events.push(...emitted);
  }
  events.push(...finishMovement(state));
  return { events, reps: events.filter((event) => event.kind === 'rep'), state };
}

/** The angle curve of a run, all blocks joined. */
export function angleCurve(events: readonly MovementEvent[]): { tMs: number[]; angleDeg: number[] } {
  const angles = events.filter((event) => event.kind === 'angle');
  return { tMs: angles.flatMap((event) => [...event.tMs]), angleDeg: angles.flatMap((event) => [...event.angleDeg]) };
}

/** The stages in journey order: orientation -> joint angle -> repetitions -> cue. */

export { EXERCISES, exerciseById } from './exercise-library.ts';
export { anatomicalDeg, type Exercise } from './exercises/exercise.ts';
export {
  finishMovement,
  initialMovement,
  type MovementParams,
  type MovementState,
  movement,
  stepMovement,
} from './movement.ts';
export type { Cue, MovementEvent } from './movement-event.ts';
export type { Rep, Tempo } from './repetition/rep.ts';
export type { SampleBlock } from './samples.ts';

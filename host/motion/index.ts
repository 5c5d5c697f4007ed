/** The stages in journey order: orientation -> joint angle -> repetitions -> cue. */

export type { CuePolicy, CueSettings } from './cue/cue.ts';
export { EXERCISES, exerciseById } from './exercise-library.ts';
export { anatomicalDeg, type Exercise, REGIONS, type Region } from './exercises/exercise.ts';
export { type Baseline, baselineOf, type Change, changeAgainst } from './metrics/baseline.ts';
export { isKnown, type Measure, type Measured } from './metrics/measure.ts';
export type { RepMetrics } from './metrics/rep-metrics.ts';
export { type SetMetrics, setMetrics } from './metrics/set-metrics.ts';
export { sparc } from './metrics/sparc.ts';
export { type Sway, swayOf } from './metrics/sway.ts';
export { type Symmetry, symmetry, symmetryOfReps } from './metrics/symmetry.ts';
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

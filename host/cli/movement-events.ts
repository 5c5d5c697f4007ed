import { inOrderOfTime, nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { EXERCISES, type MovementEvent, movement } from '../motion/index.ts';
import type { readSensors } from './arguments.ts';
import { showProgress } from './console.ts';
import { exerciseNamed } from './exercise.ts';
import { durationS, originS, type Recordings, readRecordings } from './recordings.ts';
import { checkSharedTime } from './shared-time.ts';

export interface MovementOptions {
  readonly exercise: string;
  readonly sensors: ReturnType<typeof readSensors>;
  readonly out: string;
}

export const EXERCISE_HELP = `one of ${EXERCISES.map(({ id }) => id).join(', ')}`;
export const SENSORS_HELP = 'placement=file.csv for each sensor, separated by commas';
export const RECORDED = '--exercise elbow-flexion --sensors upper-arm=b.csv,forearm=a.csv';

/** Everything the movement stages find in recordings, in order of time, with progress. */
export function* movementEvents({ exercise: id, sensors }: MovementOptions): Generator<MovementEvent> {
  const exercise = exerciseNamed(id);
  const recordings: Recordings = readRecordings(exercise, sensors);
  checkSharedTime(recordings);
  const rateHz = Math.max(...[...recordings.values()].map(nominalRateHz));
  const blocks = inOrderOfTime(
    [...recordings].map(([sensor, recording]) => [...recordingBlocks(recording, sensor, 0)]),
  );
  const progress = showProgress(Math.ceil(durationS(recordings)), 's');
  let state = movement.initial({ exercise, rateHz });
  for (const block of blocks) {
    const [next, events] = movement.step(state, block);
    state = next;
    yield* events;
    progress.update(block.tMs[0]! / 1000 - originS(recordings), '');
  }
  yield* movement.finish(state);
  progress.stop();
}

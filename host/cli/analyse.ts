import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { inOrderOfTime, nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { EXERCISES, type MovementEvent, movement } from '../motion/index.ts';
import { initialOrientation, ORIENTED, QUATERNION, stepOrientation } from '../motion/orientation.ts';
import { repRecord } from '../records/summary.ts';
import { readSensors } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say, showProgress } from './console.ts';
import { exerciseNamed } from './exercise.ts';
import { withExamples } from './help.ts';
import { durationS, originS, type Recordings, readRecording, readRecordings } from './recordings.ts';

interface MovementOptions {
  readonly exercise: string;
  readonly sensors: ReturnType<typeof readSensors>;
  readonly out: string;
}

export function analyseCommand(): Command {
  const exerciseHelp = `one of ${EXERCISES.map(({ id }) => id).join(', ')}`;
  const reps = new Command('reps')
    .summary('repetitions of a recorded session')
    .requiredOption('--exercise <id>', exerciseHelp)
    .requiredOption('--sensors <list>', SENSORS_HELP, readSensors)
    .requiredOption('--out <file>', 'JSON to write')
    .action(analyseReps);
  const angle = new Command('angle')
    .summary('joint angle of a recorded session')
    .requiredOption('--exercise <id>', exerciseHelp)
    .requiredOption('--sensors <list>', SENSORS_HELP, readSensors)
    .requiredOption('--out <file>', 'CSV to write: t_s,angle_deg,confidence')
    .action(analyseAngle);
  const orientation = new Command('orientation')
    .summary('orientation of one sensor, without magnetometer')
    .requiredOption('--in <file>', 'recording')
    .requiredOption('--out <file>', 'CSV to write: t_s,qw,qx,qy,qz, sensor to earth, z up')
    .action(analyseOrientation);
  const command = new Command('analyse').summary(
    'orientation, angle or repetitions of recordings, without a band in between',
  );
  return withExamples(command, [REPS_EXAMPLE, ORIENTATION_EXAMPLE])
    .addCommand(withExamples(reps, [REPS_EXAMPLE]))
    .addCommand(withExamples(angle, [ANGLE_EXAMPLE]))
    .addCommand(withExamples(orientation, [ORIENTATION_EXAMPLE]));
}

const SENSORS_HELP = 'placement=file.csv for each sensor, separated by commas';
const RECORDED = '--exercise elbow-flexion --sensors upper-arm=b.csv,forearm=a.csv';
const REPS_EXAMPLE = `limber analyse reps ${RECORDED} --out reps.json`;
const ANGLE_EXAMPLE = `limber analyse angle ${RECORDED} --out angle.csv`;
const ORIENTATION_EXAMPLE = 'limber analyse orientation --in a.csv --out quaternions.csv';

function* movementEvents({ exercise: id, sensors }: MovementOptions): Generator<MovementEvent> {
  const exercise = exerciseNamed(id);
  const recordings: Recordings = readRecordings(exercise, sensors);
  const rateHz = Math.max(...[...recordings.values()].map(nominalRateHz));
  const blocks = inOrderOfTime(
    [...recordings].map(([sensor, recording]) => [...recordingBlocks(recording, sensor, originS(recordings))]),
  );
  const progress = showProgress(Math.ceil(durationS(recordings)), 's');
  let state = movement.initial({ exercise, rateHz });
  for (const block of blocks) {
    const [next, events] = movement.step(state, block);
    state = next;
    yield* events;
    progress.update(block.tMs[0]! / 1000, '');
  }
  yield* movement.finish(state);
  progress.stop();
}

function analyseReps(options: MovementOptions): void {
  const reps = [...movementEvents(options)].filter((event) => event.kind === 'rep').map(({ rep }) => repRecord(rep, 1));
  write(options.out, `${JSON.stringify(reps, null, 2)}\n`);
  say(`${reps.length} repetitions written to ${options.out}`);
}

function analyseAngle(options: MovementOptions): void {
  const lines = ['t_s,angle_deg,confidence'];
  for (const event of movementEvents(options)) {
    if (event.kind !== 'angle') continue;
    event.tMs.forEach((tMs, i) => {
      lines.push(`${(tMs / 1000).toFixed(4)},${event.angleDeg[i]!.toFixed(4)},${event.confidence.toFixed(3)}`);
    });
  }
  write(options.out, `${lines.join('\n')}\n`);
  say(`${lines.length - 1} angles written to ${options.out}`);
}

function analyseOrientation(options: { readonly in: string; readonly out: string }): void {
  const recording = readRecording(options.in);
  const lines = ['t_s,qw,qx,qy,qz'];
  let state = initialOrientation(nominalRateHz(recording));
  // Any placement serves: orientation is a matter of one sensor alone.
  for (const block of recordingBlocks(recording, 'thigh', 0)) {
    const [next, { rows, count }] = stepOrientation(state, block);
    state = next;
    for (let i = 0; i < count; i++) {
      const at = i * ORIENTED;
      lines.push([rows[at]! / 1000, ...rows.subarray(at + QUATERNION, at + QUATERNION + 4)].join(','));
    }
  }
  write(options.out, `${lines.join('\n')}\n`);
  say(`${lines.length - 1} orientations written to ${options.out}`);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw badArgument(`${file} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

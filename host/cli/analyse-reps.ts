import { Command } from 'commander';
import { repRecord } from '../records/summary.ts';
import { readSensors } from './arguments.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { EXERCISE_HELP, type MovementOptions, movementEvents, RECORDED, SENSORS_HELP } from './movement-events.ts';
import { writeResult } from './result-file.ts';

export function repsCommand(): Command {
  const command = new Command('reps')
    .summary('repetitions of a recorded session')
    .requiredOption('--exercise <id>', EXERCISE_HELP)
    .requiredOption('--sensors <list>', SENSORS_HELP, readSensors)
    .requiredOption('--out <file>', 'JSON to write')
    .action(analyseReps);
  return withExamples(command, [`limber analyse reps ${RECORDED} --out reps.json`]);
}

function analyseReps(options: MovementOptions): void {
  const reps = [...movementEvents(options)].filter((event) => event.kind === 'rep').map(({ rep }) => repRecord(rep, 1));
  writeResult(options.out, `${JSON.stringify(reps, null, 2)}\n`);
  say(`${reps.length} repetitions written to ${options.out}`);
}

import { Command } from 'commander';
import { readSensors } from './arguments.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { EXERCISE_HELP, type MovementOptions, movementEvents, RECORDED, SENSORS_HELP } from './movement-events.ts';
import { writeResult } from './result-file.ts';

export function angleCommand(): Command {
  const command = new Command('angle')
    .summary('joint angle of a recorded session')
    .requiredOption('--exercise <id>', EXERCISE_HELP)
    .requiredOption('--sensors <list>', SENSORS_HELP, readSensors)
    .requiredOption('--out <file>', 'CSV to write: t_s,angle_deg,confidence')
    .action(analyseAngle);
  return withExamples(command, [`limber analyse angle ${RECORDED} --out angle.csv`]);
}

function analyseAngle(options: MovementOptions): void {
  const lines = ['t_s,angle_deg,confidence'];
  for (const event of movementEvents(options)) {
    if (event.kind !== 'angle') continue;
    event.tMs.forEach((tMs, i) => {
      lines.push(`${(tMs / 1000).toFixed(4)},${event.angleDeg[i]!.toFixed(4)},${event.confidence.toFixed(3)}`);
    });
  }
  writeResult(options.out, `${lines.join('\n')}\n`);
  say(`${lines.length - 1} angles written to ${options.out}`);
}

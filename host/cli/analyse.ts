import { Command } from 'commander';
import { angleCommand } from './analyse-angle.ts';
import { orientationCommand } from './analyse-orientation.ts';
import { repsCommand } from './analyse-reps.ts';
import { withExamples } from './help.ts';

export function analyseCommand(): Command {
  const command = new Command('analyse').summary(
    'orientation, angle or repetitions of recordings, without a band in between',
  );
  return withExamples(command, [
    'limber analyse reps --exercise elbow-flexion --sensors upper-arm=b.csv,forearm=a.csv --out reps.json',
    'limber analyse orientation --in a.csv --out quaternions.csv',
  ])
    .addCommand(repsCommand())
    .addCommand(angleCommand())
    .addCommand(orientationCommand());
}

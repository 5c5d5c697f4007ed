import { Command, InvalidArgumentError, Option } from 'commander';
import type { HingeAngles } from '../motion/joint/corrected-hinge.ts';
import { type AngleOfBandsOptions, angleOfBands } from './angle-of-bands.ts';
import { readSensors } from './arguments.ts';
import { readAxis, readAxisChoice } from './axis-argument.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { EXERCISE_HELP, type MovementOptions, movementEvents, RECORDED, SENSORS_HELP } from './movement-events.ts';
import { writeResult } from './result-file.ts';

type AngleOptions = { readonly out: string; readonly axis?: 'auto' } & Partial<
  Pick<MovementOptions, 'exercise' | 'sensors'>
> &
  Partial<AngleOfBandsOptions>;

export function angleCommand(): Command {
  const command = new Command('angle')
    .summary('joint angle of two recordings, or travel in an exercise')
    .description(
      "The angle of a joint between two sensors strapped on anyhow, without magnetometer: a right-handed turn of the distal one against the proximal one about the axis is positive. With --exercise instead, the travel a session would have shown.\n\nAxes are in each sensor's own frame and point the same way; docs/axes.md has signs, zero and the meaning of confidence.",
    )
    .option('--proximal <file>', 'recording of the sensor nearer to the trunk')
    .option('--distal <file>', 'recording of the other one; angles come at its times')
    .option('--axis <auto>', 'auto: find the axis from the movement (the default)', readAxisChoice)
    .option('--axis-proximal <x,y,z>', "hinge axis in the proximal sensor's frame", readAxis)
    .option('--axis-distal <x,y,z>', "the same axis in the distal sensor's frame", readAxis)
    .addOption(
      new Option('--joint <kind>', 'hinge: one axis; ball: elevation from a hanging start')
        .choices(['hinge', 'ball'])
        .default('hinge'),
    )
    .option('--most-twist <deg>', 'ball: how far the limb turns about its own length, to either side', readTwist, 90)
    .option('--offline', 'every angle with the knowledge of the whole recording, instead of what came before it')
    .option('--exercise <id>', EXERCISE_HELP)
    .option('--sensors <list>', SENSORS_HELP, readSensors)
    .requiredOption('--out <file>', 'CSV to write: t_s,angle_deg,confidence')
    .action(analyseAngle);
  return withExamples(command, [
    'limber analyse angle --proximal thigh.csv --distal shank.csv --out angle.csv',
    'limber analyse angle --proximal trunk.csv --distal arm.csv --joint ball --out elevation.csv',
    'limber analyse angle --proximal a.csv --distal b.csv --axis-proximal 1,0,0 --axis-distal 1,0,0 --offline --out angle.csv',
    `limber analyse angle ${RECORDED} --out travel.csv`,
  ]);
}

function analyseAngle(options: AngleOptions): void {
  const parts = options.exercise ? travelOf(options) : angleOfBands(bandsOf(options));
  const lines = ['t_s,angle_deg,confidence'];
  for (const { tMs, angleDeg, confidence } of parts) {
    for (let i = 0; i < tMs.length; i++) {
      lines.push(`${tMs[i]! / 1000},${angleDeg[i]!.toFixed(4)},${confidence[i]!.toFixed(3)}`);
    }
  }
  writeResult(options.out, `${lines.join('\n')}\n`);
  say(`${lines.length - 1} angles written to ${options.out}`);
}

type Angles = Omit<HingeAngles, 'count'>;

function* travelOf({ exercise, sensors, out }: AngleOptions): Generator<Angles> {
  if (!exercise || !sensors) throw badArgument('--exercise needs --sensors placement=file.csv,…');
  for (const event of movementEvents({ exercise, sensors, out })) if (event.kind === 'angle') yield event;
}

/** @throws LimberError where options contradict each other or one is missing */
function bandsOf(options: AngleOptions): AngleOfBandsOptions {
  const { proximal, distal, axis, axisProximal, axisDistal, joint = 'hinge', mostTwist = 90 } = options;
  if (!proximal || !distal)
    throw badArgument('Give --proximal and --distal, a recording each; or --exercise and --sensors.');
  if ((axisProximal === undefined) !== (axisDistal === undefined))
    throw badArgument('--axis-proximal and --axis-distal belong together: one axis, seen by either sensor.');
  if (axis && axisProximal) throw badArgument('Either --axis auto, or --axis-proximal and --axis-distal.');
  if (joint === 'ball' && axisProximal)
    throw badArgument('A ball joint has no axis: leave --axis-proximal and --axis-distal out.');
  const axes = axisProximal && axisDistal ? { axisProximal, axisDistal } : {};
  return { proximal, distal, offline: options.offline ?? false, joint, mostTwist, ...axes };
}

function readTwist(text: string): number {
  const degrees = text.trim() === '' ? Number.NaN : Number(text);
  if (!(degrees > 0 && degrees <= 180)) throw new InvalidArgumentError('Degrees from above 0 to 180.');
  return degrees;
}

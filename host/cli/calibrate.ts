import { Command, InvalidArgumentError, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { steersTerminal } from '../keys/small-file.ts';
import { POSES_LEAST, POSES_WANTED } from '../motion/calibration/judged-fit.ts';
import type { CourseWants } from '../motion/calibration/sensor-course.ts';
import type { Store } from '../records/store.ts';
import { concludeBand } from '../tools/calibration-outcome.ts';
import { runCalibration, type SensorEnd } from '../tools/calibration-run.ts';
import type { SensorToCalibrate } from '../tools/calibration-sensor.ts';
import { readDeviceId, readSharedSpeed, readWhole } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { calibrateAxis } from './calibrate-axis.ts';
import { withBands } from './calibrate-bands.ts';
import { showGuide } from './calibrate-guide.ts';
import { calibrateRecording } from './calibrate-recording.ts';
import { printJson, say } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { type ReachOptions, withReachOptions } from './reach-options.ts';

const PARTS = ['gyro', 'accelerometer', 'all', 'axis'] as const;

export interface CalibrateOptions extends ReachOptions {
  readonly port?: readonly string[];
  readonly device?: string;
  readonly operator?: string;
  readonly what: (typeof PARTS)[number];
  readonly poses: number;
  readonly speed: number;
  readonly in?: string;
  readonly data?: string;
  readonly json?: true;
}

export function calibrateCommand(): Command {
  const command = withReachOptions(new Command('calibrate'))
    .summary("measure a motion band's sensor errors and store them on it")
    .description(
      'Guides you through it: first the band lies still (its gyroscope), then it is laid down with one side or edge after the other up (its accelerometer). A picture shows which are missing. Thin or contradicting data are refused. The calibration goes to the band, which keeps it, and with date and operator into the records.\n\nSides are named for a band that lies with its label up and its cable or button towards you. Several --port calibrate all bands of one holder through one sequence of poses.\n\nWith --what axis two bands that are worn beside a joint, the one nearer to the trunk first, find its axis and how they sit: by moving the joint anyhow, or, where that shows no hinge, by two movements about nothing else. It holds until they are strapped on anew.',
    )
    .option('--port <path>', 'serial port or Bluetooth address of a motion band; once for each', collectPaths)
    .addOption(new Option('--device <id>', 'refuse any other band').argParser(readDeviceId))
    .addOption(new Option('--operator <name>', 'who calibrates, for the records').argParser(readOperator))
    .addOption(
      new Option('--what <part>', 'what is measured').choices([...PARTS]).default('all', 'all: gyro and accelerometer'),
    )
    .addOption(
      new Option('--poses <n>', `how many poses, ${POSES_LEAST} to ${POSES_WANTED}`)
        .default(POSES_WANTED)
        .argParser(readPoses),
    )
    .addOption(new Option('--speed <n>', 'of simulated bands').default(1).argParser(readSharedSpeed))
    .option('--in <file.csv>', 'try it on a recording instead: nothing is stored')
    .option('--data <dir>', "the gateway's data directory, for the record")
    .option('--json', 'print one JSON document')
    .action(calibrate);
  return withExamples(command, [
    'limber calibrate --port /dev/ttyACM0 --operator "A. Example"',
    'limber calibrate --port /dev/ttyACM0 --operator "A. Example" --what gyro',
    'limber calibrate --port /dev/ttyACM0 --port /dev/ttyACM1 --operator "A. Example"     two in one holder',
    'limber calibrate --port <thigh> --port <shank> --operator "A. Example" --what axis',
    'limber calibrate --in poses.csv --json',
  ]);
}

async function calibrate(options: CalibrateOptions): Promise<void> {
  const { port, operator } = options;
  const wants = wantsOf(options);
  if (options.in !== undefined) {
    if (options.what === 'axis') throw badArgument('limber analyse angle finds the axis of two recordings.');
    if (port ?? options.device ?? operator ?? options.data)
      throw badArgument('--in tries a recording: --port, --device, --operator and --data have no place beside it.');
    return calibrateRecording(options.in, wants, options.json === true);
  }
  if (port === undefined) throw badArgument('--port names the band; --in <file.csv> tries a recording instead.');
  if (operator === undefined) throw badArgument('--operator says who calibrates: it is kept with the date.');
  if (options.what === 'axis') return calibrateAxis(port, operator, options);
  if (options.device !== undefined && port.length > 1) throw badArgument('--device goes with one --port.');
  await calibrateAtPorts(port, operator, wants, options);
}

const wantsOf = ({ what, poses }: CalibrateOptions): CourseWants => ({
  gyro: what !== 'accelerometer',
  accelerometer: what !== 'gyro',
  poses,
});

async function calibrateAtPorts(
  ports: readonly string[],
  operator: string,
  wants: CourseWants,
  options: CalibrateOptions,
): Promise<void> {
  const { device, data, speed, json } = options;
  const timeline = wallTimeline(speed);
  await withBands({ ...options, ports, device, data }, async ({ sensors, store }) => {
    const ends = await guided(sensors, wants, timeline);
    await concludeAll(ends, sensors, { store, operator, timeline, json: json === true });
  });
}

async function guided(
  sensors: readonly SensorToCalibrate[],
  wants: CourseWants,
  timeline: Timeline,
): Promise<readonly SensorEnd[]> {
  const ending = awaitEnding(EXIT.cutShort);
  const guide = showGuide(sensors.map(({ hello }) => hello.deviceId));
  try {
    const run = runCalibration({ sensors, timeline, wants, onEvent: guide.tell, onTurn: guide.show });
    ending.wish.then(run.end);
    return await run.done;
  } finally {
    guide.end();
    ending.release();
  }
}

interface Conclusion {
  readonly store: Store;
  readonly operator: string;
  readonly timeline: Timeline;
  readonly json: boolean;
}

/** Each band for itself: one that was refused takes nothing from the others. */
async function concludeAll(
  ends: readonly SensorEnd[],
  sensors: readonly SensorToCalibrate[],
  { json, ...parts }: Conclusion,
): Promise<void> {
  const outcomes = [];
  for (const [i, end] of ends.entries()) outcomes.push(await concludeBand(end, sensors[i]!.connection, parts));
  if (json) printJson({ operator: parts.operator, bands: outcomes.map(({ document }) => document) });
  else for (const { lines } of outcomes) lines.forEach(say);
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  if (!first) return;
  throw new LimberError(first.code, failures.map(({ message }) => message).join(' '));
}

function collectPaths(text: string, before: readonly string[] = []): string[] {
  if (text === '') throw new InvalidArgumentError('Expected a path.');
  if (before.includes(text)) throw new InvalidArgumentError(`${text} is given twice.`);
  return [...before, text];
}

function readPoses(text: string): number {
  const poses = readWhole(text);
  if (poses < POSES_LEAST || poses > POSES_WANTED)
    throw new InvalidArgumentError(`${POSES_LEAST} to ${POSES_WANTED} poses.`);
  return poses;
}

const NAME_MOST = 100;

export function readOperator(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > NAME_MOST || steersTerminal(name))
    throw new InvalidArgumentError(`A name has 1 to ${NAME_MOST} letters, in one line.`);
  return name;
}

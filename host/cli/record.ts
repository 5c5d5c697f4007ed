import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { RECORDING_COLUMNS } from '../connect/recording.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { systemWords } from '../keys/small-file.ts';
import { closeLinks, type NamedLink, openBands } from '../tools/live-links.ts';
import { type RecordedBand, type Recorder, recordBands } from '../tools/recorder.ts';
import { isIncomplete, recordingDocument, recordingLines } from '../tools/recorder-document.ts';
import { refuseRecorded } from '../tools/recorder-file.ts';
import { RATES_HZ } from '../tools/recorder-rate.ts';
import type { BandChoice } from '../worn-bands.ts';
import { collectPorts, readSharedSpeed } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say, showProgress } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { portsInReach } from './ports-in-reach.ts';
import { type ReachOptions, withReach, withReachOptions } from './reach-options.ts';
import { recordLogs } from './record-log.ts';
import { readSeconds } from './scan.ts';

interface RecordOptions extends ReachOptions {
  readonly port?: readonly BandChoice[];
  readonly out?: string;
  readonly seconds?: number;
  readonly rate?: number;
  readonly raw?: true;
  readonly log?: true;
  readonly speed: number;
  readonly json?: true;
}

export function recordCommand(): Command {
  const command = withReachOptions(new Command('record'))
    .summary('record motion bands to CSV, for replay and analyse')
    .description(
      `Records what motion bands measure, one CSV for each band, all on one time axis. The columns are those of \`limber replay\`\n  ${RECORDING_COLUMNS}\nand "filled", 1 where a sample was interpolated over a gap; gaps of more than a second stay open. A calibration that the band keeps is applied. Files are <name>.csv.part until they are whole; recording.json beside them says which band it was, and what was lost.`,
    )
    .option(
      '--port <[placement=]address>',
      'serial port or Bluetooth address of a band; once for each (default: all that answer on serial ports)',
      collectPorts,
    )
    .option('--out <dir>', 'folder for the files; it is made (default: recording-<date>-<time>)')
    .option('--seconds <n>', 'for how long (default: until Ctrl-C)', readSeconds)
    .option('--rate <hz>', `${RATES_HZ.join(', ')}; the band gets its own rate back afterwards`, readRate)
    .option('--log', 'read what the bands kept in flash while nobody listened, instead of recording now; they keep it')
    .option('--raw', "at factory scale, without the band's calibration")
    .addOption(new Option('--speed <n>', 'of simulated bands that run faster').default(1).argParser(readSharedSpeed))
    .option('--json', 'print recording.json on stdout too')
    .action(run);
  return withExamples(
    command,
    [
      'limber record --port thigh=/dev/ttyACM0 --port shank=/dev/ttyACM1 --out knee --seconds 60',
      'limber replay --exercise knee-extension --sensors thigh=knee/thigh.csv,shank=knee/shank.csv',
      'limber record --port /dev/ttyACM0 --rate 208 --seconds 10 --json',
      'limber record --log --port thigh=/dev/ttyACM0 --port shank=/dev/ttyACM1 --out walk',
    ],
    '0 done, 1 failed, or less was recorded than asked (what there is is kept), 2 bad arguments',
  );
}

function readRate(text: string): number {
  const rate = RATES_HZ.find((one) => String(one) === text);
  if (rate === undefined) throw new InvalidArgumentError(`A rate is one of ${RATES_HZ.join(', ')}.`);
  return rate;
}

const DOCUMENT = 'recording.json';

async function run(options: RecordOptions): Promise<void> {
  const { port, speed, log, raw = false, json = false } = options;
  if (log && (options.seconds ?? options.rate) !== undefined)
    throw badArgument('--log reads what was measured before: leave --seconds and --rate out.');
  const folder =
    options.out ?? `recording-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
  if (!log) refuseRecorded(join(folder, DOCUMENT));
  const timeline = wallTimeline(speed);
  const bands = port ?? (await portsInReach('ROLE_MOTION'));
  await withReach(options, timeline, async (reach) => {
    const links = await openBands(bands, reach);
    const ending = awaitEnding(EXIT.failed);
    const made: string[] = [];
    try {
      made.push(...makeFolder(folder));
      if (log) await recordLogs(links, { folder, raw, json });
      else await record(options, links, timeline, folder, ending.wish);
    } finally {
      await closeLinks(links);
      removeEmpty(made);
      ending.release();
    }
  });
}

async function record(
  options: RecordOptions,
  links: readonly NamedLink[],
  timeline: Timeline,
  folder: string,
  wish: Promise<void>,
): Promise<void> {
  const { rate: rateHz, raw = false, speed, json } = options;
  const recorder = await recordBands({
    links,
    timeline,
    wall: wallTimeline(),
    folder,
    rateHz,
    raw,
    hurried: speed !== 1,
    say,
  });
  const beganAtMs = Date.now();
  await untilOver(options, recorder, wish);
  const durationMs = recorder.nowMs();
  await recorder.finish();
  const bands = recorder.bands();
  const document = recordingDocument(bands, beganAtMs, durationMs);
  keepDocument(join(folder, DOCUMENT), document);
  if (json) printJson(document);
  else for (const line of recordingLines(bands)) process.stdout.write(`${line}\n`);
  if (!json) sayNext(bands);
  if (bands.some(isIncomplete)) process.exitCode = EXIT.failed;
}

async function untilOver(
  { seconds, json, speed }: RecordOptions,
  recorder: Recorder,
  wish: Promise<void>,
): Promise<void> {
  if (!json)
    say(
      `recording ${recorder
        .bands()
        .map(({ name }) => name)
        .join(', ')}${seconds === undefined ? '; Ctrl-C ends it' : ''}`,
    );
  const { promise: elapsed, resolve } = Promise.withResolvers<void>();
  const progress = seconds === undefined || json ? undefined : showProgress(seconds, 's');
  const wall = wallTimeline();
  const cancel = wall.every(TURN_MS / speed, () => {
    const doneS = recorder.nowMs() / 1000;
    progress?.update(doneS, '');
    if (seconds !== undefined && doneS >= seconds) resolve();
  });
  try {
    await Promise.race([elapsed, wish, recorder.over]);
  } finally {
    cancel();
    progress?.stop();
  }
}

const TURN_MS = 100;

/** @returns what was not there before, the innermost first. @throws LimberError recording/not-writable */
function makeFolder(path: string): string[] {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  const made: string[] = [];
  try {
    // One by one: mkdir of a file system that makes no folders, such as /proc, never comes back with `recursive`.
    for (const folder of missing.toReversed()) {
      mkdirSync(folder);
      made.unshift(folder);
    }
    return made;
  } catch (cause) {
    removeEmpty(made);
    throw new LimberError('recording/not-writable', `${path} cannot be made: ${systemWords(cause)}.`, { cause });
  }
}

/** Where no band answered, or none had kept anything, nothing is left behind. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

/** What was recorded counts more than what is said about it. */
function keepDocument(path: string, document: object): void {
  try {
    writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    say(`${path} cannot be written: ${systemWords(cause)}`);
  }
}

function sayNext(bands: readonly RecordedBand[]): void {
  const sensors = bands.filter(({ tally }) => tally.samples > 1).map(({ name, file }) => `${name}=${file}`);
  if (sensors.length > 0) say(`limber replay --exercise <id> --sensors ${sensors.join(',')}`);
}

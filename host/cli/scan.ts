import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { readFirmwareManifest } from '../firmware-manifest.ts';
import { scan } from '../tools/scan.ts';
import { type ScanResult, scanDocument, scanLines } from '../tools/scan-lines.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, printLine, say, showProgress } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { liveText, readerGone } from './live-text.ts';
import { type ReachOptions, withReach, withReachOptions } from './reach-options.ts';

interface ScanOptions extends ReachOptions {
  readonly port?: readonly string[];
  readonly only?: boolean;
  readonly serial: boolean;
  readonly bluetooth: boolean;
  readonly seconds: number;
  readonly watch?: true;
  readonly json?: true;
}

export function scanCommand(): Command {
  const command = withReachOptions(new Command('scan'))
    .summary('list the bands in reach')
    .description(
      'Asks every serial port who is there, several at once, and listens for bands over Bluetooth: id, role, board, firmware beside this host, keys, battery, calibration. Bands over Bluetooth are heard only, with their signal strength: they are not connected to, so that nobody is disturbed. What needs somebody stands below the table.',
    )
    .option('--port <path>', 'another port, or a pattern such as "/dev/rfcomm*"; may be given several times', collect)
    .option('--only', 'the ports named, and no others')
    .option('--no-serial', 'Bluetooth only')
    .option('--no-bluetooth', 'serial ports only')
    .option('--seconds <n>', 'how long a port may stay silent, and how long the radio listens', readSeconds, 3)
    .option('--watch', 'again and again, until Ctrl-C')
    .option('--json', 'print one JSON document; with --watch one on each line')
    .action(run);
  return withExamples(command, [
    'limber scan',
    'limber scan --no-bluetooth --json',
    'limber scan --watch',
    'limber scan --link noble --hci /dev/ttyACM3     over a Bluetooth controller at a serial port',
    `limber scan --only --port "${join(tmpdir(), 'limber-sim-*', '*')}"     the bands of limber sim`,
  ]);
}

const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

export function readSeconds(text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('Seconds are a number from above 0 to 86400.');
  return seconds;
}

async function run(options: ScanOptions): Promise<void> {
  const { only, port, serial, bluetooth } = options;
  if (only && !port) throw badArgument('--only asks the ports that are named: --port <path>.');
  if (!serial && port) throw badArgument('--no-serial asks no ports: leave out --port.');
  if (!serial && !bluetooth)
    throw badArgument('--no-serial and --no-bluetooth leave nothing to search: leave out one.');
  if (options.watch) return watch(options);
  const progress = options.json ? undefined : shownProgress();
  const result = await scanOnce(options, progress?.update);
  progress?.stop();
  const manifest = readFirmwareManifest();
  if (options.json) printJson(scanDocument(result, manifest));
  else for (const line of scanLines(result, manifest)) process.stdout.write(`${line}\n`);
}

function scanOnce(
  { port = [], only = false, serial, bluetooth, seconds, ...options }: ScanOptions,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<ScanResult> {
  const timeline = wallTimeline();
  return withReach(options, timeline, ({ hear }) => {
    const overAir = bluetooth && options.link !== 'serial';
    return scan({ ports: port, listed: serial && !only, hear: overAir ? hear : null, seconds, timeline, onProgress });
  });
}

/** A few seconds: shown only where somebody watches. */
function shownProgress(): { update(done: number, all: number): void; stop(): void } | undefined {
  if (!process.stderr.isTTY) return undefined;
  let progress: ReturnType<typeof showProgress> | undefined;
  return {
    update: (done, all) => {
      progress ??= showProgress(all, 'ports');
      progress.update(done, '');
    },
    stop: () => progress?.stop(),
  };
}

/** Ports that cannot be opened answer at once: without a pause they would be asked without end. */
const WATCH_PAUSE_MS = 1000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => void wallTimeline().after(ms, resolve));

async function watch(options: ScanOptions): Promise<void> {
  const ending = awaitEnding(EXIT.failed);
  const over = Promise.race([ending.wish, readerGone()]).then(() => true);
  const manifest = readFirmwareManifest();
  const live = liveText(process.stdout);
  if (!options.json) say('Ctrl-C ends it');
  try {
    while (true) {
      const result = await Promise.race([scanOnce(options), over]);
      if (typeof result === 'boolean') break;
      if (options.json) printLine(scanDocument(result, manifest));
      else live.show(scanLines(result, manifest));
      if (await Promise.race([pause(WATCH_PAUSE_MS), over])) break;
    }
  } finally {
    live.end();
    ending.release();
  }
}

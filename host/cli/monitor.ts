import { Command, Option } from 'commander';
import type { Timeline } from '../../protocol/timeline.ts';
import type { Reach } from '../connect/reach.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { openBands } from '../tools/live-links.ts';
import { monitorBands } from '../tools/monitor.ts';
import { monitorDocument, monitorSummaryDocument } from '../tools/monitor-document.ts';
import { monitorLine, monitorSummary, monitorTable } from '../tools/monitor-lines.ts';
import type { MonitorState } from '../tools/monitor-state.ts';
import type { BandChoice } from '../worn-bands.ts';
import { collectPorts, readSharedSpeed } from './arguments.ts';
import { printLine, say } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { liveText, readerGone } from './live-text.ts';
import { portsInReach } from './ports-in-reach.ts';
import { type ReachOptions, withReach, withReachOptions } from './reach-options.ts';
import { readSeconds } from './scan.ts';

interface MonitorOptions extends ReachOptions {
  readonly port?: readonly BandChoice[];
  readonly seconds?: number;
  readonly speed: number;
  readonly json?: true;
}

export function monitorCommand(): Command {
  const command = withReachOptions(new Command('monitor'))
    .summary('watch how the bands send: rate, loss, signal, battery, clock')
    .description(
      'Watches bands and writes nothing: samples a second with a bar for each of the last seconds, frames lost and frames recovered by asking again, signal strength where the link knows it, battery, how wrong the clock of the band is, with its standard error (after half a minute; the longer, the surer), presses of its button, blocks in its flash log, why it last started, and what is wrong with a line that brings no packets. In place on a terminal, a line a second elsewhere; a summary at the end.',
    )
    .option(
      '--port <[placement=]address>',
      'serial port or Bluetooth address of a band; once for each (default: all that answer on serial ports)',
      collectPorts,
    )
    .option('--seconds <n>', 'for how long (default: until Ctrl-C)', readSeconds)
    .addOption(new Option('--speed <n>', 'of simulated bands that run faster').default(1).argParser(readSharedSpeed))
    .option('--json', 'one JSON document a line: each band each second, then the summary')
    .action(run);
  return withExamples(
    command,
    [
      'limber monitor',
      'limber monitor --port thigh=/dev/ttyACM0 --port shank=/dev/ttyACM1',
      'limber monitor --seconds 60 --json > minute.jsonl',
    ],
    '0 done, 1 failed, or a band never answered, 2 bad arguments',
  );
}

async function run(options: MonitorOptions): Promise<void> {
  const { port, speed } = options;
  const timeline = wallTimeline(speed);
  const bands = port ?? (await portsInReach());
  await withReach(options, timeline, (reach) => watchBands(options, bands, reach, timeline));
}

async function watchBands(
  { seconds, json }: MonitorOptions,
  bands: readonly BandChoice[],
  reach: Reach,
  timeline: Timeline,
): Promise<void> {
  const links = await openBands(bands, reach);
  const ending = awaitEnding(EXIT.failed);
  const live = liveText(process.stdout);
  const show = (states: readonly MonitorState[], nowMs: number): void => {
    if (json) for (const state of states) printLine(monitorDocument(state, nowMs));
    else if (process.stdout.isTTY) live.show(monitorTable(states, nowMs));
    else live.show(states.map((state) => monitorLine(state, nowMs)));
  };
  if (!json && seconds === undefined) say('Ctrl-C ends it');
  const monitor = monitorBands({ links, timeline, onSecond: show });
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const cancel = seconds === undefined ? () => {} : timeline.after(1000 * seconds + HALF_SECOND_MS, resolve);
  try {
    await Promise.race([over, ending.wish, readerGone()]);
  } finally {
    cancel();
    await monitor.close();
    live.end();
    ending.release();
  }
  const [states, nowMs] = [monitor.states(), monitor.nowMs()];
  if (json) printLine(monitorSummaryDocument(states, nowMs));
  else for (const line of monitorSummary(states, nowMs)) process.stdout.write(`${line}\n`);
  if (states.some(({ hello }) => hello === null)) process.exitCode = EXIT.failed;
}

/** The last second is to be seen too. */
const HALF_SECOND_MS = 500;

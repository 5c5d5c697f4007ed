import { Command, Option } from 'commander';
import { openSerialLink } from '../connect/serial/serial-link.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { openStore } from '../records/store.ts';
import { runCalibration } from '../tools/calibration-run.ts';
import { calibrateFleet, type FleetCalibrationParts } from '../tools/fleet-calibrate.ts';
import { readSharedSpeed } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { readOperator } from './calibrate.ts';
import { showGuide } from './calibrate-guide.ts';
import { say } from './console.ts';
import { awaitEnding, type Ending } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { type FleetOptions, openFleetPlace, readAtOnce, withFleetOptions } from './fleet-place.ts';
import { reportFleet } from './fleet-show.ts';
import { withExamples } from './help.ts';
import { recordsDirectory } from './records-directory.ts';

interface FleetCalibrateOptions extends FleetOptions {
  readonly operator: string;
  readonly places: number;
  readonly again?: true;
  readonly data?: string;
  readonly speed: number;
}

export function fleetCalibrateCommand(): Command {
  const command = new Command('calibrate')
    .summary('calibrate all bands of one holder through one sequence of poses')
    .description(
      'Takes the motion bands of a list that answer and are not calibrated yet, as many as the holder has places, and leads you once through rest and poses for all of them. Each is judged for itself: who is refused is named with the reason, the others keep their calibration. Put in the next ones and run it again until none is left.',
    )
    .addOption(
      new Option('--operator <name>', 'who calibrates, for the records').argParser(readOperator).makeOptionMandatory(),
    )
    .addOption(new Option('--places <n>', 'bands that the holder takes').default(16).argParser(readAtOnce))
    .option('--again', 'also bands that are calibrated already')
    .option('--data <dir>', "the gateway's data directory, for the records")
    .addOption(new Option('--speed <n>', 'of simulated bands').default(1).argParser(readSharedSpeed))
    .action(calibrate);
  return withExamples(withFleetOptions(command), [
    'limber fleet calibrate bands.csv --operator "A. Example"',
    'limber fleet calibrate bands.csv --operator "A. Example" --places 8 --data ~/.local/share/limber/gateway --json',
  ]);
}

async function calibrate(path: string, options: FleetCalibrateOptions): Promise<void> {
  const { operator, places, again = false, json = false, speed, data } = options;
  const place = openFleetPlace(path, options);
  const ending = awaitEnding(EXIT.failed);
  try {
    const width = Math.max(...place.rows.map(({ label }) => label.length));
    const bandTime = wallTimeline(speed);
    const parts: FleetCalibrationParts = {
      // Ports are opened in real time: however fast simulated bands live, a machine needs its moment.
      timeline: wallTimeline(),
      bandTime,
      openLink: (port) => openSerialLink({ path: port, timeline: wallTimeline() }),
      progress: place.progress,
      operator,
      again,
      places,
      openStore: (simulated) => {
        if (!simulated && speed !== 1) throw badArgument('Real bands know one speed: leave --speed out.');
        const directory = data ?? recordsDirectory(simulated ? 'simulation' : 'gateway');
        return openStore(directory, { simulated, wallMs: Date.now });
      },
      lead: guided(bandTime, ending),
      onEnd: ({ row, outcome, words }) =>
        say(`${row.label.padEnd(width)}  ${outcome === 'failed' ? 'REFUSED' : outcome}: ${words}`),
    };
    const ends = await calibrateFleet(place.rows, parts);
    const leftIsMeant = ends.some(({ outcome }) => outcome === 'done');
    reportFleet({ job: 'calibrate', list: path, ends, json, ending, leftIsMeant });
  } finally {
    place.close();
    ending.release();
  }
}

const guided =
  (timeline: ReturnType<typeof wallTimeline>, ending: Ending): FleetCalibrationParts['lead'] =>
  async (sensors, rows) => {
    const guide = showGuide(rows.map(({ label }) => label));
    try {
      const run = runCalibration({ sensors, timeline, onEvent: guide.tell, onTurn: guide.show });
      ending.wish.then(run.end);
      return await run.done;
    } finally {
      guide.end();
    }
  };

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { PLACEMENTS } from '../../protocol/placement.ts';
import { type BandChoice, rememberBands } from '../worn-bands.ts';
import { readSharedSpeed, readWhole } from './arguments.ts';
import { printLine, say } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { pace } from './pace.ts';
import { recordsDirectory } from './records-directory.ts';
import { loadSimulator } from './simulation.ts';

/** By which a host can reach them: rows of sim/serve-world.ts. */
const WAYS = ['serial', 'h4', 'bluez'] as const;

interface SimOptions {
  readonly serve: (typeof WAYS)[number];
  readonly seed: number;
  readonly speed: number;
  readonly fresh?: boolean;
  readonly turned?: number;
}

export function simCommand(): Command {
  const command = new Command('sim')
    .summary('run the simulated devices in a process of their own')
    .description(
      'Run a simulated patient with two motion bands and one TENS unit in a process of its own. Prints one JSON line with the addresses, and keeps flash and clock while hosts come and go.',
    )
    .addOption(new Option('--serve <how>', 'how they are offered').choices(WAYS).default('serial'))
    .addOption(new Option('--seed <n>', 'seed of everything').default(1).argParser(readWhole))
    .addOption(
      new Option('--speed <n>', 'simulated time against real time; give the host the same')
        .default(1)
        .argParser(readSharedSpeed),
    )
    .option('--fresh', 'the stim band has no keys yet: enrol it with limber enrol')
    .addOption(new Option('--turned <n>', TURNED_HELP).argParser(readBands))
    .action(serve);
  return withExamples(command, [
    'limber sim --serve serial --seed 3',
    'limber sim --serve serial --turned 3                bands to be calibrated',
    'limber run --link serial --port thigh=<port> --port shank=<port> --port <port>',
    'limber sim --serve h4                               behind a virtual Bluetooth adapter: run --link noble --hci <at>',
    'limber sim --serve bluez                            behind a bluetoothd: DBUS_SYSTEM_BUS_ADDRESS=<at> limber run --link bluez',
  ]);
}

async function serve({ serve: way, seed, speed, fresh = false, turned }: SimOptions): Promise<void> {
  const { createVirtualClock, serveWorld } = await loadSimulator();
  const ending = awaitEnding(EXIT.failed);
  const folder = mkdtempSync(join(tmpdir(), 'limber-sim-'));
  try {
    const clock = createVirtualClock(Date.now());
    const plan = { clock, seed, speed, folder, fresh, serve: way };
    const { close, ...reached } = await serveWorld({ ...plan, ...(turned === undefined ? {} : { turned }) });
    rememberServed(reached.devices);
    printLine({ serve: way, seed, simulated: true, ...reached });
    say('Ctrl-C ends the simulated devices');
    await pace(clock, speed, ending.asked).finally(close);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    ending.release();
  }
}

/** So that limber run --link needs no --port. */
function rememberServed(devices: readonly { readonly port: string; readonly placement: string }[]): void {
  const bands = devices.map(({ port: address, placement }): BandChoice => {
    const worn = PLACEMENTS.find((one) => one === placement);
    return worn ? { address, placement: worn } : { address };
  });
  try {
    rememberBands(recordsDirectory('simulation'), bands);
  } catch {
    say('Who wears which band could not be kept: name the bands to limber run with --port.');
  }
}

const TURNED_HELP =
  'instead of the patient, 1 to 9 motion bands in a holder that a hand turns through poses: for limber calibrate';

function readBands(text: string): number {
  const bands = readWhole(text);
  if (bands < 1 || bands > PLACEMENTS.length)
    throw new InvalidArgumentError(`The holder has room for 1 to ${PLACEMENTS.length} bands.`);
  return bands;
}

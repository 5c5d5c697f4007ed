import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { readSharedSpeed, readWhole } from './arguments.ts';
import { printLine, say } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { pace } from './pace.ts';
import { loadSimulator } from './simulation.ts';

interface SimOptions {
  readonly serve: 'serial';
  readonly seed: number;
  readonly speed: number;
  readonly fresh?: boolean;
}

export function simCommand(): Command {
  const command = new Command('sim')
    .summary('run the simulated devices in a process of their own')
    .description(
      'Run a simulated patient with two motion bands and one TENS unit in a process of its own. Prints one JSON line with the addresses, and keeps flash and clock while hosts come and go.',
    )
    .addOption(new Option('--serve <how>', 'how they are offered').choices(['serial']).default('serial'))
    .addOption(new Option('--seed <n>', 'seed of everything').default(1).argParser(readWhole))
    .addOption(
      new Option('--speed <n>', 'simulated time against real time; give the host the same')
        .default(1)
        .argParser(readSharedSpeed),
    )
    .option('--fresh', 'the stim band has no keys yet: enrol it with limber enrol')
    .action(serve);
  return withExamples(command, [
    'limber sim --serve serial --seed 3',
    'limber run --link serial --port thigh=<port> --port shank=<port> --port <port>',
  ]);
}

async function serve({ seed, speed, fresh = false }: SimOptions): Promise<void> {
  const { createVirtualClock, serveWorld } = await loadSimulator();
  const ending = awaitEnding(EXIT.failed);
  const folder = mkdtempSync(join(tmpdir(), 'limber-sim-'));
  try {
    const clock = createVirtualClock(Date.now());
    const world = await serveWorld({ clock, seed, speed, folder, fresh });
    printLine({ serve: 'serial', seed, simulated: true, devices: world.devices });
    say('Ctrl-C ends the simulated devices');
    await pace(clock, speed, ending.asked).finally(world.close);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    ending.release();
  }
}

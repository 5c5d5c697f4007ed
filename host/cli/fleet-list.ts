import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { readFirmwareManifest } from '../firmware-manifest.ts';
import { hasLinkKey } from '../keys/key-ring.ts';
import { databasePath } from '../records/directory-claim.ts';
import { openArchive } from '../records/store.ts';
import { type FleetFacts, fleetState, stateDocument, stateLines } from '../tools/fleet-state.ts';
import { askPorts } from '../tools/scan-ports.ts';
import { printJson, showProgress } from './console.ts';
import { type FleetOptions, lookAtFleet, withFleetOptions } from './fleet-place.ts';
import { withExamples } from './help.ts';

interface ListOptions extends FleetOptions {
  readonly data?: string;
  readonly look?: true;
}

export function fleetListCommand(): Command {
  const command = new Command('list')
    .summary('what is known of the bands of a list')
    .description(
      'Puts the list, what was done with it and, with --data, the keys and calibrations that a gateway has beside each other; with --look also what answers at the ports now: firmware, battery, and whatever is not as the list says. Changes nothing.',
    )
    .option('--data <dir>', "the gateway's data directory")
    .option('--look', 'ask the bands at their ports, too')
    .action(list);
  return withExamples(withFleetOptions(command), [
    'limber fleet list bands.csv',
    'limber fleet list bands.csv --look --data ~/.local/share/limber/gateway',
    'limber fleet list bands.csv --json',
  ]);
}

const ANSWER_WITHIN_MS = 3_000;

async function list(path: string, options: ListOptions): Promise<void> {
  const { data, look, json } = options;
  const { rows, progressOf } = lookAtFleet(path, options);
  const found = look ? await lookAround(rows.map(({ port }) => port)) : undefined;
  const isKnown = data === undefined ? undefined : (device: string): boolean => hasLinkKey(data, device);
  const states = fleetState(rows, { progressOf, found, isKnown, calibrations: calibrationsOf(data) });
  const manifest = readFirmwareManifest();
  if (json) printJson(stateDocument(states, manifest));
  else for (const line of stateLines(states, manifest)) process.stdout.write(`${line}\n`);
}

async function lookAround(ports: readonly string[]): Promise<FleetFacts['found']> {
  const bar = process.stderr.isTTY ? showProgress(ports.length, 'ports') : undefined;
  const onAsked = (done: number): void => bar?.update(done, '');
  const { bands } = await askPorts(ports, { timeline: wallTimeline(), withinMs: ANSWER_WITHIN_MS, onAsked });
  bar?.stop();
  const at = new Map(bands.map((band) => [band.where, band]));
  return (port) => at.get(port) ?? null;
}

function calibrationsOf(data: string | undefined): FleetFacts['calibrations'] {
  if (data === undefined || !existsSync(databasePath(data))) return [];
  const archive = openArchive(data);
  try {
    return archive.calibrations();
  } finally {
    archive.close();
  }
}

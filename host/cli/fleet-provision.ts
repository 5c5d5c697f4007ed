import { Command } from 'commander';
import { openSerialLink } from '../connect/serial/serial-link.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { readFirmwareImage } from '../tools/firmware-image.ts';
import { type FlashResult, flash } from '../tools/flash.ts';
import { flashBoard } from '../tools/flash-boards.ts';
import { firmwareFolder, readImages } from '../tools/flash-images.ts';
import { writeWhole } from '../tools/fleet-files.ts';
import type { KeyDrawer } from '../tools/fleet-keys.ts';
import { labelSheet } from '../tools/fleet-labels.ts';
import type { FleetRow } from '../tools/fleet-list.ts';
import { type ProvisionParts, provisionBand } from '../tools/fleet-provision.ts';
import { deviceOf, oneAtATime, runFleet } from '../tools/fleet-run.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { type FleetDesk, openFleetDesk } from './fleet-desk.ts';
import { type KeyOptions, openFleetKeys } from './fleet-keys.ts';
import { type FleetPlace, type FleetRunOptions, openFleetPlace, withRunOptions } from './fleet-place.ts';
import { type FleetShow, reportFleet, showFleet } from './fleet-show.ts';
import { withExamples } from './help.ts';
import { collectFiles, PASSPHRASE_HELP } from './passphrase.ts';

interface ProvisionOptions extends FleetRunOptions, KeyOptions {
  readonly keys: string;
  readonly data?: string;
}

export function fleetProvisionCommand(): Command {
  const command = new Command('provision')
    .summary('flash, name and enrol the bands of a list; make their labels')
    .description(
      'Brings every band of a list to where it can be worn: flashes those without this firmware (over their console, see limber flash --help), learns their ids, makes their keys, and has each confirmed with its button; its light shows which one. With --data the gateway of that directory knows them afterwards. Beside the list it writes <list>.filled.csv with the ids, <list>.labels.html with QR labels (A4, 24 a sheet, no secret in them) and <list>.progress.jsonl. A run that was cut off, however hard, goes on where it was. Keys travel to the bands in plain: use cables, or a room without strangers.',
    )
    .requiredOption('--keys <dir>', "where the engineer's keys are kept, encrypted; never a gateway's directory")
    .option('--data <dir>', "the gateway's data directory: it gets the link keys")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--link-passphrase-file <file>', 'another passphrase for the link keys: the one the gateway will know')
    .action(provision);
  return withExamples(withRunOptions(command, 4), [
    'limber fleet provision bands.csv --keys ~/keys',
    'limber fleet provision bands.csv --keys ~/keys --data ~/.local/share/limber/gateway --json > provisioned.json',
    'limber fleet provision bands.csv --keys ~/keys --only B-007,B-008',
  ]);
}

async function provision(path: string, options: ProvisionOptions): Promise<void> {
  const { data, keys: folder, atOnce, again = false, json = false } = options;
  const place = openFleetPlace(path, options);
  const desk = data === undefined ? undefined : openFleetDesk(data);
  const ending = awaitEnding(EXIT.failed);
  let show: FleetShow | undefined;
  try {
    const images = firmwareFolder();
    const keys = await openFleetKeys(folder, options);
    show = showFleet(place.rows, ending);
    const parts = partsOf(place, keys, show, desk, images);
    const ends = await runFleet({
      job: 'provision',
      rows: place.rows,
      progress: place.progress,
      atOnce,
      again,
      work: (row) => provisionBand(row, parts),
      onEnd: (end) => {
        show?.end(end);
        place.writeFilled();
      },
      isOver: ending.asked,
    });
    show.stop();
    reportFleet({ job: 'provision', list: path, ends, json, ending, files: writeFiles(place) });
  } finally {
    show?.stop();
    desk?.close();
    place.close();
    ending.release();
  }
}

function partsOf(
  place: FleetPlace,
  keys: KeyDrawer,
  { hand }: FleetShow,
  desk: FleetDesk | undefined,
  images: string,
): ProvisionParts {
  const timeline = wallTimeline();
  return {
    timeline,
    openLink: (port) => openSerialLink({ path: port, timeline }),
    progress: place.progress,
    keys,
    gateway: desk && { open: desk.open, keep: (linkKey) => void desk.register().enrolBand(linkKey) },
    firmware: { motion: readFirmwareImage('motion', images), stim: readFirmwareImage('stim', images) },
    flash: (row) => flashRow(row, images),
    owners: ownersOf(place),
    hand,
    inTurn: oneAtATime(),
  };
}

const flashRow = ({ board: name, role, port }: FleetRow, folder: string): Promise<FlashResult> => {
  const board = flashBoard(name);
  const images = (chosen: 'motion' | 'stim') => readImages(chosen, false, folder);
  return flash({ port: { kind: 'serial', path: port, baud: board.baud }, board, role, images, force: false });
};

const ownersOf = ({ all, progress }: FleetPlace): Map<string, string> =>
  new Map(
    all.flatMap((row): [string, string][] => {
      const device = deviceOf(row, progress);
      return device && !progress.of(row.label).retired ? [[device, row.label]] : [];
    }),
  );

/** Of every band that has said its id. */
function writeFiles(place: FleetPlace): Record<string, string> {
  const filled = place.writeFilled();
  const labelled = place.known().filter(({ device, label }) => device !== '' && !place.progress.of(label).retired);
  const labels = `${place.stem}.labels.html`;
  writeWhole(labels, labelSheet(labelled, `Labels of ${place.name}`));
  return { list: filled, labels, progress: `${place.stem}.progress.jsonl` };
}

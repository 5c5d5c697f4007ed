import { Command } from 'commander';
import { openSerialLink } from '../connect/serial/serial-link.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { readFirmwareImage } from '../tools/firmware-image.ts';
import { runFleet } from '../tools/fleet-run.ts';
import { updateInFleet } from '../tools/fleet-update.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { fleetLinkKeys, linkPassphrases } from './fleet-desk.ts';
import { type FleetRunOptions, openFleetPlace, withRunOptions } from './fleet-place.ts';
import { type FleetShow, reportFleet, showFleet } from './fleet-show.ts';
import { withExamples } from './help.ts';
import { collectFiles, PASSPHRASE_HELP } from './passphrase.ts';

interface FleetUpdateOptions extends FleetRunOptions {
  readonly firmware?: string;
  readonly data?: string;
  readonly passphraseFile?: readonly string[];
}

export function fleetUpdateCommand(): Command {
  const command = new Command('update')
    .summary('give the bands of a list the newer firmware of this host')
    .description(
      'Updates every band of a list over its own service, several at a time, as limber update does with one: each waits for its button, its light shows which one. A band in a session is left alone and named. Nothing is sent twice: a run that was cut off goes on where it was, within a band too.',
    )
    .option('--firmware <folder>', 'firmware/dist of another build than this one')
    .option('--data <dir>', "the gateway's data directory, which holds the bands' link keys")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .action(update);
  return withExamples(withRunOptions(command, 4), [
    'limber fleet update bands.csv',
    'limber fleet update bands.csv --at-once 8 --data ~/.local/share/limber/gateway --json > updated.json',
  ]);
}

async function update(path: string, options: FleetUpdateOptions): Promise<void> {
  const { firmware, data, passphraseFile, atOnce, again = false, json = false } = options;
  const images = { motion: readFirmwareImage('motion', firmware), stim: readFirmwareImage('stim', firmware) };
  const place = openFleetPlace(path, options);
  const ending = awaitEnding(EXIT.failed);
  let show: FleetShow | undefined;
  try {
    const passphrases = await linkPassphrases(passphraseFile);
    show = showFleet(place.rows, ending);
    const { hand, share: onShare, end: onEnd } = show;
    const timeline = wallTimeline();
    const openLink = (port: string) => openSerialLink({ path: port, timeline });
    const linkKeyOf = fleetLinkKeys(data, passphrases);
    const { progress, rows } = place;
    const job = `update ${images.motion.version}` as const;
    const parts = { timeline, openLink, progress, hand, images, linkKeyOf, onShare };
    const work = (row: (typeof rows)[number]) => updateInFleet(row, parts);
    const ends = await runFleet({ job, rows, progress, atOnce, again, work, onEnd, isOver: ending.asked });
    show.stop();
    reportFleet({ job, list: path, ends, json, ending });
  } finally {
    show?.stop();
    place.close();
    ending.release();
  }
}

import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { openSerialLink } from '../connect/serial/serial-link.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import type { KeyDrawer } from '../tools/fleet-keys.ts';
import type { FleetRow } from '../tools/fleet-list.ts';
import type { FleetProgress } from '../tools/fleet-progress.ts';
import { type RetirementDesk, type RetireParts, reassignBand, retireBand } from '../tools/fleet-retire.ts';
import { runFleet } from '../tools/fleet-run.ts';
import { readPseudonym } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { type FleetDesk, linkPassphrases, openFleetDesk } from './fleet-desk.ts';
import { type KeyOptions, openFleetKeys } from './fleet-keys.ts';
import { type FleetOptions, openFleetPlace, withFleetOptions } from './fleet-place.ts';
import { type FleetShow, reportFleet, showFleet } from './fleet-show.ts';
import { withExamples } from './help.ts';
import { collectFiles, givenPassphrases, PASSPHRASE_HELP } from './passphrase.ts';

interface RetireOptions extends FleetOptions, KeyOptions {
  readonly all?: true;
  readonly reassign?: string;
  readonly keys?: string;
  readonly data?: string;
  readonly yes?: true;
}

export function fleetRetireCommand(): Command {
  const command = new Command('retire')
    .summary('wipe bands, and take them from the gateway or give them to somebody else')
    .description(
      'Has the bands named forget keys, prescription, calibration and log, confirmed with the button of each; takes their link keys from the gateway and from --keys. What was recorded with them stays, and the act is in the audit chain. A stim band keeps its rests, dose account and faults: they are about skin, not about a name. With --reassign one band gets new keys and another person instead.',
    )
    .option('--all', 'every band of the list')
    .addOption(new Option('--reassign <person>', 'pseudonym of who gets it; needs --keys').argParser(readPseudonym))
    .option('--keys <dir>', "where the engineer's keys are kept")
    .option('--data <dir>', "the gateway's data directory")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--link-passphrase-file <file>', 'the passphrase of the link keys, where it is another one')
    .option('--yes', 'do not ask; needed where nobody can be asked')
    .action(retire);
  return withExamples(withFleetOptions(command), [
    'limber fleet retire bands.csv --only B-007 --keys ~/keys --data ~/.local/share/limber/gateway',
    'limber fleet retire bands.csv --only B-007 --reassign p-18 --keys ~/keys --data ~/.local/share/limber/gateway',
    'limber fleet retire bands.csv --all --yes --json',
  ]);
}

function refuseContradictions({ only, all, reassign, keys }: RetireOptions): void {
  if (!only && !all) throw badArgument('--only names the bands to be wiped; --all wipes every band of the list.');
  if (only && all) throw badArgument('--only and --all contradict each other.');
  if (reassign !== undefined && !keys) throw badArgument('--reassign makes new keys: --keys says where they are kept.');
}

async function retire(path: string, options: RetireOptions): Promise<void> {
  refuseContradictions(options);
  const { reassign, keys: folder, data, passphraseFile, json = false } = options;
  const place = openFleetPlace(path, options);
  let desk: FleetDesk | undefined;
  const ending = awaitEnding(EXIT.failed);
  let show: FleetShow | undefined;
  try {
    const { rows, progress } = place;
    if (reassign !== undefined && rows.length !== 1)
      throw badArgument('--reassign gives one band to one person: name it with --only.');
    await confirm(rows, options);
    const keys = folder === undefined ? undefined : await openFleetKeys(folder, options);
    // Its keys are read at the gateway only where the engineer's are not at hand.
    desk = openFleetDesk(data, keys ? givenPassphrases(passphraseFile) : await linkPassphrases(passphraseFile));
    show = showFleet(rows, ending);
    const parts = partsOf(desk, show, progress, keys);
    const ends = await runFleet({
      job: reassign === undefined ? 'retire' : `reassign ${reassign}`,
      rows,
      progress,
      // One after the other: what is wiped is wiped on purpose.
      atOnce: 1,
      again: false,
      work: (row) => (reassign === undefined ? retireBand(row, parts) : reassignBand(row, reassign, parts)),
      onEnd: show.end,
      isOver: ending.asked,
    });
    show.stop();
    const job = reassign === undefined ? 'retire' : 'reassign';
    reportFleet({ job, list: path, ends, json, ending, files: { list: place.writeFilled() } });
  } finally {
    show?.stop();
    desk?.close();
    place.close();
    ending.release();
  }
}

function partsOf(
  { register, open, linkKeyOf }: FleetDesk,
  { hand }: FleetShow,
  progress: FleetProgress,
  keys: KeyDrawer | undefined,
): RetireParts {
  const timeline = wallTimeline();
  const forget = (device: string, person: string): void => register().retireBand(device, person);
  const keep: RetirementDesk['keep'] = (linkKey, person) => register().reassignBand(linkKey, person);
  return {
    timeline,
    openLink: (port) => openSerialLink({ path: port, timeline }),
    progress,
    hand,
    keys,
    gateway: { open, linkKeyOf, forget, keep },
  };
}

const SHOWN = 8;

/** @throws LimberError cli/bad-argument where nobody says yes */
async function confirm(rows: readonly FleetRow[], { yes, reassign }: RetireOptions): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw badArgument('Bands are wiped only where somebody says so: --yes.');
  const names = rows
    .slice(0, SHOWN)
    .map(({ label }) => label)
    .join(', ');
  const more = rows.length > SHOWN ? ` and ${rows.length - SHOWN} more` : '';
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const nobody = new AbortController();
  for (const event of ['SIGINT', 'close'] as const) prompt.on(event, () => nobody.abort());
  try {
    const what = reassign === undefined ? 'Wipe' : `Wipe and give to ${reassign}:`;
    const question = `${what} ${names}${more}? Type yes: `;
    const answer = await prompt.question(question, { signal: nobody.signal }).catch(() => '');
    if (answer.trim().toLowerCase() !== 'yes') throw badArgument('Nothing was done.');
  } finally {
    prompt.close();
  }
}

import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import type { Reach } from '../connect/reach.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { type FirmwareImage, readFirmwareImage } from '../tools/firmware-image.ts';
import { PRESS_WITHIN_MS, type UpdateOutcome, updateBand } from '../tools/update.ts';
import { readDeviceId } from './arguments.ts';
import { type Progress, printJson, say, showProgress } from './console.ts';
import { showCountdown } from './countdown.ts';
import { withExamples } from './help.ts';
import { linkKeysOf } from './link-keys.ts';
import { collectFiles, PASSPHRASE_HELP } from './passphrase.ts';
import { type ReachOptions, withReach, withReachOptions } from './reach-options.ts';

interface UpdateOptions extends ReachOptions {
  readonly device: string;
  readonly port: string;
  readonly role?: 'motion' | 'stim';
  readonly firmware?: string;
  readonly data?: string;
  readonly passphraseFile?: readonly string[];
  readonly json?: true;
}

export function updateCommand(): Command {
  const command = withReachOptions(new Command('update'))
    .summary('give a band the newer firmware of this host, over its own service')
    .description(
      'Sends a release to a band that was enrolled, has a hand confirm it with the button, waits for the band to start it and tells the band that it works. A new firmware that does not begin, or is not told so, gives way to the one before. Nothing is sent twice: an update that was interrupted goes on where it was. Back to an older version only a cable leads: limber flash.',
    )
    .addOption(
      new Option('--device <id>', 'id of the band, as it says it').argParser(readDeviceId).makeOptionMandatory(),
    )
    .requiredOption('--port <address>', "the band's serial port or Bluetooth address")
    .addOption(new Option('--role <role>', 'which band it must be').choices(['motion', 'stim']))
    .option('--firmware <folder>', 'firmware/dist of another build than this one')
    .option('--data <dir>', "the gateway's data directory, which holds the band's link key")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--json', 'print one JSON document')
    .action(update);
  return withExamples(command, [
    'limber update --device d4f9e8b1-5c2a1b0e --port /dev/ttyACM0',
    'limber update --device d4f9e8b1-5c2a1b0e --port /dev/ttyACM0 --role stim --json --data ~/.local/share/limber/gateway',
  ]);
}

async function update(options: UpdateOptions): Promise<void> {
  const timeline = wallTimeline();
  await withReach(options, timeline, (reach) => updateAt(options, reach, timeline));
}

async function updateAt(options: UpdateOptions, reach: Reach, timeline: Timeline): Promise<void> {
  // Everything that can be wrong without a band is said before one is touched.
  const images = options.role ? { [options.role]: readFirmwareImage(options.role, options.firmware) } : {};
  const keys = new Map<string, Uint8Array>();
  const connection = connectDevice(await reach.open(options.port), {
    // A motion band opens no seals: what it must believe carries a tag.
    linkKey: ({ role, deviceId }) => (role === 'ROLE_STIM' ? keys.get(deviceId) : undefined),
  });
  try {
    const hello = await greet(connection, timeline);
    const role = roleOf(hello, options);
    const image = images[role] ?? readFirmwareImage(role, options.firmware);
    const linkKey = await linkKeyFor(hello, options);
    keys.set(hello.deviceId, linkKey);
    report(await bring({ connection, timeline, hello, image, linkKey }), image, options);
  } finally {
    await connection.close();
  }
}

function roleOf({ deviceId, role }: Hello, { device, role: wanted }: UpdateOptions): 'motion' | 'stim' {
  const wrong = (message: string): LimberError => new LimberError('update/wrong-band', message);
  if (deviceId !== device) throw wrong(`The band at this port is ${deviceId}, not ${device}.`);
  const found = role === 'ROLE_STIM' ? 'stim' : 'motion';
  if (wanted && wanted !== found) throw wrong(`${deviceId} is a ${found} band, not a ${wanted} band.`);
  return found;
}

/** @throws LimberError update/no-key */
async function linkKeyFor(hello: Hello, options: UpdateOptions): Promise<Uint8Array> {
  const found = await linkKeysOf(options)(hello);
  if ('key' in found) return found.key;
  throw new LimberError('update/no-key', found.refused);
}

interface Bringing {
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly hello: Hello;
  readonly image: FirmwareImage;
  readonly linkKey: Uint8Array;
}

async function bring(params: Bringing): Promise<UpdateOutcome> {
  const { image, timeline } = params;
  const countdown = showCountdown(timeline);
  let progress: Progress | undefined;
  const endBar = (): void => {
    progress?.stop();
    progress = undefined;
  };
  try {
    return await updateBand({
      ...params,
      onProgress: (received, resumedFrom) => {
        progress ??= showProgress(image.bytes.length, 'bytes');
        progress.update(received, resumedFrom > 0 ? `went on at ${resumedFrom}` : '');
      },
      onAsked: () => {
        endBar();
        countdown.begin(`Press the button on the band: it then starts firmware ${image.version}`, PRESS_WITHIN_MS);
      },
      onInstalling: () => {
        countdown.end();
        say('The band starts the new firmware');
      },
    });
  } finally {
    endBar();
    countdown.end();
  }
}

const hashText = (hash: number): string => hash.toString(16).padStart(8, '0');

function report({ before, after, resumedFrom }: UpdateOutcome, image: FirmwareImage, { json }: UpdateOptions): void {
  const said = ({ firmwareVersion, firmwareHash }: Hello): object => ({
    version: firmwareVersion,
    hash: hashText(firmwareHash),
  });
  const { deviceId, board, simulated } = after;
  if (json) {
    const sizes = { bytes: image.bytes.length, resumed_from: resumedFrom };
    printJson({
      device: deviceId,
      role: image.role,
      board,
      simulated,
      before: said(before),
      after: said(after),
      ...sizes,
    });
    return;
  }
  const { firmwareVersion: from, firmwareHash: fromHash } = before;
  const { firmwareVersion: to, firmwareHash: toHash } = after;
  say(
    `${deviceId}: firmware ${from} (${hashText(fromHash)}) before, ${to} (${hashText(toHash)}) now, and told to keep it`,
  );
}

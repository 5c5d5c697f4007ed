import { Command, Option } from 'commander';
import type { ConsolePort } from '../tools/espruino-messages.ts';
import { type FlashProgress, type FlashResult, flash } from '../tools/flash.ts';
import { FLASH_BOARD_NAMES, type FlashBoard, type FlashBoardName, flashBoard } from '../tools/flash-boards.ts';
import { type FirmwareRole, firmwareFolder, readImages } from '../tools/flash-images.ts';
import { RECOVERY } from '../tools/flash-recovery.ts';
import { badArgument } from './bad-argument.ts';
import { type Progress, printJson, say, showProgress } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';

interface FlashOptions {
  readonly device: FlashBoardName;
  readonly port: string;
  readonly role?: FirmwareRole;
  readonly dev?: true;
  readonly baud?: number;
  readonly force?: true;
  readonly forgetLog?: true;
  readonly json?: true;
}

export function flashCommand(): Command {
  const command = new Command('flash')
    .summary('put firmware on a band over its console')
    .description(
      "Puts this version's firmware on a board with an Espruino interpreter, over its console: serial port, TCP or Bluetooth. It goes into the slot that is not in use, every file is read back by length and CRC-32, and only then the band changes over: until that moment it starts what it had. Keys, calibration, boot number, configuration and a session's account stay. Without --role the band keeps the role it has; a fresh one becomes a motion band. Release firmware keeps its console closed, so a band that has it must be started without it:\n\n" +
        FLASH_BOARD_NAMES.map((name) => `  ${name.padEnd(8)} ${flashBoard(name).startBare}.`).join('\n'),
    )
    .addOption(
      new Option('--device <board>', 'the board that is there').choices(FLASH_BOARD_NAMES).makeOptionMandatory(),
    )
    .requiredOption('--port <port>', 'serial path, tcp://host:port, or the name the board has over Bluetooth')
    .addOption(new Option('--role <role>', 'what the band is to be').choices(['motion', 'stim']))
    .option('--dev', 'the development build: its console stays open; never for a band that is worn')
    .addOption(new Option('--baud <n>', 'speed of a serial console behind an adapter').argParser(readBaud))
    .option('--force', 'change the role of a band; remove start files of another program')
    .option('--forget-log', 'if its flash is too full: give up what it measured while nobody listened')
    .option('--json', 'print one JSON document')
    .action(run);
  return withExamples(command, [
    'limber flash --device xiao --port /dev/ttyACM0 --role stim',
    'limber flash --device puck --port "Puck.js 1a2b"',
    'limber flash --device jolt --port tcp://192.168.1.20:2323 --dev --json',
  ]).addHelpText(
    'after',
    `\nIf it is cut short while it is:\n${Object.entries(RECOVERY)
      .map(([stage, line]) => `  ${stage.padEnd(10)} ${line}`)
      .join('\n')}`,
  );
}

function readBaud(text: string): number {
  const baud = Number(text);
  if (Number.isInteger(baud) && baud >= 300 && baud <= 4_000_000) return baud;
  throw badArgument('--baud is a whole number of bits/s, such as 9600 or 115200.');
}

async function run(options: FlashOptions): Promise<void> {
  const { device, dev, role, force, forgetLog, json } = options;
  const board = flashBoard(device);
  if (role && !board.roles.includes(role)) throw badArgument(`A ${board.title} cannot be a ${role} band.`);
  const folder = firmwareFolder();
  const bar = progressBar();
  const ending = awaitEnding(EXIT.failed);
  const startedMs = performance.now();
  try {
    const result = await flash({
      port: portOf(options, board),
      board,
      role,
      images: (chosen) => readImages(chosen, dev === true, folder),
      force: force === true,
      forgetLog: forgetLog === true,
      onNote: say,
      onProgress: bar.update,
      wish: ending.wish,
    });
    bar.stop();
    report(result, options, (performance.now() - startedMs) / 1000, json);
  } finally {
    bar.stop();
    ending.release();
  }
}

function portOf({ port, baud }: FlashOptions, board: FlashBoard): ConsolePort {
  if (port.startsWith('tcp://')) {
    if (!/^tcp:\/\/[^:/]+:\d{1,5}$/.test(port)) throw badArgument('A TCP port is named tcp://host:port.');
    return { kind: 'tcp', path: port };
  }
  const isSerial = port.includes('/') || /^COM\d+$/i.test(port);
  return isSerial ? { kind: 'serial', path: port, baud: baud ?? board.baud } : { kind: 'ble', path: port };
}

/** Begun with the first byte: how much there is to send is known only then. */
function progressBar(): { readonly update: (progress: FlashProgress) => void; readonly stop: () => void } {
  let bar: Progress | undefined;
  return {
    update: ({ sentBytes, allBytes, file }) => {
      bar ??= showProgress(allBytes, 'bytes');
      bar.update(sentBytes, file);
    },
    stop: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}

function report(
  result: FlashResult,
  { device, port, dev }: FlashOptions,
  seconds: number,
  json: true | undefined,
): void {
  const { role, version, interpreter, slot, files } = result;
  if (json) {
    printJson({
      device,
      port,
      role,
      version,
      development: dev === true,
      espruino: interpreter,
      slot,
      files: files.map(({ name, bytes, crc32, written }) => ({ name, bytes, crc32, written })),
      seconds: Math.round(seconds * 10) / 10,
    });
    return;
  }
  const sent = files.filter(({ written }) => written);
  say(
    `${role} firmware ${version}${dev ? ' (development)' : ''} is in ${slot}: ${sent.length} of ${files.length} files written, all read back by length and CRC-32 (${seconds.toFixed(1)} s). The band starts it now`,
  );
}

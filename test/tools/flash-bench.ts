import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlashOrder, FlashResult } from '../../host/tools/flash.ts';
import { flash } from '../../host/tools/flash.ts';
import { type FlashBoardName, flashBoard } from '../../host/tools/flash-boards.ts';
import { type FirmwareImages, type FirmwareRole, readImages } from '../../host/tools/flash-images.ts';
import { crc32OfText } from '../../host/tools/flash-plan.ts';
import { IMAGE_FILES, IMAGES, PROVEN, RUNS, readSlotRecord, slotRecordText } from '../../protocol/slot-record.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { type ConsoleFaults, SimulatedConsole } from '../../sim/console.ts';
import { type ServedConsole, serveConsoleOnPty, serveConsoleOnTcp } from '../../sim/serve-console.ts';

export const scratch = mkdtempSync(join(tmpdir(), 'limber-flash-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Read once: `npm run firmware` in another window takes them away for a while. */
export const RELEASES = { motion: readImages('motion', false), stim: readImages('stim', false) } as const;

export const FLASH_BYTES = { puck: 40_960, xiao: 2_097_152 } as const;
/** Nothing that the tool may read, change or lose. */
export const PRIVATE_FILES = {
  'link.key': '0123456789abcdef',
  'limber.boot': '41',
  'limber.cfg': '3',
  'limber.cal': 'a calibration',
  'limber.log0': 'frames',
} as const;

export const OLD_MAIN = "/* the firmware before */var file='limber.boot';";

/** Flash of a band that runs `main` from slot a behind a loader. */
export function runningBand(main = OLD_MAIN, others: Readonly<Record<string, string>> = PRIVATE_FILES): SimulatedFlash {
  const record = [4, 0, PROVEN, main.length, crc32OfText(main), 0, 0];
  const slot = slotRecordText(record, crc32OfText);
  return createFlash(10_000_000, { ...others, '.bootcde': 'an old loader', 'limber.a': main, 'limber.slot': slot });
}

let ports = 0;

export interface Bench extends ServedConsole {
  readonly console: SimulatedConsole;
  readonly starts: () => number;
}

export interface BenchPlan {
  readonly flash: SimulatedFlash;
  readonly board?: keyof typeof FLASH_BYTES;
  readonly environment?: string;
  readonly version?: string;
  readonly faults?: Partial<ConsoleFaults>;
  readonly on?: 'pty' | 'tcp';
}

async function serveBand(plan: BenchPlan): Promise<Bench> {
  const { board = 'puck', on = 'tcp', flash: content, faults = {} } = plan;
  let starts = 0;
  const console = new SimulatedConsole({
    environment: plan.environment ?? flashBoard(board).environment,
    version: plan.version ?? '2v29',
    flash: content,
    flashBytes: FLASH_BYTES[board],
    onStart: () => starts++,
    faults,
  });
  const served =
    on === 'pty'
      ? await serveConsoleOnPty(console, join(scratch, `console-${ports++}`))
      : await serveConsoleOnTcp(console);
  return { ...served, console, starts: () => starts };
}

export interface Asked {
  readonly device?: FlashBoardName;
  readonly role?: FirmwareRole;
  readonly force?: boolean;
  readonly images?: (role: FirmwareRole) => FirmwareImages;
  readonly order?: Partial<FlashOrder>;
}

export function flashAt(
  port: string,
  { device = 'puck', role, force = false, images, order }: Asked = {},
): Promise<FlashResult> {
  return flash({
    port: port.startsWith('tcp:') ? { kind: 'tcp', path: port } : { kind: 'serial', path: port, baud: 115_200 },
    board: flashBoard(device),
    role,
    force,
    images: images ?? ((chosen) => RELEASES[chosen]),
    ...order,
  });
}

/** The image that a board would start with this flash, by the rules of its loader: the one in force, whole. */
export function imageInForce(content: SimulatedFlash): string {
  const record = readSlotRecord(content.read, crc32OfText);
  if (!record) return content.read('.bootcde') ?? '';
  const runs = record[RUNS]!;
  const image = content.read(IMAGE_FILES[runs]!) ?? '';
  const [bytes, crc] = record.slice(IMAGES + 2 * runs);
  if (image.length !== bytes || crc32OfText(image) !== crc) throw new Error('the image in force is damaged');
  return image;
}

const benches: Bench[] = [];

/** Closed by closeBands, after each test. */
export async function plugIn(plan: BenchPlan): Promise<Bench> {
  const bench = await serveBand(plan);
  benches.push(bench);
  return bench;
}

export async function closeBands(): Promise<void> {
  for (const bench of benches.splice(0)) await bench.close();
}

import { buildPart, PARTS } from '../../firmware/build/band-parts.ts';
import { buildFirmware } from '../../firmware/build/build.ts';
import { connectDevice, type DeviceConnection } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { FirmwareImage } from '../../host/tools/firmware-image.ts';
import type { FirmwareRole } from '../../host/tools/flash-images.ts';
import { type UpdateOutcome, updateBand } from '../../host/tools/update.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { IMAGE_FILES, nextSlotFile, PROVEN, type SlotRecord, slotRecordText } from '../../protocol/slot-record.ts';
import { type Air, createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { gelledSkin } from '../../sim/skin.ts';
import { passUntil } from '../virtual-time.ts';

export const LINK_KEY = Uint8Array.from({ length: 16 }, (_, i) => 13 * i + 1);
const FOUND_AGAIN_MS = 1500;
const TURN_MS = 20;

const crcOf = (text: string): number => crc32(Buffer.from(text, 'latin1'));
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const built = new Map<string, Promise<FirmwareImage>>();

/** The real firmware of a role under another version. Built once for each test file. */
export function firmware(role: FirmwareRole, version: string): Promise<FirmwareImage> {
  const name = `${role} ${version}`;
  const image =
    built.get(name) ??
    buildFirmware(role, { version }).then(({ code, hash }) => ({
      role,
      version,
      hash,
      bytes: new Uint8Array(Buffer.from(code, 'latin1')),
    }));
  built.set(name, image);
  return image;
}

export interface UpdatedBand {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  readonly air: Air;
  readonly connection: DeviceConnection;
  /** Time passes until this has settled. */
  settled<Result>(work: Promise<Result>): Promise<Result>;
  /** Greets and updates; `hand` is at the button when it is asked. */
  update(image: FirmwareImage, options?: UpdateOptions): Promise<UpdateOutcome>;
  readonly progress: number[];
}

interface UpdateOptions {
  readonly hand?: () => void;
  readonly linkKey?: Uint8Array;
  readonly onProgress?: (received: number) => void;
}

async function flashed(image: FirmwareImage): Promise<Record<string, string>> {
  const [boot, service] = await Promise.all(PARTS.map(buildPart));
  const code = text(image.bytes);
  const record: SlotRecord = [0, 0, PROVEN, code.length, crcOf(code), 0, 0];
  const file = nextSlotFile(record);
  return {
    '.bootcde': boot!.code,
    'limber.srv': service!.code,
    [IMAGE_FILES[0]!]: code,
    [file]: slotRecordText(record, crcOf),
  };
}

/** A band that was flashed with the real firmware of this version, and enrolled. */
export async function flashedBand(role: FirmwareRole, version: string, lossShare = 0.005): Promise<UpdatedBand> {
  const image = await firmware(role, version);
  const clock = createVirtualClock();
  const random = seededRandom(11);
  const air = createAir('band', clock, { ...HOME_AIR, lossShare }, random.fork('air'));
  const kind = role === 'stim' ? 'xiao' : 'puck';
  const keys = { 'link.key': text(LINK_KEY), ...(role === 'stim' ? { 'prescription.key': text(LINK_KEY) } : {}) };
  const flash = createFlash(BOARD_KINDS[kind].flashBytes, { ...(await flashed(image)), ...keys });
  const still = { readRaw: (_: number, into: Int16Array) => void into.set([0, 0, 0, 0, 0, 8192]) };
  const board = createBoard({
    bundle: '',
    board: kind,
    clock,
    seed: 5,
    flash,
    radio: { notify: air.notify, vanish: () => air.dropOut(FOUND_AGAIN_MS) },
    ...(role === 'stim' ? { skin: gelledSkin(random.fork('skin')) } : { imu: still }),
  });
  air.attach(board);
  const keyOf: { now: Uint8Array } = { now: LINK_KEY };
  const connection = connectDevice(air.link, {
    linkKey: (hello) => (hello.role === 'ROLE_STIM' ? keyOf.now : undefined),
  });
  const settled: UpdatedBand['settled'] = (work) => passUntil(clock, work, TURN_MS);
  const progress: number[] = [];
  const press = (): void => void clock.after(1500, () => board.pressButton());
  const update: UpdatedBand['update'] = async (newer, { hand = press, linkKey = LINK_KEY, onProgress } = {}) => {
    keyOf.now = linkKey;
    await settled(greet(connection, clock));
    const hello = connection.hello()!;
    return settled(
      updateBand({
        connection,
        timeline: clock,
        linkKey,
        hello,
        image: newer,
        onAsked: hand,
        onInstalling: () => {},
        onProgress: (received) => {
          progress.push(received);
          onProgress?.(received);
        },
      }),
    );
  };
  return { clock, board, flash, air, connection, settled, update, progress };
}

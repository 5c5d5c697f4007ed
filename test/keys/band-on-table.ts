import { connectDevice, type DeviceConnection } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { enrolBand } from '../../host/keys/band-enrolment.ts';
import type { Link } from '../../protocol/link.ts';
import type { Hello } from '../../protocol/message.ts';
import { createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { readFirmwareBundle } from '../../sim/firmware-bundle.ts';
import { seededRandom } from '../../sim/random.ts';
import { gelledSkin } from '../../sim/skin.ts';
import { passUntil } from '../virtual-time.ts';

export const OLD_KEYS = { link: new Uint8Array(16).fill(0x11), prescription: new Uint8Array(16).fill(0x22) };
export const NEW_KEYS = { link: new Uint8Array(16).fill(0x33), prescription: new Uint8Array(16).fill(0x44) };
const TURN_MS = 50;

/** A stim band with the built firmware and its own button, in virtual time. */
export interface BandOnTable {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  /** The way to the band, for who changes what travels on it. */
  readonly link: Link;
  /** A connection that seals with this key. */
  connect(linkKey: Uint8Array): DeviceConnection;
  /** Lets time pass until this has settled. */
  settled<Result>(work: Promise<Result>): Promise<Result>;
  /** Offers the new keys; `onAsked` is a hand at the band. */
  enrol(onAsked?: () => void): Promise<Hello>;
}

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export function bandOnTable(keys: typeof OLD_KEYS | null): BandOnTable {
  const clock = createVirtualClock();
  const random = seededRandom(7);
  const air = createAir('band', clock, HOME_AIR, random.fork('air'));
  const stored = keys ? { 'link.key': text(keys.link), 'prescription.key': text(keys.prescription) } : {};
  const flash = createFlash(BOARD_KINDS.xiao.flashBytes, stored);
  const board = createBoard({
    bundle: readFirmwareBundle('stim'),
    board: 'xiao',
    clock,
    seed: 5,
    flash,
    radio: { notify: air.notify },
    skin: gelledSkin(random.fork('skin')),
  });
  air.attach(board);
  const connect = (linkKey: Uint8Array): DeviceConnection => connectDevice(air.link, { linkKey: () => linkKey });
  const settled: BandOnTable['settled'] = (work) => passUntil(clock, work, TURN_MS);
  const enrol = async (onAsked = (): void => {}): Promise<Hello> => {
    const connection = connect(NEW_KEYS.link);
    await settled(greet(connection, clock));
    const { link: linkKey, prescription: prescriptionKey } = NEW_KEYS;
    return settled(enrolBand({ connection, timeline: clock, linkKey, prescriptionKey, onAsked }));
  };
  return { clock, board, flash, link: air.link, connect, settled, enrol };
}

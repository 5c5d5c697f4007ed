import { connectDevice, type DeviceConnection } from '../../host/connect/device-connection.ts';
import { openNoble } from '../../host/connect/noble/noble-transport.ts';
import type { Transport } from '../../host/connect/transport.ts';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { type AirPlan, HOME_AIR } from '../../sim/air.ts';
import type { BoardName } from '../../sim/board/board-kinds.ts';
import type { SimulatedFlash } from '../../sim/board/flash.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { createController, type HciController } from '../../sim/radio/hci-controller.ts';
import { peripheralOf, type RadioPeripheral } from '../../sim/radio/peripheral.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { gelledSkin } from '../../sim/skin.ts';
import { placeDevice, type SimulatedDevice } from '../../sim/world.ts';
import { type InProcessRadio, inProcessRadio } from '../connect/noble/in-process-radio.ts';
import { passUntil } from '../virtual-time.ts';
import { DoseWatch } from './dose-watch.ts';
import { LinkAccount } from './link-account.ts';
import { SampleTape } from './sample-tape.ts';
import { type StallingTimeline, stallingTimeline } from './stalling-timeline.ts';

export interface SoakBand {
  readonly placement: Placement | 'knee';
  readonly board: BoardName;
  readonly device: SimulatedDevice;
  readonly peripheral: RadioPeripheral;
  readonly connection: DeviceConnection;
  readonly account: LinkAccount;
  /** What its sensor gave; a stim band has none. */
  readonly tape: SampleTape | undefined;
  /** May be changed while it runs. */
  readonly air: { lossShare: number };
}

/** Bands about a virtual adapter, and the real library on it. */
export interface Room {
  readonly clock: VirtualClock;
  /** The host's time. */
  readonly timeline: StallingTimeline;
  readonly controller: HciController;
  readonly bands: readonly SoakBand[];
  readonly dose: DoseWatch;
  readonly failures: string[];
  /** What lies in the flash of all bands: on the heap only because they are simulated. */
  flashBytes(): number;
  /** Nothing of the host runs for so long, and what its radio has for it waits. */
  stallHost(forMs: number): void;
  close(): Promise<void>;
}

/**
 * No Bangle.js 2: its sensor remembers 0.41 s, which beside the log, its reading and resends together still runs over now and then (one of 14
 * seeds), and what ran over is counted in times, not in samples.
 */
const MOTION_BOARDS: readonly BoardName[] = ['puck', 'xiao', 'jolt', 'xiao', 'jolt', 'puck'];
/** What is lost all the time. */
export const USUAL_LOSS = 0.01;

export interface RoomPlan {
  readonly seed: number;
  readonly motionBands?: number;
  /** What a stall is beside virtual time: nothing, or the event loop that really stands. */
  readonly hold?: (forMs: number) => void;
}

interface Placed {
  readonly placement: SoakBand['placement'];
  readonly board: BoardName;
  readonly device: SimulatedDevice;
  readonly peripheral: RadioPeripheral;
  readonly tape: SampleTape | undefined;
  readonly air: { lossShare: number };
}

export async function openRoom({ seed, motionBands = MOTION_BOARDS.length, hold = () => {} }: RoomPlan): Promise<Room> {
  const clock = createVirtualClock();
  const timeline = stallingTimeline(clock);
  const random = seededRandom(seed);
  const motion = MOTION_BOARDS.slice(0, motionBands).map((board, i) =>
    placeMotion(clock, board, PLACEMENTS[i]!, random),
  );
  const stim = placeStim(clock, random);
  const dose = new DoseWatch(clock, stim.device.board);
  const placed = [...motion, { ...stim, peripheral: dose.watched(stim.device) }];
  const controller = createController({ timeline: clock, peripherals: placed.map(({ peripheral }) => peripheral) });
  const radio = inProcessRadio(controller);
  const failures: string[] = [];
  const onFailure = (error: unknown): void => void failures.push(String(error));
  const transport = await passUntil(clock, openNoble({ timeline, hci: radio.hci, onFailure }));
  const bands = placed.map((one) => connected(one, transport, clock, timeline));
  return {
    clock,
    timeline,
    controller,
    bands,
    dose,
    failures,
    flashBytes: () => bands.reduce((sum, { device }) => sum + bytesIn(device.flash), 0),
    stallHost: (forMs) => {
      timeline.stall(forMs);
      controller.faults.stallHost(forMs);
      hold(forMs);
    },
    close: () => close(clock, bands, transport, radio),
  };
}

const bytesIn = (flash: SimulatedFlash): number =>
  Object.values(flash.contents()).reduce((sum, data) => sum + data.length, 0);

function connected(placed: Placed, transport: Transport, clock: VirtualClock, timeline: StallingTimeline): SoakBand {
  const connection = connectDevice(transport.link(placed.peripheral.address), {
    linkKey: ({ role }) => (role === 'ROLE_STIM' ? SIMULATED_LINK_KEY : undefined),
    nowMs: timeline.nowMs,
  });
  return { ...placed, connection, account: new LinkAccount(clock, connection.link, placed.peripheral) };
}

async function close(
  clock: VirtualClock,
  bands: readonly SoakBand[],
  transport: Transport,
  radio: InProcessRadio,
): Promise<void> {
  for (const { connection, account } of bands) {
    account.close();
    await passUntil(clock, connection.close());
  }
  await passUntil(clock, transport.close());
  radio.release();
}

function placeMotion(clock: VirtualClock, board: BoardName, placement: Placement, random: Random): Placed {
  const own = random.fork(placement);
  const tape = new SampleTape(own.fork('limb'));
  const air: AirPlan & { lossShare: number } = { ...HOME_AIR, lossShare: USUAL_LOSS };
  const device = placeDevice({ clock, air }, { role: 'motion', placement, board, random: own, parts: { imu: tape } });
  return { placement, board, device, peripheral: peripheralOf(device), tape, air };
}

function placeStim(clock: VirtualClock, random: Random): Omit<Placed, 'peripheral'> {
  const own = random.fork('stim');
  const air: AirPlan & { lossShare: number } = { ...HOME_AIR, lossShare: USUAL_LOSS };
  const parts = { skin: gelledSkin(own.fork('skin')) };
  const device = placeDevice({ clock, air }, { role: 'stim', placement: 'knee', board: 'xiao', random: own, parts });
  return { placement: 'knee', board: 'xiao', device, tape: undefined, air };
}

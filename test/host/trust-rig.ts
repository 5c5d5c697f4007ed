import { onTestFinished } from 'vitest';
import { type BandRefusals, bandRefusals } from '../../host/band-refusals.ts';
import { connectDevice, type DeviceMessage } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import type { Via } from '../../host/keys/band-admission.ts';
import type { NewAuditRecord } from '../../host/records/chain/audit-record.ts';
import { bandTrust } from '../../host/trust.ts';
import type { Link } from '../../protocol/link.ts';
import { type Air, type AirPlan, createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { flashedFiles } from '../../sim/flash-layout.ts';
import { seededRandom } from '../../sim/random.ts';
import { gelledSkin } from '../../sim/skin.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';

export const OWN_KEY = Uint8Array.from({ length: 16 }, (_, i) => 7 * i + 3);
export const OTHER_KEY = OWN_KEY.map((byte) => byte ^ 0x5a);

const TURN_MS = 20;
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
/** Two boards of one seed say one id. */
const BOARD_SEED = 5;

export interface BandPlan {
  readonly role: 'motion' | 'stim';
  /** Null: none. */
  readonly key: Uint8Array | null;
  /** Who says another id than all bands of one seed. */
  readonly seed?: number;
}

/** A gateway's door in virtual time: bands with the built firmware and their keys, and what the gateway keeps of them. */
export class TrustRig {
  readonly clock: VirtualClock = createVirtualClock();
  readonly said: string[] = [];
  readonly kept: NewAuditRecord[] = [];
  readonly refusals: BandRefusals = bandRefusals(this.clock, (line) => this.said.push(line));
  readonly air: Air;
  /** What came through the gate. */
  readonly heard: DeviceMessage[] = [];
  private readonly random = seededRandom(SEED);

  constructor(name = 'c0:ff:ee:00:00:01', air: Partial<AirPlan> = {}) {
    this.air = createAir(name, this.clock, { ...HOME_AIR, ...air }, this.random.fork('air'));
    this.refusals.keepIn({ append: (record) => void this.kept.push(record) as never });
  }

  /** The band comes into range. */
  bring({ role, key, seed = BOARD_SEED }: BandPlan): SimulatedBoard {
    const kind = role === 'stim' ? 'xiao' : 'puck';
    const keys = key ? { 'link.key': text(key), ...(role === 'stim' ? { 'prescription.key': text(key) } : {}) } : {};
    const still = { readRaw: (_: number, into: Int16Array) => void into.set([0, 0, 0, 0, 0, 8192]) };
    const board = createBoard({
      bundle: '',
      board: kind,
      clock: this.clock,
      seed,
      flash: createFlash(BOARD_KINDS[kind].flashBytes, { ...flashedFiles(role), ...keys }),
      radio: { notify: this.air.notify },
      ...(role === 'stim' ? { skin: gelledSkin(this.random.fork('skin')) } : { imu: still }),
    });
    this.air.attach(board);
    return board;
  }

  /** What the gateway does with whoever is there. @param link what is between */
  async admit(
    keptKey: Uint8Array | null,
    { via = 'air', link = this.air.link }: AdmitOptions = {},
  ): Promise<GreetedDevice> {
    const trust = bandTrust({
      keyOf: async ({ deviceId }) =>
        keptKey ? { kept: true, key: keptKey } : { kept: false, refused: `${deviceId} is not enrolled.` },
      timeline: this.clock,
      refusals: this.refusals,
    });
    const connection = connectDevice(link, { linkKey: trust.linkKey });
    onTestFinished(() => connection.close());
    const hello = await passUntil(this.clock, greet(connection, this.clock), TURN_MS);
    const device = await passUntil(this.clock, trust.admit({ connection, hello, placement: 'thigh' }, via), TURN_MS);
    device.connection.messages$.subscribe((message) => this.heard.push(message));
    return device;
  }

  live(ms: number): Promise<void> {
    return pass(this.clock, ms, TURN_MS);
  }

  frames(): number {
    return this.heard.filter(({ kind }) => kind === 'motion' || kind === 'stimulation').length;
  }
}

export interface AdmitOptions {
  readonly via?: Via;
  readonly link?: Link;
}

export const codes = ({ kept }: TrustRig): unknown[] => kept.map(({ document }) => (document as { code: string }).code);

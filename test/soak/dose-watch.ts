import type { Command } from '../../protocol/generated/device-wire.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { peripheralOf, type RadioPeripheral } from '../../sim/radio/peripheral.ts';
import type { SimulatedDevice } from '../../sim/world.ts';
import { Overheard } from '../faults/overheard.ts';

const LOOK_MS = 5;
/** What is handed to the air reaches the band at the next connection event. */
const TO_THE_BAND_MS = 30;

/** The true output of a stim band beside the leases that reached it, whatever band and host say. */
export class DoseWatch {
  leases = 0;
  starts = 0;
  /** Current flowed so long after the last lease was over. */
  longestOverLeaseMs = 0;
  peakUa = 0;
  flowedMs = 0;
  readonly #clock: Timeline;
  readonly #board: SimulatedBoard;
  readonly #heard = new Overheard();
  readonly #read = this.#heard.reader();
  #leaseUntilMs = 0;

  constructor(clock: Timeline, board: SimulatedBoard) {
    this.#clock = clock;
    this.#board = board;
    clock.every(LOOK_MS, () => this.#look());
  }

  get pulses(): number {
    return this.#board.output!.pulses();
  }

  get currentUa(): number {
    return this.#board.currentUa();
  }

  /** The same band, listened to. */
  watched(device: SimulatedDevice): RadioPeripheral {
    const { link } = device;
    const send: typeof link.send = (channel, bytes) => {
      const command = this.#read(bytes);
      if (command) this.#note(command);
      return link.send(channel, bytes);
    };
    const peripheral = peripheralOf({ ...device, link: { ...link, send } });
    peripheral.onNotify((channel, bytes) => this.#heard.hear(channel, bytes));
    return {
      ...peripheral,
      get name() {
        return peripheral.name;
      },
      read: (channel) => {
        const bytes = peripheral.read(channel);
        this.#heard.hear(channel, bytes);
        return bytes;
      },
    };
  }

  #note({ kind, ttlMs }: Command): void {
    if (kind === 'START') this.starts++;
    if (kind !== 'LEASE') return;
    this.leases++;
    this.#leaseUntilMs = Math.max(this.#leaseUntilMs, this.#clock.nowMs() + TO_THE_BAND_MS + ttlMs);
  }

  #look(): void {
    const { frames, acknowledgements, hellos } = this.#heard;
    frames.length = acknowledgements.length = 0;
    hellos.splice(0, hellos.length - 1);
    this.peakUa = Math.max(this.peakUa, this.currentUa);
    if (this.currentUa === 0) return;
    this.flowedMs += LOOK_MS;
    this.longestOverLeaseMs = Math.max(this.longestOverLeaseMs, this.#clock.nowMs() - this.#leaseUntilMs);
  }
}

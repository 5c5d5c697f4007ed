import type { Timeline } from '../../protocol/timeline.ts';
import { type Connection, type ConnectionTiming, openConnection } from './connection.ts';
import { type HciPacket, le16 } from './h4.ts';
import { addressBytes, EVENT, LE_EVENT, REASON } from './hci-codes.ts';
import type { HostLine } from './host-line.ts';
import { handleOf } from './l2cap.ts';
import type { RadioPeripheral } from './peripheral.ts';
import type { StandingFaults } from './radio-faults.ts';

export interface ConnectionsPlan {
  readonly timeline: Timeline;
  readonly line: HostLine;
  readonly standing: StandingFaults;
  readonly aclBytes: number;
  readonly hostAddress: string;
  readonly tellsCompleted: () => boolean;
  readonly onChange: (band: RadioPeripheral, isThere: boolean) => void;
}

const FIRST_HANDLE = 0x40;
const CENTRAL = 0;
const RANDOM_ADDRESS = 1;
/** Events until both have changed over: Bluetooth Core 5.4, Vol 6 Part B, 5.1.1. */
const RETIMING_EVENTS = 6;
/** Request, answer, start and its answer. */
const ENCRYPTING_EVENTS = 2;

/** All connections of one controller. */
export class Connections {
  readonly #plan: ConnectionsPlan;
  readonly #open = new Map<number, Connection>();
  /** Those whose band knows that it is over. */
  readonly #parted = new WeakSet<Connection>();

  constructor(plan: ConnectionsPlan) {
    this.#plan = plan;
  }

  open(band: RadioPeripheral, timing: ConnectionTiming): void {
    const { line, standing, tellsCompleted, onChange } = this.#plan;
    let handle = FIRST_HANDLE;
    while (this.#open.has(handle)) handle++;
    line.event(EVENT.leMeta, connectedEvent(handle, band, timing));
    const connection: Connection = openConnection({
      ...this.#plan,
      handle,
      band,
      timing,
      hasFault: (fault) => standing.has(band.address, fault),
      send: line.send,
      onSent: (packets) => {
        if (tellsCompleted()) line.event(EVENT.completedPackets, [1, ...le16(handle), ...le16(packets)]);
      },
      onLost: (bandKnows) => this.lose(connection, bandKnows),
    });
    this.#open.set(handle, connection);
    onChange(band, true);
  }

  at(handle: number): Connection | undefined {
    return this.#open.get(handle);
  }

  with(address: string): Connection | undefined {
    return [...this.#open.values()].find(({ band }) => band.address === address);
  }

  receive(packet: HciPacket): void {
    this.#open.get(handleOf(packet))?.receive(packet);
  }

  retime(connection: Connection, timing: ConnectionTiming): void {
    this.#afterEvents(connection, RETIMING_EVENTS, () => {
      connection.retime(timing);
      const fields = [...le16(connection.handle), ...timingFields(timing)];
      this.#plan.line.event(EVENT.leMeta, [LE_EVENT.connectionUpdated, REASON.done, ...fields]);
    });
  }

  encrypt(connection: Connection, key: Uint8Array): void {
    this.#afterEvents(connection, ENCRYPTING_EVENTS, () => {
      const isOn = connection.encrypt(key);
      const reason = isOn ? REASON.done : REASON.keyMissing;
      this.#plan.line.event(EVENT.encryptionChange, [reason, ...le16(connection.handle), Number(isOn)]);
    });
  }

  /** The host hangs up: both know at the next connection event. */
  hangUp(connection: Connection): void {
    this.#afterEvents(connection, 1, () => {
      this.#end(connection, REASON.hostEnded);
      this.#letGo(connection);
    });
  }

  /** Out of range, or the band is off: who lives on knows when the supervision timeout is over. */
  lose(connection: Connection, bandKnows = false): void {
    if (connection.isSilent()) return;
    connection.silence();
    if (bandKnows) this.#part(connection);
    this.#plan.timeline.after(connection.timing.supervisionMs, () => {
      if (this.at(connection.handle) !== connection) return;
      this.#end(connection, REASON.supervisionTimeout);
      this.#letGo(connection);
    });
  }

  /** The controller forgets them all; bands notice by supervision timeout. */
  forgetAll(): void {
    for (const connection of this.#open.values()) {
      connection.silence();
      this.#plan.timeline.after(connection.timing.supervisionMs, () => this.#letGo(connection));
    }
    this.#open.clear();
  }

  #afterEvents(connection: Connection, events: number, action: () => void): void {
    this.#plan.timeline.after(events * connection.timing.intervalMs, () => {
      if (!connection.isSilent()) action();
    });
  }

  #end(connection: Connection, reason: number): void {
    this.#open.delete(connection.handle);
    connection.silence();
    this.#plan.line.event(EVENT.disconnected, [REASON.done, ...le16(connection.handle), reason]);
  }

  #letGo(connection: Connection): void {
    // A band that was reset may be connected anew.
    if (this.#parted.has(connection)) return;
    connection.band.disconnect();
    this.#part(connection);
  }

  #part(connection: Connection): void {
    this.#parted.add(connection);
    this.#plan.onChange(connection.band, false);
  }
}

const connectedEvent = (handle: number, band: RadioPeripheral, timing: ConnectionTiming): readonly number[] => [
  LE_EVENT.connected,
  REASON.done,
  ...le16(handle),
  CENTRAL,
  RANDOM_ADDRESS,
  ...addressBytes(band.address),
  ...timingFields(timing),
  0,
];

const INTERVAL_UNIT_MS = 1.25;
const SUPERVISION_UNIT_MS = 10;

const timingFields = ({ intervalMs, latency, supervisionMs }: ConnectionTiming): readonly number[] => [
  ...le16(intervalMs / INTERVAL_UNIT_MS),
  ...le16(latency),
  ...le16(supervisionMs / SUPERVISION_UNIT_MS),
];

/** Of a command's fields; the longest interval of those permitted, as controllers of the trade choose it. */
export const timingOf = (maxInterval: number, latency: number, supervision: number): ConnectionTiming => ({
  intervalMs: maxInterval * INTERVAL_UNIT_MS,
  latency,
  supervisionMs: supervision * SUPERVISION_UNIT_MS,
});

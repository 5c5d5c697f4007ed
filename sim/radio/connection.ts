import type { Timeline } from '../../protocol/timeline.ts';
import { seededRandom } from '../random.ts';
import { ATT, ATT_ERROR } from './att-codes.ts';
import { type AttServer, attError, createAttServer } from './att-server.ts';
import { type GattTable, gattTableOf } from './gatt-table.ts';
import { type HciPacket, u16 } from './h4.ts';
import { addressBytes } from './hci-codes.ts';
import { ATT_CHANNEL, createL2capJoiner, cutL2cap, type L2capPacket, SECURITY_CHANNEL } from './l2cap.ts';
import { createPairing } from './pairing.ts';
import type { RadioPeripheral } from './peripheral.ts';
import type { BandFault } from './radio-faults.ts';

/** What the host asked for, in ms. */
export interface ConnectionTiming {
  readonly intervalMs: number;
  readonly latency: number;
  readonly supervisionMs: number;
}

export interface ConnectionPlan {
  readonly timeline: Timeline;
  readonly handle: number;
  readonly band: RadioPeripheral;
  readonly timing: ConnectionTiming;
  readonly aclBytes: number;
  readonly hostAddress: string;
  hasFault(fault: BandFault): boolean;
  send(packet: HciPacket): void;
  /** So many packets of the host are on their way. */
  onSent(packets: number): void;
  /** Nothing passes any more: the host learns it when the supervision timeout is over; the band may know it already. */
  onLost(bandKnows: boolean): void;
}

/** One connection, seen from the controller. */
export interface Connection {
  readonly handle: number;
  readonly band: RadioPeripheral;
  timing: ConnectionTiming;
  receive(packet: HciPacket): void;
  retime(timing: ConnectionTiming): void;
  /** @returns whether the key was the agreed one */
  encrypt(key: Uint8Array): boolean;
  /** From now on nothing passes. */
  silence(): void;
  isSilent(): boolean;
}

export function openConnection(plan: ConnectionPlan): Connection {
  const { timeline, handle, band, aclBytes } = plan;
  let isSilent = false;
  const send = (channel: number, payload: Uint8Array): void => {
    if (!isSilent) for (const packet of cutL2cap(handle, { channel, payload }, aclBytes)) plan.send(packet);
  };
  /** What is said one connection event later. */
  const atNextEvent = (action: () => void): void => {
    timeline.after(connection.timing.intervalMs, () => {
      if (!isSilent) action();
    });
  };
  const sendNext = (channel: number, payloads: readonly Uint8Array[]): void =>
    atNextEvent(() => {
      for (const payload of payloads) send(channel, payload);
    });
  const speaker = createSpeaker(plan);
  const join = createL2capJoiner();
  const connection: Connection = {
    handle,
    band,
    timing: plan.timing,
    receive: (packet) => {
      if (isSilent) return;
      atNextEvent(() => plan.onSent(1));
      const whole = join(packet);
      if (whole) sendNext(whole.channel, speaker.answers(whole));
    },
    retime: (timing) => {
      connection.timing = timing;
      band.connect(timing.intervalMs);
    },
    encrypt: (key) => {
      const keys = speaker.encrypt(key);
      if (keys) sendNext(SECURITY_CHANNEL, keys);
      return keys !== undefined;
    },
    silence: () => {
      isSilent = true;
      for (const cancel of cancels) cancel();
    },
    isSilent: () => isSilent,
  };
  const cancels = [
    band.onNotify((channel, bytes) => {
      const told = speaker.notification(channel, bytes);
      if (told) send(ATT_CHANNEL, told);
    }),
    band.onVanish(() => plan.onLost(true)),
  ];
  band.connect(plan.timing.intervalMs);
  return connection;
}

/** What a band says on one connection, whenever it comes to it. */
interface Speaker extends Pick<AttServer, 'notification'> {
  answers(request: L2capPacket): readonly Uint8Array[];
  /** @returns keys to hand out; undefined: that was not the agreed one */
  encrypt(key: Uint8Array): readonly Uint8Array[] | undefined;
}

function createSpeaker(plan: ConnectionPlan): Speaker {
  const { timeline, band, hostAddress } = plan;
  const table = gattTableOf(band);
  const server = createAttServer(table, band.payloadBytes);
  const pairing = createPairing({
    random: seededRandom(timeline.nowMs()).fork(band.address),
    hostAddress: addressBytes(hostAddress),
    bandAddress: addressBytes(band.address),
  });
  return {
    notification: server.notification,
    answers: ({ channel, payload }) => {
      if (channel === SECURITY_CHANNEL) return pairing.answer(payload);
      if (channel !== ATT_CHANNEL) return [];
      if (plan.hasFault('lost-in-discovery') && isDiscovery(payload)) plan.onLost(false);
      const answer = faultyAnswer(plan, table, payload) ?? server.answer(payload);
      return answer && answer.length > 0 ? [answer] : [];
    },
    encrypt: (key) => {
      if (!pairing.isAgreed(key)) return undefined;
      server.encrypt();
      return pairing.keys();
    },
  };
}

const isDiscovery = (request: Uint8Array): boolean => request[0] === ATT.readByType;

const NO_ANSWER = new Uint8Array(0);

/** @returns undefined where nothing is wrong with it */
function faultyAnswer({ hasFault }: ConnectionPlan, table: GattTable, request: Uint8Array): Uint8Array | undefined {
  const opcode = request[0] ?? 0;
  if (hasFault('answers-nothing')) return NO_ANSWER;
  if (opcode === ATT.exchangeMtu && hasFault('no-mtu-answer')) return NO_ANSWER;
  const handle = u16(request, 1);
  if (opcode === ATT.read && hasFault('refuses-reading'))
    return attError(opcode, { handle, refused: ATT_ERROR.readNotPermitted });
  const isSwitch = table.attributes[handle - 1]?.switches !== undefined;
  if (opcode === ATT.write && isSwitch && hasFault('refuses-subscribing'))
    return attError(opcode, { handle, refused: ATT_ERROR.writeNotPermitted });
  if ((opcode === ATT.write || opcode === ATT.prepareWrite) && !isSwitch && hasFault('refuses-writing'))
    return attError(opcode, { handle, refused: ATT_ERROR.writeNotPermitted });
  return undefined;
}

import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { type ControllerParts, obey } from './commands.ts';
import { Connections } from './connections.ts';
import { createH4Reader } from './h4.ts';
import { DATA_BYTES, EVENT, fixedAnswers } from './hci-codes.ts';
import { added, createHostLine } from './host-line.ts';
import { createListening } from './listening.ts';
import type { RadioPeripheral } from './peripheral.ts';
import { type RadioFaults, type StandingFaults, standingFaults } from './radio-faults.ts';

export interface ControllerPlan {
  readonly timeline: Timeline;
  readonly peripherals: readonly RadioPeripheral[];
  readonly address?: string;
  /** The longest data packet to and from the host; every controller takes 27. */
  readonly aclBytes?: number;
}

/** A Bluetooth controller with bands about it, as a host speaks to it over a serial line (H4). */
export interface HciController {
  /** From the host, cut anywhere. */
  receive(bytes: Uint8Array): void;
  /** To the host, one whole packet each. */
  onSend(listener: (bytes: Uint8Array) => void): Cancel;
  /** A band is connected, or knows that it is not any more. */
  onConnection(listener: (band: RadioPeripheral, isThere: boolean) => void): Cancel;
  isPlugged(): boolean;
  onPlugged(listener: (isPlugged: boolean) => void): Cancel;
  /** Nobody has the controller open any more: nothing listens, no connection is left. */
  abandon(): void;
  readonly faults: RadioFaults;
}

const OWN_ADDRESS = 'c0:ff:ee:00:00:00';

/** How it is with the room about the controller, as faults change it. */
interface Room {
  readonly standing: StandingFaults;
  /** Bands out of range, and until when. */
  readonly awayUntilMs: Map<string, number>;
  tellsCompleted: boolean;
}

export function createController(plan: ControllerPlan): HciController {
  const { timeline, address = OWN_ADDRESS, aclBytes = DATA_BYTES } = plan;
  const listeners = new Set<(band: RadioPeripheral, isThere: boolean) => void>();
  const room: Room = { standing: standingFaults(), awayUntilMs: new Map(), tellsCompleted: true };
  const parts = assemble({ ...plan, aclBytes, address }, room, (band, isThere) => {
    for (const listener of listeners) listener(band, isThere);
  });
  const { line, connections } = parts;
  let read = createH4Reader();
  const abandon = (): void => {
    read = createH4Reader();
    parts.reset();
  };
  return {
    receive: (bytes) => {
      if (!line.isPlugged()) return;
      for (const packet of read(bytes)) {
        if (packet.kind === 'command') obey(parts, packet.code, packet.payload);
        else if (packet.kind === 'acl') connections.receive(packet);
      }
    },
    onSend: line.onSend,
    onConnection: (listener) => added(listeners, listener),
    isPlugged: line.isPlugged,
    onPlugged: line.onPlugged,
    abandon,
    faults: createFaults(timeline, room, parts, abandon),
  };
}

function assemble(
  { timeline, peripherals, aclBytes, address }: Required<ControllerPlan>,
  room: Room,
  onChange: (band: RadioPeripheral, isThere: boolean) => void,
): ControllerParts {
  const line = createHostLine(timeline);
  const { standing, awayUntilMs } = room;
  const tellsCompleted = (): boolean => room.tellsCompleted;
  const connections = new Connections({
    timeline,
    line,
    standing,
    aclBytes,
    hostAddress: address,
    tellsCompleted,
    onChange,
  });
  const listening = createListening({
    timeline,
    line,
    peripherals,
    isAudible: (band) => timeline.nowMs() >= (awayUntilMs.get(band.address) ?? 0),
    answersConnecting: (band) => !standing.has(band.address, 'never-connects'),
    onConnect: (band, timing) => connections.open(band, timing),
  });
  const reset = (): void => {
    listening.reset();
    connections.forgetAll();
  };
  return { line, listening, connections, answers: fixedAnswers(address, aclBytes), reset };
}

function createFaults(
  timeline: Timeline,
  room: Room,
  { line, listening, connections, reset }: ControllerParts,
  abandon: () => void,
): RadioFaults {
  return {
    band: room.standing.add,
    dropLink: (address, forMs = 0) => {
      room.awayUntilMs.set(address, timeline.nowMs() + forMs);
      const connection = connections.with(address);
      if (connection) connections.lose(connection);
    },
    withholdCompleted: () => {
      room.tellsCompleted = false;
      return () => {
        room.tellsCompleted = true;
      };
    },
    hardwareError: () => {
      reset();
      line.event(EVENT.hardwareError, [0]);
    },
    unplug: () => {
      abandon();
      line.setPlugged(false);
    },
    plugIn: () => line.setPlugged(true),
    stallHost: line.stall,
    crowd: listening.crowd,
  };
}

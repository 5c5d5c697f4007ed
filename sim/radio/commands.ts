import type { Connection } from './connection.ts';
import { type Connections, timingOf } from './connections.ts';
import { le16, u16 } from './h4.ts';
import { addressAt, COMMAND, EVENT, LE_EVENT, REASON } from './hci-codes.ts';
import type { HostLine } from './host-line.ts';
import type { Listening } from './listening.ts';

/** What a command works on. */
export interface ControllerParts {
  readonly line: HostLine;
  readonly listening: Listening;
  readonly connections: Connections;
  /** To commands that only ask. */
  readonly answers: ReadonlyMap<number, readonly number[]>;
  reset(): void;
}

type Command = readonly [leastBytes: number, (parts: ControllerParts, parameters: Uint8Array, opcode: number) => void];

const COMMANDS: Readonly<Record<number, Command>> = {
  [COMMAND.reset]: [
    0,
    ({ reset, line }, _, opcode) => {
      reset();
      line.complete(opcode, REASON.done);
    },
  ],
  [COMMAND.leSetScanEnable]: [
    2,
    ({ listening, line }, [isOn, eachOnce], opcode) => {
      listening.scan(isOn === 1, eachOnce === 1);
      line.complete(opcode, REASON.done);
    },
  ],
  [COMMAND.leCreateConnection]: [25, createConnection],
  [COMMAND.leCancelConnection]: [0, cancelConnection],
  [COMMAND.leConnectionUpdate]: [
    14,
    ofConnection(({ connections }, connection, fields) =>
      connections.retime(connection, timingOf(u16(fields, 4), u16(fields, 6), u16(fields, 8))),
    ),
  ],
  [COMMAND.disconnect]: [3, ofConnection(({ connections }, connection) => connections.hangUp(connection))],
  [COMMAND.leStartEncryption]: [
    28,
    ofConnection(({ connections }, connection, fields) => connections.encrypt(connection, fields.slice(12, 28))),
  ],
  [COMMAND.leReadRemoteFeatures]: [
    2,
    ofConnection(({ line }, { handle }) =>
      line.event(EVENT.leMeta, [LE_EVENT.remoteFeatures, REASON.done, ...le16(handle), 0, 0, 0, 0, 0, 0, 0, 0]),
    ),
  ],
  [COMMAND.leSetDataLength]: [
    6,
    ({ line }, fields, opcode) => line.complete(opcode, REASON.done, [...fields.subarray(0, 2)]),
  ],
  [COMMAND.readRssi]: [2, readRssi],
};

export function obey(parts: ControllerParts, opcode: number, parameters: Uint8Array): void {
  const fixed = parts.answers.get(opcode);
  const [leastBytes, run] = COMMANDS[opcode] ?? [];
  if (fixed) parts.line.complete(opcode, REASON.done, fixed);
  else if (!run) parts.line.complete(opcode, REASON.unknownCommand);
  else if (parameters.length < leastBytes!) parts.line.complete(opcode, REASON.invalidParameters);
  else run(parts, parameters, opcode);
}

/** Begun, and answered by an event later on; the handle comes first. */
function ofConnection(begin: (parts: ControllerParts, connection: Connection, fields: Uint8Array) => void): Command[1] {
  return (parts, fields, opcode) => {
    const connection = parts.connections.at(u16(fields, 0) & 0xfff);
    parts.line.status(opcode, connection ? REASON.done : REASON.unknownConnection);
    if (connection) begin(parts, connection, fields);
  };
}

function createConnection(parts: ControllerParts, fields: Uint8Array, opcode: number): void {
  parts.line.status(opcode, beginConnecting(parts, fields));
}

function beginConnecting({ listening, connections }: ControllerParts, fields: Uint8Array): number {
  const timing = timingOf(u16(fields, 15), u16(fields, 17), u16(fields, 19));
  const { intervalMs, latency, supervisionMs } = timing;
  const isSound = intervalMs >= 7.5 && intervalMs <= 4000 && supervisionMs > (1 + latency) * intervalMs * 2;
  const address = addressAt(fields, 6);
  if (!isSound) return REASON.invalidParameters;
  if (connections.with(address)) return REASON.alreadyConnected;
  return listening.awaitBand(address, timing) ? REASON.done : REASON.disallowed;
}

const CONNECTED_FIELDS = 17;

function cancelConnection({ listening, line }: ControllerParts, _: Uint8Array, opcode: number): void {
  const wasWaiting = listening.giveUp();
  line.complete(opcode, wasWaiting ? REASON.done : REASON.disallowed);
  const nothing = Array<number>(CONNECTED_FIELDS).fill(0);
  if (wasWaiting) line.event(EVENT.leMeta, [LE_EVENT.connected, REASON.unknownConnection, ...nothing]);
}

function readRssi({ connections, line }: ControllerParts, fields: Uint8Array, opcode: number): void {
  const handle = u16(fields, 0);
  const connection = connections.at(handle);
  if (connection) line.complete(opcode, REASON.done, [...le16(handle), connection.band.signalDbm() & 255]);
  else line.complete(opcode, REASON.unknownConnection, [...le16(handle), 0]);
}

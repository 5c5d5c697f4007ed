import { codeOf, wordOf } from './band-words.ts';
import { type Decoded, decoded, discarded } from './decoded.ts';
import type {
  Acknowledgement,
  Calibration,
  Command,
  Hello,
  LogBlock,
  LogState,
  Press,
  SealedPrescription,
  Status,
  StimulationFrame,
  UpdateState,
} from './generated/device-wire.ts';
import { limber } from './generated/wearable.js';
import { SALT_BYTES } from './seal.ts';

/** Everything but motion frames: read and written on the host in the same plain shapes that the band uses. */
export type {
  Acknowledgement,
  Calibration,
  Command,
  Hello,
  LogBlock,
  LogState,
  Press,
  SealedPrescription,
  Status,
  StimulationFrame,
  UpdateState,
};

/** Rises when a band and a host can no longer understand each other. */
export const PROTOCOL_VERSION = 1;

const wire = limber.v1;

function read<Wire, Value>(decode: () => Wire, shape: (message: Wire) => Value): Decoded<Value> {
  try {
    return decoded(shape(decode()));
  } catch {
    return discarded('not a whole message');
  }
}

/** A protobufjs message holds unset fields on its prototype only; a plain copy holds them all. */
function plain<Message extends object>(message: Message): Omit<Message, 'toJSON' | '$unknowns'> {
  const copy: Record<string, unknown> = {};
  for (const name in message) {
    const value = message[name];
    if (typeof value !== 'function') copy[name] = value;
  }
  return copy as Omit<Message, 'toJSON' | '$unknowns'>;
}

/** Names an enum's number; a number from a newer protocol becomes the enum's zero. */
function nameOf<Name extends string>(table: object, value: number): Name {
  const names = Object.entries(table) as [Name, number][];
  const found = names.find(([, number]) => number === value) ?? names.find(([, number]) => number === 0);
  return found![0];
}

export function decodeHello(message: Uint8Array): Decoded<Hello> {
  return read(
    () => wire.Hello.decode(message),
    (hello) => {
      // Whatever is sealed or tagged has room for no longer one.
      if (hello.salt.length > SALT_BYTES) throw new Error('no salt');
      const role = nameOf<Hello['role']>(wire.Role, hello.role);
      const resetCause = nameOf<Hello['resetCause']>(wire.ResetCause, hello.resetCause);
      return { ...plain(hello), role, resetCause };
    },
  );
}

export function decodeStimulationFrame(message: Uint8Array): Decoded<StimulationFrame> {
  return read(
    () => wire.StimulationFrame.decode(message),
    (frame) => ({
      ...plain(frame),
      state: nameOf<StimulationFrame['state']>(wire.SessionPhase, frame.state),
      asks: nameOf<StimulationFrame['asks']>(wire.Ask, frame.asks),
      fault: wordOf(frame.fault),
      stopReason: wordOf(frame.stopReason),
    }),
  );
}

export type StatusContent =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'log-state'; readonly logState: LogState }
  | { readonly kind: 'press'; readonly press: Press }
  | { readonly kind: 'calibration'; readonly calibration: Calibration }
  | { readonly kind: 'update'; readonly update: UpdateState };

function statusContent(message: limber.v1.StatusMessage): StatusContent {
  const { status, acknowledgement, logState, press, calibration, updateState } = message;
  if (status) return { kind: 'status', status: plain(status) as Status };
  if (acknowledgement) {
    const result = nameOf<Acknowledgement['result']>(wire.Result, acknowledgement.result ?? 0);
    const reason = wordOf(acknowledgement.reason ?? '');
    return {
      kind: 'acknowledgement',
      acknowledgement: { ...plain(acknowledgement), result, reason } as Acknowledgement,
    };
  }
  if (logState) return { kind: 'log-state', logState: plain(logState) as LogState };
  if (press) return { kind: 'press', press: plain(press) as Press };
  if (calibration) return { kind: 'calibration', calibration: plain(calibration) as Calibration };
  if (!updateState) throw new Error('empty');
  const phase = nameOf<UpdateState['phase']>(wire.UpdatePhase, updateState.phase ?? 0);
  const reason = wordOf(updateState.reason ?? '');
  return { kind: 'update', update: { ...plain(updateState), phase, reason } as UpdateState };
}

export function decodeStatusMessage(message: Uint8Array): Decoded<StatusContent> {
  return read(() => wire.StatusMessage.decode(message), statusContent);
}

/** Log channel. */
export function decodeLogBlock(message: Uint8Array): Decoded<LogBlock> {
  return read(
    () => wire.LogBlock.decode(message),
    (block) => plain(block) as LogBlock,
  );
}

/** Only the fields a command needs; the rest are zero. */
export function encodeCommand(command: Partial<Command> & Pick<Command, 'kind'>): Uint8Array {
  const fault = codeOf(command.fault ?? '');
  return wire.Command.encode({ ...command, fault, kind: wire.CommandKind[command.kind] }).finish();
}

/** The plaintext of a seal. */
export function encodeSealedPrescription(prescription: SealedPrescription): Uint8Array {
  return wire.SealedPrescription.encode(prescription).finish();
}

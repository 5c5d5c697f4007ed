import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { encodeH4, type HciPacket, le16 } from './h4.ts';
import { EVENT } from './hci-codes.ts';

/** What the controller says to its host. */
export interface HostLine {
  send(packet: HciPacket): void;
  event(code: number, parameters: readonly number[]): void;
  /** The command is done, or refused. */
  complete(opcode: number, reason: number, parameters?: readonly number[]): void;
  /** The command is begun, or refused. */
  status(opcode: number, reason: number): void;
  onSend(listener: (bytes: Uint8Array) => void): Cancel;
  /** Nothing is read for so long, then all of it. */
  stall(forMs: number): void;
  setPlugged(isPlugged: boolean): void;
  isPlugged(): boolean;
  onPlugged(listener: (isPlugged: boolean) => void): Cancel;
}

/** One command at a time, as noble's serial driver takes it for granted. */
const COMMANDS_AT_ONCE = 1;
/** More is dropped while the host reads nothing: by then it has lost its connections. */
const HELD_MOST = 4096;

export function createHostLine(timeline: Timeline): HostLine {
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const plugListeners = new Set<(isPlugged: boolean) => void>();
  const held: Uint8Array[] = [];
  let stalledUntilMs = 0;
  let isPlugged = true;
  const emit = (bytes: Uint8Array): void => {
    for (const listener of listeners) listener(bytes);
  };
  const release = (): void => {
    if (timeline.nowMs() >= stalledUntilMs) for (const bytes of held.splice(0)) emit(bytes);
  };
  const send = (packet: HciPacket): void => {
    if (!isPlugged) return;
    if (timeline.nowMs() >= stalledUntilMs) emit(encodeH4(packet));
    else if (held.length < HELD_MOST) held.push(encodeH4(packet));
  };
  const event = (code: number, parameters: readonly number[]): void =>
    send({ kind: 'event', code, payload: Uint8Array.from(parameters) });
  return {
    send,
    event,
    complete: (opcode, reason, parameters = []) =>
      event(EVENT.commandComplete, [COMMANDS_AT_ONCE, ...le16(opcode), reason, ...parameters]),
    status: (opcode, reason) => event(EVENT.commandStatus, [reason, COMMANDS_AT_ONCE, ...le16(opcode)]),
    onSend: (listener) => added(listeners, listener),
    stall: (forMs) => {
      stalledUntilMs = timeline.nowMs() + forMs;
      timeline.after(forMs, release);
    },
    setPlugged: (plugged) => {
      if (isPlugged === plugged) return;
      isPlugged = plugged;
      held.length = 0;
      for (const listener of plugListeners) listener(plugged);
    },
    isPlugged: () => isPlugged,
    onPlugged: (listener) => added(plugListeners, listener),
  };
}

export function added<Listener>(listeners: Set<Listener>, listener: Listener): Cancel {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

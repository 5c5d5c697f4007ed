import type { WorkQueue } from '../work-queue.ts';
import { type CommandGate, isStop, type OpenedCommand, type UnsealedMessage } from './command-gate.ts';

/** More than a host has under way at a time. */
const COMMANDS_MAX = 4;

export interface IntakeEvents {
  /** A STOP, of whoever, before anything else is known of it. */
  onStop(): void;
  onCommand(opened: OpenedCommand, receivedS: number): void;
  /** Its seal is broken, or it is no command. */
  onReject(): void;
}

/**
 * Unsealed, decoded and obeyed in turns of their own: none of them keeps a STOP waiting for long. A flood is dropped at the door,
 * and can only deny what it floods.
 */
export function createCommandIntake(
  gate: CommandGate,
  work: WorkQueue,
  events: IntakeEvents,
): (message: Uint8Array) => void {
  let waiting = 0;

  function decode(unsealed: UnsealedMessage, receivedS: number): void {
    const opened = gate.openCommand(unsealed);
    if (opened) work.add(() => events.onCommand(opened, receivedS));
    else events.onReject();
  }
  function open(message: Uint8Array, receivedS: number): void {
    waiting--;
    const unsealed = gate.unseal(message);
    if (!unsealed) {
      events.onReject();
      return;
    }
    if (isStop(unsealed.body, 0)) events.onStop();
    work.add(() => decode(unsealed, receivedS));
  }

  return (message) => {
    if (waiting >= COMMANDS_MAX) return;
    const receivedS = getTime();
    if (work.add(() => open(message, receivedS))) waiting++;
  };
}

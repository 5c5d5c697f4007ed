import type { WorkQueue } from '../work-queue.ts';
import { type CommandGate, isStop, type OpenedCommand, type UnsealedMessage } from './command-gate.ts';
import { readLease } from './lease-form.ts';

/** More than a host has under way at a time. */
const COMMANDS_MAX = 4;

export interface IntakeEvents {
  /** A STOP, of whoever, before anything else is known of it. */
  onStop(): void;
  onLease(opened: OpenedCommand, receivedS: number): void;
  onCommand(opened: OpenedCommand, receivedS: number): void;
  /** The bytes of the latest sealed command once more. @returns whether that one was taken: then nothing is left to be done */
  onRepeated(counter: number): boolean;
  /** Its seal is broken, or it is no command. */
  onReject(): void;
}

export interface CommandIntake {
  take(message: Uint8Array): void;
  /** Another connection begins, with another salt: nothing of before is a repetition. */
  forget(): void;
}

/**
 * Unsealed, decoded and obeyed in turns of their own: none of them keeps a STOP waiting for long. A flood is dropped at the door,
 * and can only deny what it floods. What a radio brings twice is known by its check sum: who makes another message with the same one
 * gets an answer that anybody could hear, and changes nothing.
 */
export function createCommandIntake(gate: CommandGate, work: WorkQueue, events: IntakeEvents): CommandIntake {
  let waiting = 0;
  let openedCrc = 0;
  let openedCounter = 0;

  function decode(unsealed: UnsealedMessage, receivedS: number): void {
    const lease = readLease(unsealed.body);
    if (lease) {
      const authentic = unsealed.counter > 0 && unsealed.counter === lease.counter;
      events.onLease({ command: lease, authentic: authentic, prescription: null }, receivedS);
      return;
    }
    const opened = gate.openCommand(unsealed);
    if (opened) events.onCommand(opened, receivedS);
    else events.onReject();
  }
  function open(message: Uint8Array, receivedS: number): void {
    waiting--;
    const crc = E.CRC32(message);
    if (openedCounter && crc === openedCrc && events.onRepeated(openedCounter)) return;
    const unsealed = gate.unseal(message);
    if (!unsealed) {
      events.onReject();
      return;
    }
    if (unsealed.counter) {
      openedCrc = crc;
      openedCounter = unsealed.counter;
    }
    if (isStop(unsealed.body, 0)) events.onStop();
    work.goOn(() => decode(unsealed, receivedS));
  }

  return {
    take(message) {
      if (waiting >= COMMANDS_MAX) return;
      const receivedS = getTime();
      if (work.add(() => open(message, receivedS))) waiting++;
    },
    forget() {
      openedCounter = 0;
    },
  };
}

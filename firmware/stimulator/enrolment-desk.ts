import type { Command } from '../../protocol/generated/device-wire.ts';
import type { SessionState } from '../../protocol/session.ts';
import { isRunning } from '../../protocol/session.ts';
import type { WorkQueue } from '../work-queue.ts';
import type { CommandGate } from './command-gate.ts';
import { createEnrolment } from './enrolment.ts';
import { takeOver } from './key-change.ts';

export interface EnrolmentEvents {
  /** The answer to ENROL: @param refusal empty where the keys are taken now. */
  onAnswer(counter: number, refusal: string): void;
  /** Keys were written, or flash did not take them (`refusal` MEMORY): what hung on the old ones is over. */
  onKeys(refusal: string): void;
}

/** Between ENROL, button and flash. */
export interface EnrolmentDesk {
  isWaiting(): boolean;
  press(): void;
  release(): void;
  /** @returns whether the keys wait for the button now. */
  ask(command: Command): boolean;
  /** A few times a second while keys wait. */
  look(): void;
  forget(): void;
}

export function createEnrolmentDesk(
  state: SessionState,
  gate: CommandGate,
  button: Pin,
  work: WorkQueue,
  events: EnrolmentEvents,
): EnrolmentDesk {
  const enrolment = createEnrolment();

  /** Neither armed nor running, and the button has no other question to answer. */
  function mayEnrol(): boolean {
    return state.state !== 'ARMED' && !isRunning(state) && state.offer === null;
  }
  function takeKeys(pair: Uint8Array, counter: number): void {
    if (!mayEnrol()) {
      events.onAnswer(counter, 'WRONG_STATE');
      return;
    }
    const refusal = takeOver(state, gate, pair);
    events.onAnswer(counter, refusal);
    events.onKeys(refusal);
  }

  return {
    isWaiting: enrolment.isWaiting,
    press: enrolment.press,
    release: enrolment.release,
    forget() {
      enrolment.take();
    },
    ask(command) {
      const refusal = mayEnrol() ? enrolment.ask(command.keyPair, command.counter) : 'WRONG_STATE';
      if (refusal !== '') events.onAnswer(command.counter, refusal);
      return refusal === '';
    },
    look() {
      // An edge that a full queue lost must not pass for a hold.
      if (!digitalRead(button)) enrolment.release();
      const verdict = mayEnrol() ? enrolment.verdict(gate.isEnrolled()) : 'EXPIRED';
      if (verdict === '') return;
      const counter = enrolment.counter();
      const pair = enrolment.take()!;
      if (verdict === 'CONFIRMED') work.add(() => takeKeys(pair, counter));
      else events.onAnswer(counter, 'NOT_CONFIRMED');
    },
  };
}

import { COMMAND_KIND_UPDATE_BEGIN, type CommandKind } from '../../protocol/generated/device-wire.ts';
import type { SessionState } from '../../protocol/session.ts';
import { isRunning } from '../../protocol/session.ts';
import { loadedModule } from '../motion/modules.ts';
import type { OpenedCommand } from './command-gate.ts';

/** In the order of their numbers, from UPDATE_BEGIN on. */
const SERVED: readonly CommandKind[] = ['UPDATE_BEGIN', 'UPDATE_DATA', 'UPDATE_END', 'HEALTHY', 'WIPE'];
/**
 * While an update comes in, or a wipe waits for the button, nothing else may ask for the button, and nothing is armed; nor by a firmware
 * on trial, which is left without a hand when nobody calls it healthy.
 */
const SHUT: readonly CommandKind[] = ['ARM', 'PRESCRIBE', 'ENROL'];

/** What an engineer asks of a band that does not stimulate; its module is loaded only then, and only a sealed command reaches it. */
export interface ServiceDesk {
  /** @returns whether the command is dealt with: it is no session's */
  take(opened: OpenedCommand): boolean;
}

/** @param asksHand whether the button has a question to answer already */
export function createServiceDesk(state: SessionState, band: ServedBand, asksHand: () => boolean): ServiceDesk {
  band.busy = () =>
    isRunning(state) || state.state === 'ARMED' || state.offer !== null || asksHand() ? 'WRONG_STATE' : '';

  function serve(kind: number, opened: OpenedCommand): void {
    const command = opened.command;
    const refusal = opened.authentic ? band.busy() : 'NOT_AUTHENTIC';
    const service = refusal === '' ? loadedModule<BandService>('limber.srv') : null;
    if (service) service.take(kind, command.counter, command.sequenceFrom, command.payload, band);
    else band.answer(command.counter, refusal || 'NO_SERVICE_MODULE');
  }

  return {
    take(opened) {
      const command = opened.command;
      const served = SERVED.indexOf(command.kind);
      if (served >= 0) serve(COMMAND_KIND_UPDATE_BEGIN + served, opened);
      else if ((!band.updating && !band.onTrial) || SHUT.indexOf(command.kind) < 0) return false;
      else band.answer(command.counter, 'WRONG_STATE');
      return true;
    },
  };
}

import type { SealedPrescription } from '../../protocol/message.ts';
import type { SessionCommand } from '../../protocol/session.ts';
import { pulseFacts } from './session-pulses.ts';

export const NEVER = Number.NEGATIVE_INFINITY;

/** What an accepted ARM fixed. */
export interface Armed {
  readonly atMs: number;
  readonly host: number;
  readonly ceilingUa: number;
  readonly fullMs: number;
  readonly dayLimitMs: number;
  readonly expiresAtS: number;
  readonly absoluteUs: number;
  readonly netMilliUs: number;
  readonly phaseUs: number;
  readonly rateMillihertz: number;
  readonly seal: SealedPrescription | null;
}

export const UNARMED: Armed = {
  atMs: NEVER,
  host: 0,
  ceilingUa: 0,
  fullMs: 0,
  dayLimitMs: 0,
  expiresAtS: 0,
  absoluteUs: 0,
  netMilliUs: 0,
  phaseUs: 0,
  rateMillihertz: 0,
  seal: null,
};

export function armedBy(
  command: SessionCommand,
  atMs: number,
  limits: { readonly fullMs: number; readonly dayLimitMs: number },
  seal: SealedPrescription | null,
): Armed {
  return {
    ...limits,
    ...pulseFacts(command),
    atMs,
    seal,
    host: command.host ?? 0,
    ceilingUa: command.ceilingUa ?? 0,
    expiresAtS: command.expiresAtS ?? 0,
    rateMillihertz: command.rateMillihertz ?? 0,
  };
}

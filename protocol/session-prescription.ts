import type { SealedPrescription } from './generated/device-wire.ts';
import { isWhole, prescriptionFlaw } from './session-ceiling.ts';
import type { SessionCommand } from './session-command.ts';
import type { AnswerReason, SessionState } from './session-state.ts';
import { enter, isRunning } from './session-state.ts';

const HASH_BYTES = 8;

/** Latest time this band was ever told, UTC seconds, and what has passed since: a clock set back revives no prescription. */
export function latestNow(state: SessionState): number {
  return state.latestNowS + Math.floor((state.upMs - state.toldAtMs) / 1000);
}

export function noteNow(state: SessionState, nowS: number | undefined): void {
  if (!isWhole(nowS) || nowS <= latestNow(state)) return;
  state.latestNowS = nowS;
  state.toldAtMs = state.upMs;
}

function sameBytes(given: Uint8Array | undefined, meant: Uint8Array): boolean {
  const bytes = given ? given.length : 0;
  if (bytes !== meant.length) return false;
  for (let i = 0; i < bytes; i++) if (given![i] !== meant[i]) return false;
  return true;
}

function formFlaw(sealed: SealedPrescription, state: SessionState): AnswerReason {
  if (sealed.deviceId !== state.config.deviceId) return 'OTHER_DEVICE';
  const whole = isWhole(sealed.revision) && isWhole(sealed.expiresAtS) && isWhole(sealed.totalMs);
  if (!whole || !isWhole(sealed.dayMs) || !isWhole(sealed.sessionsPerDay)) return 'MALFORMED';
  if (sealed.revision === 0 || !sealed.prescriptionHash || sealed.prescriptionHash.length !== HASH_BYTES)
    return 'MALFORMED';
  return prescriptionFlaw(sealed, state.hard);
}

/** A revision is never fallen behind, and once in force means one prescription only; a lost copy may be given again. */
function revisionFlaw(sealed: SealedPrescription, state: SessionState): AnswerReason {
  const known = state.prescription === null ? state.revision - 1 : state.revision;
  return sealed.revision > known ? '' : 'SUPERSEDED';
}

/** Opened and checked, it waits for the button; the one in force, once more, is done at once. */
export function prescribe(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state === 'ARMED' || isRunning(state)) return 'WRONG_STATE';
  const sealed = command.prescription;
  if (!sealed) return 'NOT_SEALED';
  const flaw = formFlaw(sealed, state);
  if (flaw !== '') return flaw;
  const inForce = state.prescription;
  if (
    inForce !== null &&
    sealed.revision === inForce.revision &&
    sameBytes(sealed.prescriptionHash, inForce.prescriptionHash)
  )
    return '';
  const old = revisionFlaw(sealed, state);
  if (old !== '') return old;
  noteNow(state, command.nowS);
  if (sealed.expiresAtS <= latestNow(state)) return 'EXPIRED';
  state.offer = sealed;
  state.offerMs = 0;
  return '';
}

/** The button was pressed for it. What was used up under the same revision stays used up. */
export function confirmOffer(state: SessionState): void {
  const sealed = state.offer;
  if (sealed === null) return;
  state.offer = null;
  if (sealed.revision > state.revision) state.prescriptionMs = 0;
  state.revision = sealed.revision;
  state.prescription = sealed;
  noteNow(state, sealed.issuedAtS);
  enter(state, state.state, 'CONFIRM');
}

/**
 * The copy that a band kept, given back at its start: in force unless a later revision was or its numbers are impossible.
 * What the account says is used up stays used up, even where the account was lost and the worst is assumed.
 * @returns whether it is in force
 */
export function restorePrescription(state: SessionState, sealed: SealedPrescription): boolean {
  if (sealed.revision < state.revision || formFlaw(sealed, state) !== '') return false;
  state.revision = sealed.revision;
  state.prescription = sealed;
  noteNow(state, sealed.issuedAtS);
  return true;
}

/**
 * Other keys: what was sealed and numbered under the old ones is void, and so is what was said under them of the time. Rests, the
 * day's account and faults stay. Ignored while armed or running.
 */
export function forgetKeys(state: SessionState): void {
  if (state.state === 'ARMED' || isRunning(state)) return;
  state.prescription = null;
  state.offer = null;
  state.revision = 0;
  state.prescriptionMs = 0;
  state.counter = 0;
  state.counterReason = '';
  state.latestNowS = 0;
  state.toldAtMs = state.upMs;
  enter(state, state.state, 'ENROLLED');
}

/** Empty where an ARM is that of the prescription in force, and in nothing above it. */
export function sealFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  const sealed = state.prescription;
  if (sealed === null) return state.config.sealRequired || state.revision > 0 ? 'NOT_PRESCRIBED' : '';
  const same =
    sameBytes(command.prescriptionHash, sealed.prescriptionHash) &&
    sameBytes(command.pattern, sealed.pattern) &&
    (sealed.pattern.length > 0 || command.phaseUs === sealed.phaseUs) &&
    command.rateMillihertz === sealed.rateMillihertz;
  if (!same) return 'OTHER_PRESCRIPTION';
  const within =
    command.ceilingUa! <= sealed.ceilingUa &&
    command.sessionMs! <= sealed.sessionMs &&
    command.padAreaMm2! <= sealed.padAreaMm2 &&
    command.expiresAtS! <= sealed.expiresAtS;
  if (!within || (isWhole(command.dayMs) && command.dayMs > sealed.dayMs)) return 'ABOVE_CEILING';
  // What a rest has interrupted is no session of its own.
  return state.daySessions < sealed.sessionsPerDay || state.blockMs > 0 ? '' : 'SESSIONS_USED_UP';
}

import type { SealedPrescription } from '../../protocol/generated/device-wire.ts';
import { restorePrescription, type SessionState } from '../../protocol/session.ts';
import type { Hello } from '../identity.ts';
import type { CommandGate, OpenedCommand } from './command-gate.ts';
import { eraseSealed, isSealedThere, readSealed, writeSealed } from './prescription-store.ts';

/** The seal of what waits for the button or is in force: what is stored is what the prescriber made, not our reading of it. */
let seal: Uint8Array | null = null;
let sealOf: SealedPrescription | null = null;
let stored: SealedPrescription | null = null;

/**
 * At boot. What cannot be read, or is older than one that was in force, is no prescription: nothing can be armed.
 * @returns false where something is stored that cannot be read
 */
export function bringBackPrescription(state: SessionState, gate: CommandGate): boolean {
  const sealed = readSealed();
  const found = sealed ? gate.openPrescription(sealed) : null;
  if (!found) return !isSealedThere();
  if (restorePrescription(state, found)) stored = found;
  return true;
}

/** After a command was obeyed: the seal is kept while its prescription waits. */
export function rememberSeal(state: SessionState, opened: OpenedCommand): void {
  if (opened.prescription === null || state.offer !== opened.prescription) return;
  sealOf = opened.prescription;
  seal = opened.command.sealed;
}

/** Whether another prescription is in force than the one that flash has. */
export function isPrescriptionNew(state: SessionState): boolean {
  return state.prescription !== stored;
}

/** @returns false when flash did not take it: nothing is in force then. */
export function keepPrescription(state: SessionState): boolean {
  stored = state.prescription;
  if (stored === null) return eraseSealed();
  if (seal !== null && sealOf === stored && writeSealed(seal)) return true;
  state.prescription = null;
  stored = null;
  eraseSealed();
  return false;
}

export function describePrescription(hello: Hello, state: SessionState): void {
  const prescription = state.prescription;
  hello.prescriptionRevision = prescription ? prescription.revision : 0;
  hello.prescriptionHash = prescription ? prescription.prescriptionHash : '';
}

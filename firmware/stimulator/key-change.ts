import { latestNow, type SessionState, stepSession } from '../../protocol/session.ts';
import type { CommandGate } from './command-gate.ts';
import { writeKeys } from './key-files.ts';
import { eraseSealed } from './prescription-store.ts';

/**
 * New keys: what was prescribed and commanded under the old ones is over. Rests, the day's account, faults and the boot
 * number stay: they are the patient's, not the clinic's.
 * @returns empty, or MEMORY where flash did not take it
 */
export function takeOver(state: SessionState, gate: CommandGate, pair: Uint8Array): string {
  const revision = state.revision;
  const prescriptionMs = state.prescriptionMs;
  const nowS = latestNow(state);
  const isWritten = eraseSealed() && writeKeys(pair);
  stepSession(state, { kind: 'ENROLLED' });
  if (!gate.reload()) {
    // Under the same prescription key old seals still open: what they have used up stays used up.
    state.revision = revision;
    state.prescriptionMs = prescriptionMs;
    state.latestNowS = nowS;
  }
  return isWritten ? '' : 'MEMORY';
}

import { msToS } from '../protocol/units.ts';
import type { PrescribedDose } from './screen/session-library.ts';
import { longestPhaseUs, parsePrescription } from './stim/index.ts';

/** What one of these prescriptions allows; undefined where none has this id. */
export function prescribedDose(prescriptions: readonly unknown[], id: string): PrescribedDose | undefined {
  return prescriptions.map(doseOf).find((dose) => dose?.id === id)?.dose;
}

function doseOf(document: unknown): { readonly id: string; readonly dose: PrescribedDose } | undefined {
  const parsed = parsePrescription(document);
  if (parsed.kind === 'Refused') return undefined;
  const { id, levelUa, sessionMs, rateMillihertz, pattern } = parsed.prescription;
  const phaseWidthUs = longestPhaseUs(pattern);
  return { id, dose: { currentUa: levelUa, durationS: msToS(sessionMs), phaseWidthUs, rateHz: rateMillihertz / 1000 } };
}

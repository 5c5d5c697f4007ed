import type { SealedPrescription } from '../../../protocol/message.ts';
import { longestPhaseUs, patternBytes, patternFlaw } from '../dose/pattern.ts';
import type { Prescription } from './prescription.ts';

/** The numbers of a prescription that a band watches by itself, as ARM and the seal bring them. */
export interface DevicePrescription {
  readonly device: string;
  readonly site: string;
  readonly padAreaMm2: number;
  /** Of a symmetric pulse its phase; of a composite one its longest segment with current. */
  readonly phaseUs: number;
  /** As in Command.pattern; empty for a symmetric pulse. */
  readonly pattern: Uint8Array;
  readonly rateMillihertz: number;
  readonly ceilingUa: number;
  readonly sessionMs: number;
  readonly dayMs: number;
  readonly sessionsPerDay: number;
  /** Null: sleep is allowed. Watched by the host. */
  readonly presenceMs: number | null;
  readonly issuedAtS: number;
  readonly expiresAtS: number;
  /** All output until it expires: a day's for each day begun, at most what 32 bits hold (49 days of output). */
  readonly totalMs: number;
}

const DAY_S = 86_400;
const WIRE_MOST = 2 ** 32 - 1;

/** Null for a pattern that no band forms; the constraint chain refuses that with its reason. */
export function devicePrescription(prescription: Prescription): DevicePrescription | null {
  const { pattern, rateMillihertz, dayMs, issuedAtS, expiresAtS } = prescription;
  if (patternFlaw(pattern, rateMillihertz) !== '') return null;
  const { device, site, padAreaMm2, ceilingUa, sessionMs, sessionsPerDay, presenceMs } = prescription;
  return {
    device,
    site,
    padAreaMm2,
    phaseUs: longestPhaseUs(pattern),
    pattern: patternBytes(pattern),
    rateMillihertz,
    ceilingUa,
    sessionMs,
    dayMs,
    sessionsPerDay,
    presenceMs,
    issuedAtS,
    expiresAtS,
    totalMs: Math.min(WIRE_MOST, Math.ceil((expiresAtS - issuedAtS) / DAY_S) * dayMs),
  };
}

/**
 * What the prescriber puts under the seal.
 * @param hash first eight bytes of the SHA-256 of `canonicalBytes`
 * @throws RangeError for a pattern that no band forms
 */
export function sealedOf(prescription: Prescription, hash: Uint8Array): SealedPrescription {
  const numbers = devicePrescription(prescription);
  if (numbers === null) throw new RangeError(patternFlaw(prescription.pattern, prescription.rateMillihertz));
  return {
    revision: prescription.revision,
    prescriptionHash: hash,
    issuedAtS: numbers.issuedAtS,
    expiresAtS: numbers.expiresAtS,
    deviceId: numbers.device,
    site: numbers.site,
    padAreaMm2: numbers.padAreaMm2,
    ceilingUa: numbers.ceilingUa,
    rateMillihertz: numbers.rateMillihertz,
    phaseUs: numbers.phaseUs,
    pattern: numbers.pattern,
    sessionMs: numbers.sessionMs,
    dayMs: numbers.dayMs,
    sessionsPerDay: numbers.sessionsPerDay,
    totalMs: numbers.totalMs,
  };
}

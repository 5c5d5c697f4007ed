import type { DevicePrescription } from '../prescription/device-prescription.ts';

/** Current as a band reads it back, against what it was asked for. */

/** The two may differ by 1 mA or 15 %, whichever is more. */
const toleranceUa = (askedUa: number): number => Math.max(1000, Math.ceil((askedUa * 15) / 100));

export const isAbove = (currentUa: number, askedUa: number): boolean => currentUa > askedUa + toleranceUa(askedUa);
export const isBelow = (currentUa: number, askedUa: number): boolean => currentUa < askedUa - toleranceUa(askedUa);

/** A level that was left by going down: for a moment it is still read back, and is no current too much. */
export interface LeftLevel {
  readonly fromUa: number;
  /** The band's own time in the first frame that it wrote after going down; null: none was heard yet. */
  readonly sinceDeviceMs: number | null;
}

/** The band looks at its output ten times a second; a frame may tell of the look before the last. */
const LOOKS_MS = 200;

/** For so long a read-back may be of the pulse before. */
const lagMs = ({ rateMillihertz }: DevicePrescription): number => LOOKS_MS + Math.ceil(1_000_000 / rateMillihertz);

/** @param left what is known before this frame, which the band wrote when it had gone down; null: nothing was left */
export function stillLeft(
  left: LeftLevel | null,
  deviceMs: number,
  prescription: DevicePrescription,
): LeftLevel | null {
  if (left === null) return null;
  const sinceDeviceMs = left.sinceDeviceMs ?? deviceMs;
  return deviceMs - sinceDeviceMs <= lagMs(prescription) ? { ...left, sinceDeviceMs } : null;
}

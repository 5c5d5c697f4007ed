/**
 * The only place that converts between units. Names carry the unit; brands keep apart what must never be mixed up.
 * Doses are integers (uA, us, nC): sums of floats drift, sums of integers do not.
 */
declare const unit: unique symbol;
type Branded<Name extends string> = number & { readonly [unit]: Name };

/** Electric current in whole microamperes, never negative. */
export type MicroAmperes = Branded<'uA'>;
/** A duration in whole microseconds. */
export type MicroSeconds = Branded<'us'>;
/** Electric charge in whole nanocoulombs. */
export type NanoCoulombs = Branded<'nC'>;
/** A duration, or a time on one named clock, in milliseconds. */
export type MilliSeconds = Branded<'ms'>;

/** @throws RangeError unless `value` is a whole number from 0 to 2^53 - 1: NaN, negatives and fractions never become a dose. */
function whole(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} must be a whole number, got ${value}`);
  return value;
}

export const microAmperes = (value: number): MicroAmperes => whole(value, 'current in uA') as MicroAmperes;
export const microSeconds = (value: number): MicroSeconds => whole(value, 'duration in us') as MicroSeconds;
export const nanoCoulombs = (value: number): NanoCoulombs => whole(value, 'charge in nC') as NanoCoulombs;

/** @throws RangeError unless `value` is finite. Times may be fractional: device ticks are mapped onto the host's clock. */
export function milliSeconds(value: number): MilliSeconds {
  if (!Number.isFinite(value)) throw new RangeError(`time in ms must be finite, got ${value}`);
  return value as MilliSeconds;
}

/** 1 uA flowing for 1 us carries 1 pC = 0.001 nC; rounded up, because a dose is never understated. */
export function chargeNc(currentUa: MicroAmperes, durationUs: MicroSeconds): NanoCoulombs {
  return nanoCoulombs(Math.ceil((currentUa * durationUs) / 1000));
}

/** Standard gravity (CGPM 1901), m/s^2. */
export const STANDARD_GRAVITY_MS2 = 9.80665;

export const degToRad = (deg: number): number => (deg * Math.PI) / 180;
export const radToDeg = (rad: number): number => (rad * 180) / Math.PI;
export const gToMs2 = (g: number): number => g * STANDARD_GRAVITY_MS2;
export const ms2ToG = (ms2: number): number => ms2 / STANDARD_GRAVITY_MS2;
export const msToS = (ms: number): number => ms / 1000;
export const sToMs = (s: number): number => s * 1000;
export const uaToMa = (ua: number): number => ua / 1000;
export const ncToUc = (nc: number): number => nc / 1000;

/** "20.0 mA" */
export const formatCurrent = (ua: number): string => `${uaToMa(ua).toFixed(1)} mA`;
/** "43°" */
export const formatAngle = (deg: number): string => `${Math.round(deg)}\u00b0`;

/** "1:05", "12:00": minutes and seconds, rounded up so that remaining time never shows 0:00 while some is left. */
export function formatDuration(ms: number): string {
  const totalS = Math.ceil(Math.max(0, ms) / 1000);
  return `${Math.floor(totalS / 60)}:${String(totalS % 60).padStart(2, '0')}`;
}

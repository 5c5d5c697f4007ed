import { LimberError } from '../../protocol/limber-error.ts';
import { degToRad, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import type { Recording } from './recording.ts';

/**
 * Tells a recording in the wrong unit from one that is only unusual, by physics instead of by size: gravity gives the scale
 * of the accelerometer, and turning the sensor must move gravity's direction by just what the gyroscope says.
 */
export function checkUnits(recording: Recording, name: string): void {
  const gravity = medianForce(recording);
  if (gravity > 0.7 && gravity < 1.4) throw wrongUnit(name, 'ax_ms2, ay_ms2, az_ms2 look like g', STANDARD_GRAVITY_MS2);
  if (gravity > 700 && gravity < 1400)
    throw wrongUnit(name, 'ax_ms2, ay_ms2, az_ms2 look like mg', STANDARD_GRAVITY_MS2 / 1000);
  if (gravity < 6 || gravity > 16) {
    const found = `the accelerometer's median magnitude is ${gravity.toPrecision(3)}, expected about 9.8 m/s^2`;
    throw new LimberError('recording/wrong-unit', `${name}: ${found}; check the unit of ax_ms2, ay_ms2, az_ms2.`);
  }
  if (looksLikeDegrees(recording)) throw wrongUnit(name, 'gx_rads, gy_rads, gz_rads look like deg/s', degToRad(1));
}

/** Longer steps follow no limb. */
const LONGEST_STEP_S = 0.5;
const MOST_EQUAL = 1 / 3;

/** Stamps that tell nothing of a rate: batches stamped on arrival, or another unit than seconds. */
export function checkTimes({ tS, count }: Recording, name: string): void {
  const steps = Float64Array.from({ length: count - 1 }, (_, i) => tS[i + 1]! - tS[i]!).sort();
  const equal = steps.lastIndexOf(0) + 1;
  if (equal > MOST_EQUAL * steps.length) {
    const found = `${equal} of ${count} samples have the time of the one before`;
    throw new LimberError('recording/bad-format', `${name}: ${found}; give each sample its own t_s.`);
  }
  const stepS = steps[steps.length >> 1]!;
  if (stepS > LONGEST_STEP_S) {
    const advice = 'divide by 1000 if they are milliseconds; slower than 2 samples a second cannot be followed';
    throw new LimberError('recording/wrong-unit', `${name}: t_s grows by ${stepS} a sample; ${advice}.`);
  }
}

/** The earth's field has 25 to 65 uT; steel and magnets nearby leave the middle of a recording within three times of that. */
const FIELD_UT = { low: 8, high: 200 };
const OTHER_UNITS = [
  { unit: 'gauss', toUt: 100 },
  { unit: 'mT', toUt: 1e3 },
  { unit: 'T', toUt: 1e6 },
  { unit: 'nT', toUt: 1e-3 },
];

/** Only what is certainly another unit is refused: a field in arbitrary units still points somewhere. */
export function checkMagnetometerUnit(magUt: Float64Array, name: string): void {
  const field = medianField(magUt);
  for (const { unit, toUt } of OTHER_UNITS) {
    const wouldBeUt = field * toUt;
    if (wouldBeUt > 20 && wouldBeUt < 80 && (field < FIELD_UT.low || field > FIELD_UT.high))
      throw wrongUnit(name, `mx_ut, my_ut, mz_ut look like ${unit}`, toUt);
  }
}

function medianField(magUt: Float64Array): number {
  const magnitudes = Float64Array.from({ length: magUt.length / 3 }, (_, i) =>
    Math.hypot(magUt[3 * i]!, magUt[3 * i + 1]!, magUt[3 * i + 2]!),
  ).filter((magnitude) => magnitude > 0);
  return magnitudes.length === 0 ? 0 : magnitudes.sort()[magnitudes.length >> 1]!;
}

function wrongUnit(name: string, what: string, factor: number): LimberError {
  return new LimberError('recording/wrong-unit', `${name}: ${what}; multiply them by ${factor.toPrecision(6)}.`);
}

function medianForce({ count, values }: Recording): number {
  const magnitudes = Float64Array.from({ length: count }, (_, i) =>
    Math.hypot(values[6 * i + 3]!, values[6 * i + 4]!, values[6 * i + 5]!),
  );
  return magnitudes.sort()[count >> 1]!;
}

/** No limb turns faster than this (2,000 deg/s, the range of such sensors). */
const GYRO_MAX_RADS = 35;
const WINDOW_S = 0.25;
/** In rad/s the squares of predicted and seen turning are alike, in deg/s they differ by 57^2 = 3283; the border lies between. */
const DEGREES_ABOVE = 60;
/** With less turning of gravity than this (sum of squares, rad^2) nothing can be said. */
const TURNING_MIN = 0.02;

function looksLikeDegrees(recording: Recording): boolean {
  const { seen, predicted } = gravityTurning(recording);
  if (seen > TURNING_MIN) return predicted > DEGREES_ABOVE * seen;
  return recording.values.some((value, index) => index % 6 < 3 && Math.abs(value) > GYRO_MAX_RADS);
}

/** Over windows: how gravity's direction moved in the sensor, and how it should have by the gyroscope (da/dt = -w x a). */
function gravityTurning({ count, tS, values }: Recording): { seen: number; predicted: number } {
  const sums = { seen: 0, predicted: 0 };
  for (let from = 0, to = 1; to < count; to++) {
    if (tS[to]! - tS[from]! < WINDOW_S) continue;
    const begin = directionAt(values, from);
    const end = directionAt(values, to);
    const turn = integrate(values, tS, from, to);
    for (let axis = 0; axis < 3; axis++) {
      const [next, after] = [(axis + 1) % 3, (axis + 2) % 3];
      const predicted = -(turn[next]! * begin[after]! - turn[after]! * begin[next]!);
      const seen = end[axis]! - begin[axis]!;
      sums.seen += seen * seen;
      sums.predicted += predicted * predicted;
    }
    from = to;
  }
  return sums;
}

function directionAt(values: Float64Array, index: number): [number, number, number] {
  const at = 6 * index + 3;
  const norm = Math.hypot(values[at]!, values[at + 1]!, values[at + 2]!) || 1;
  return [values[at]! / norm, values[at + 1]! / norm, values[at + 2]! / norm];
}

function integrate(values: Float64Array, tS: Float64Array, from: number, to: number): [number, number, number] {
  const turn: [number, number, number] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const dt = tS[i + 1]! - tS[i]!;
    for (let axis = 0; axis < 3; axis++) turn[axis]! += values[6 * i + axis]! * dt;
  }
  return turn;
}

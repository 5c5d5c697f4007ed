/**
 * How a standing person sways, by the horizontal acceleration at the lower back (Mancini et al., J NeuroEng Rehabil 9,
 * 2012, table 2; discretised as in the fixtures of the test). Trials are compared with the person's own: no threshold.
 */
export interface Sway {
  /** Half the integral of the squared jerk, m^2/s^5. */
  readonly jerk: number;
  /** Mean and root mean square distance from the centre, m/s^2. */
  readonly meanMs2: number;
  readonly rmsMs2: number;
  /** Length of the way the acceleration makes, and its range in either direction, m/s^2. */
  readonly pathMs2: number;
  readonly rangeApMs2: number;
  readonly rangeMlMs2: number;
  /** How often a circle of the mean distance would be gone round, Hz. */
  readonly meanFrequencyHz: number;
  /** Area swept a second, m^2/s^5. */
  readonly areaPerS: number;
  /** Half and 95 % of the power between 0.15 and 3.5 Hz lie below. */
  readonly medianFrequencyHz: number;
  readonly edgeFrequencyHz: number;
  /** Centre of the spectrum, and how wide it is, 0 to 1. */
  readonly centroidHz: number;
  readonly dispersion: number;
}

const LOWEST_HZ = 0.15;
const HIGHEST_HZ = 3.5;

/** @param ap @param ml acceleration to the front and to the side, their means taken off, m/s^2, evenly sampled */
export function swayOf(ap: Float64Array, ml: Float64Array, rateHz: number): Sway {
  const count = ap.length;
  const durationS = count / rateHz;
  let [squares, distance, path, rises, area] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    squares += ap[i]! ** 2 + ml[i]! ** 2;
    distance += Math.hypot(ap[i]!, ml[i]!);
    if (i === 0) continue;
    const step = Math.hypot(ap[i]! - ap[i - 1]!, ml[i]! - ml[i - 1]!);
    path += step;
    rises += step ** 2;
    area += Math.abs(ap[i - 1]! * ml[i]! - ap[i]! * ml[i - 1]!) / 2;
  }
  const meanMs2 = distance / count;
  return {
    jerk: (rises * rateHz) / 2,
    meanMs2,
    rmsMs2: Math.sqrt(squares / count),
    pathMs2: path,
    rangeApMs2: range(ap),
    rangeMlMs2: range(ml),
    meanFrequencyHz: path / (2 * Math.PI * meanMs2 * durationS),
    areaPerS: area / durationS,
    ...spectrum(ap, ml, rateHz),
  };
}

/** The signal less its mean. */
export function centred(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  return values.map((value) => value - sum / values.length);
}

function range(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

type Spectrum = Pick<Sway, 'medianFrequencyHz' | 'edgeFrequencyHz' | 'centroidHz' | 'dispersion'>;

function spectrum(ap: Float64Array, ml: Float64Array, rateHz: number): Spectrum {
  const stepHz = rateHz / ap.length;
  const first = Math.ceil(LOWEST_HZ / stepHz - 1e-9);
  const last = Math.min(ap.length >> 1, Math.floor(HIGHEST_HZ / stepHz + 1e-9));
  const power: number[] = [];
  for (let k = first; k <= last; k++) power.push(powerAt(ap, k) + powerAt(ml, k));
  const moment = (order: number): number => power.reduce((sum, p, i) => sum + ((first + i) * stepHz) ** order * p, 0);
  const [m0, m1, m2] = [moment(0), moment(1), moment(2)];
  return {
    medianFrequencyHz: (first + indexOfShare(power, m0, 0.5)) * stepHz,
    edgeFrequencyHz: (first + indexOfShare(power, m0, 0.95)) * stepHz,
    centroidHz: Math.sqrt(m2 / m0),
    dispersion: Math.sqrt(Math.max(0, 1 - m1 ** 2 / (m0 * m2))),
  };
}

/** One bin of the discrete Fourier transform: a trial of 30 s needs a hundred of them, and its length is no power of 2. */
function powerAt(values: Float64Array, bin: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const angle = (2 * Math.PI * ((bin * i) % values.length)) / values.length;
    re += values[i]! * Math.cos(angle);
    im -= values[i]! * Math.sin(angle);
  }
  return re ** 2 + im ** 2;
}

function indexOfShare(power: readonly number[], total: number, share: number): number {
  let sum = 0;
  for (const [i, value] of power.entries()) {
    sum += value;
    if (sum >= share * total) return i;
  }
  return power.length - 1;
}

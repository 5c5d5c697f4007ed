/** Half the width of the window over which a speed is averaged, seconds: wide enough for a gyroscope's noise, no more. */
const HALF_WINDOW_S = 0.05;

/** The mean over a window centred on each sample; smaller windows at the ends. */
export function centredMean(values: Float64Array, tS: Float64Array): Float64Array {
  const count = values.length;
  const half = halfWindow(tS);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const reach = Math.min(half, i, count - 1 - i);
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += values[k]!;
    out[i] = sum / (2 * reach + 1);
  }
  return out;
}

/** Samples on either side of the window's centre. */
export function halfWindow(tS: Float64Array): number {
  const stepS = (tS[tS.length - 1]! - tS[0]!) / Math.max(1, tS.length - 1);
  return Math.max(0, Math.round(HALF_WINDOW_S / stepS));
}

/** The derivative over the same window, by the slope of its chord. */
export function centredSlope(values: Float64Array, tS: Float64Array): Float64Array {
  const last = values.length - 1;
  const half = Math.max(1, halfWindow(tS));
  const out = new Float64Array(values.length);
  for (let i = 0; i <= last; i++) {
    const a = Math.max(0, i - half);
    const b = Math.min(last, i + half);
    if (b > a) out[i] = (values[b]! - values[a]!) / (tS[b]! - tS[a]!);
  }
  return out;
}

/** Standard deviation of white noise on a smooth signal, from its second differences. */
export function noiseOf(values: Float64Array): number {
  let squares = 0;
  for (let i = 2; i < values.length; i++) {
    const bend = values[i]! - 2 * values[i - 1]! + values[i - 2]!;
    squares += bend * bend;
  }
  return values.length > 2 ? Math.sqrt(squares / (6 * (values.length - 2))) : 0;
}

/** Root mean square about the straight line that fits best. */
export function unsteadiness(values: Float64Array): number {
  const count = values.length;
  const middle = (count - 1) / 2;
  let [sum, lever, squared] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    sum += values[i]!;
    lever += (i - middle) * values[i]!;
    squared += (i - middle) ** 2;
  }
  const [mean, slope] = [sum / count, squared > 0 ? lever / squared : 0];
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean - slope * (i - middle)) ** 2;
  return Math.sqrt(squares / count);
}

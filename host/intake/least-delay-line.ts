import { levelled, lowest, lowestOf, type Moments } from './moments.ts';

/**
 * The line under the offsets of the least delayed moments: a clock's drift, and about its offset.
 *
 * Delays are never negative, most often small and now and then huge. So for each drift that a crystal may have the offset is what
 * touches the lowest moment (Moon, Skelly, Towsley 1999 seek the same line by linear programming), and that drift is the likelier the
 * closer the others lie above it. One far above says nothing but that something was clogged. Averaged over all drifts by their
 * likelihood: with a few seconds of moments that is a careful guess near none, and how wide they spread is the estimate's standard error.
 */
export interface LeastDelayLine {
  /** Of host time over device time at the moment asked for, ms. */
  readonly offsetMs: number;
  /** Change of the offset, ms per ms. */
  readonly drift: number;
  /** Standard error of the drift. */
  readonly driftSigma: number;
}

/** What is to be expected of two clocks and of the moments that are noted. */
export interface Expected {
  /** The drift's standard deviation before anything was heard. */
  readonly drift: number;
  /** So many neighbours err alike: fewer say something of their own. */
  readonly alike: number;
}

/** A drift may be so many times what is to be expected before anything was heard. */
const DRIFT_MAX = 7.5;
/** Drifts tried, over so many standard errors to either side; never closer than the temperature moves a crystal in a minute. */
const TRIED = 17;
const TRIED_SIGMAS = 4;
/** Until the estimate lies well inside of what was tried, and that lies close enough. */
const TURNS_MAX = 8;
const SIGMA_LEAST = 0.5e-6;
/** A moment that is so many times the usual excess above the line counts no further. */
const EXCESS_MAX = 5;
const EXCESS_MS_LEAST = 0.2;
/** Of a few it is not known what is usual. */
const EXCESS_MS_OF_ONE = 10;

/** @param before the estimate until now, around which drifts are tried */
export function leastDelayLine(
  moments: Moments,
  atMs: number,
  before: Pick<LeastDelayLine, 'drift' | 'driftSigma'>,
  expected: Expected,
): LeastDelayLine {
  let line: LeastDelayLine = { offsetMs: 0, drift: before.drift, driftSigma: before.driftSigma };
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const { drift, driftSigma } = line;
    const found = weigh(moments, usualOf(moments, atMs, drift), atMs, line, expected);
    const isOutside = Math.abs(found.drift - drift) > (driftSigma * TRIED_SIGMAS) / 2;
    line = isOutside ? { ...found, driftSigma: Math.min(expected.drift, driftSigma * TRIED_SIGMAS) } : found;
    if (!isOutside && found.driftSigma > driftSigma / 2) break;
  }
  return line;
}

/** The mean of all that count, and how far above the lowest they usually lie: so the excess by any drift is told without a sum over all. */
interface Usual {
  readonly count: number;
  readonly sinceMs: number;
  readonly offsetMs: number;
  readonly excessMs: number;
}

function usualOf(moments: Moments, atMs: number, drift: number): Usual {
  const { ms, offsetsMs } = moments;
  const floorMs = lowest(moments, atMs, drift);
  const half = (ms.length >> 1) + 1;
  const medianMs = lowestOf(levelled(moments, atMs, drift), half)[half - 1]!;
  const excessMs = Math.max(EXCESS_MS_LEAST, EXCESS_MS_OF_ONE / ms.length, medianMs - floorMs);
  const mostMs = floorMs + EXCESS_MAX * excessMs;
  let [count, sinceMs, offsetMs] = [0, 0, 0];
  for (let i = 0; i < ms.length; i++) {
    if (offsetsMs[i]! - drift * (ms[i]! - atMs) > mostMs) continue;
    count++;
    sinceMs += ms[i]! - atMs;
    offsetMs += offsetsMs[i]!;
  }
  return { count, sinceMs: sinceMs / count, offsetMs: offsetMs / count, excessMs };
}

function weigh(
  moments: Moments,
  usual: Usual,
  atMs: number,
  before: LeastDelayLine,
  expected: Expected,
): LeastDelayLine {
  const apart = (2 * TRIED_SIGMAS * before.driftSigma) / (TRIED - 1);
  const most = DRIFT_MAX * expected.drift;
  const tried: { drift: number; offsetMs: number; cost: number }[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (let i = (1 - TRIED) / 2; i < TRIED / 2; i++) {
    const drift = Math.max(-most, Math.min(most, before.drift + i * apart));
    const offsetMs = lowest(moments, atMs, drift);
    const excess = (usual.count * (usual.offsetMs - drift * usual.sinceMs - offsetMs)) / usual.excessMs;
    const cost = excess / expected.alike + (drift / expected.drift) ** 2 / 2;
    best = Math.min(best, cost);
    tried.push({ drift, offsetMs, cost });
  }
  let [sum, offset, change, square] = [0, 0, 0, 0];
  for (const { drift, offsetMs, cost } of tried) {
    const weight = Math.exp(best - cost);
    sum += weight;
    offset += weight * offsetMs;
    change += weight * (drift - before.drift);
    square += weight * (drift - before.drift) ** 2;
  }
  const sigma = Math.sqrt(Math.max(0, square / sum - (change / sum) ** 2));
  // No surer than what was tried lies apart.
  const driftSigma = Math.max(SIGMA_LEAST, apart, sigma);
  return { offsetMs: offset / sum, drift: before.drift + change / sum, driftSigma };
}

/**
 * The line under the offsets of the least delayed frames: a clock's drift, and about its offset.
 *
 * Delays are never negative, most often small and now and then huge. So for each drift that a crystal may have the offset is what
 * touches the lowest frame (Moon, Skelly, Towsley 1999 seek the same line by linear programming), and that drift is the likelier the
 * closer the others lie above it. A frame far above says nothing but that something was clogged. Averaged over all drifts by their
 * likelihood: with a few seconds of frames that is a careful guess near none, and how wide they spread is the estimate's standard error.
 */
export interface LeastDelayLine {
  /** Of host time over device time at the moment asked for, ms. */
  readonly offsetMs: number;
  /** Change of the offset, ms per ms. */
  readonly drift: number;
  /** Standard error of the drift. */
  readonly driftSigma: number;
}

/** A drift may be so many times what is to be expected before anything was heard. */
const DRIFT_MAX = 7.5;
/** Drifts tried, over so many standard errors to either side; never closer than the temperature moves a crystal in a minute. */
const TRIED = 33;
const TRIED_SIGMAS = 4;
/** Until the estimate lies well inside of what was tried, and that lies close enough. */
const TURNS_MAX = 8;
const SIGMA_LEAST = 0.5e-6;
/** A frame that is so many times the usual excess above the line counts no further. */
const EXCESS_MAX = 5;
const EXCESS_MS_LEAST = 0.2;
/** Of a few it is not known what is usual. */
const EXCESS_MS_OF_ONE = 10;
/** Where a share of all delays lies, sorted; from how these two lie apart it is told where they begin. */
const EARLY = 0.05;
const QUARTER = 0.25;
/**
 * Evenly spread from none on, the waits for the next connection event begin a quarter of that distance below the first of the two. More,
 * because packets of one event are handed on in turn, and the least delays are the rarer for it: as measured over all intervals.
 */
const BELOW_EARLY = 0.35;

/**
 * Where the delays of frames begin, by how their earlier part is spread: the very least of some hundred is higher the longer a band's
 * connection interval is, by more than two milliseconds at 60 ms, and what clogs the host now and then does not move this.
 * @param levelledMs offsets without the drift; sorted here
 */
export function whereDelaysBegin(levelledMs: Float64Array): number {
  levelledMs.sort();
  const earlyMs = levelledMs[Math.floor(EARLY * levelledMs.length)]!;
  const quarterMs = levelledMs[Math.floor(QUARTER * levelledMs.length)]!;
  // Evenly spread, the least of so many lies so far above.
  const beforeLeastMs = (quarterMs - earlyMs) / (QUARTER - EARLY) / levelledMs.length;
  return Math.max(earlyMs - BELOW_EARLY * (quarterMs - earlyMs), levelledMs[0]! - beforeLeastMs);
}

/** What is to be expected of two clocks and of the moments that are noted. */
export interface Expected {
  /** The drift's standard deviation before anything was heard. */
  readonly drift: number;
  /** So many neighbours err alike: fewer say something of their own. */
  readonly alike: number;
}

/** @param before the estimate until now, around which drifts are tried */
export function leastDelayLine(
  deviceMs: readonly number[],
  offsetsMs: readonly number[],
  atMs: number,
  before: Pick<LeastDelayLine, 'drift' | 'driftSigma'>,
  expected: Expected,
): LeastDelayLine {
  let line: LeastDelayLine = { offsetMs: 0, drift: before.drift, driftSigma: before.driftSigma };
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const { drift, driftSigma } = line;
    const found = weigh(deviceMs, offsetsMs, atMs, line, expected);
    const isOutside = Math.abs(found.drift - drift) > (driftSigma * TRIED_SIGMAS) / 2;
    line = isOutside ? { ...found, driftSigma: Math.min(expected.drift, driftSigma * TRIED_SIGMAS) } : found;
    if (!isOutside && found.driftSigma > driftSigma / 2) break;
  }
  return line;
}

function weigh(
  deviceMs: readonly number[],
  offsetsMs: readonly number[],
  atMs: number,
  before: LeastDelayLine,
  expected: Expected,
): LeastDelayLine {
  const usualMs = usualExcessMs(deviceMs, offsetsMs, atMs, before.drift);
  const reach = TRIED_SIGMAS * before.driftSigma;
  const most = DRIFT_MAX * expected.drift;
  const tried = Array.from({ length: TRIED }, (_, i) => {
    const drift = Math.max(-most, Math.min(most, before.drift + reach * ((2 * i) / (TRIED - 1) - 1)));
    const { offsetMs, excess } = tryDrift(deviceMs, offsetsMs, atMs, drift, usualMs);
    return { drift, offsetMs, cost: excess / expected.alike + (drift / expected.drift) ** 2 / 2 };
  });
  const best = tried.reduce((least, { cost }) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  let [sum, offsetMs, drift] = [0, 0, 0];
  for (const one of tried) {
    const weight = Math.exp(best - one.cost);
    sum += weight;
    offsetMs += weight * one.offsetMs;
    drift += weight * one.drift;
  }
  drift /= sum;
  const spread = tried.reduce((square, one) => square + Math.exp(best - one.cost) * (one.drift - drift) ** 2, 0) / sum;
  // No surer than what was tried lies apart.
  const sigmaLeast = Math.max(SIGMA_LEAST, (2 * reach) / (TRIED - 1));
  return { offsetMs: offsetMs / sum, drift, driftSigma: Math.max(sigmaLeast, Math.sqrt(spread)) };
}

function tryDrift(
  deviceMs: readonly number[],
  offsetsMs: readonly number[],
  atMs: number,
  drift: number,
  usualMs: number,
): { offsetMs: number; excess: number } {
  const offsetMs = lowest(deviceMs, offsetsMs, atMs, drift);
  let excess = 0;
  for (let i = 0; i < deviceMs.length; i++) {
    const above = offsetsMs[i]! - drift * (deviceMs[i]! - atMs) - offsetMs;
    excess += Math.min(EXCESS_MAX, above / usualMs);
  }
  return { offsetMs, excess };
}

function lowest(deviceMs: readonly number[], offsetsMs: readonly number[], atMs: number, drift: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < deviceMs.length; i++) {
    const levelled = offsetsMs[i]! - drift * (deviceMs[i]! - atMs);
    if (levelled < least) least = levelled;
  }
  return least;
}

function usualExcessMs(deviceMs: readonly number[], offsetsMs: readonly number[], atMs: number, drift: number): number {
  const floorMs = lowest(deviceMs, offsetsMs, atMs, drift);
  const excess = new Float64Array(offsetsMs.length);
  for (let i = 0; i < excess.length; i++) excess[i] = offsetsMs[i]! - drift * (deviceMs[i]! - atMs) - floorMs;
  const leastMs = Math.max(EXCESS_MS_LEAST, EXCESS_MS_OF_ONE / excess.length);
  return Math.max(leastMs, excess.sort()[excess.length >> 1]!);
}

/**
 * What one pulse amounts to, whatever its segments: times at full level that would do the same, whole us, rounded so that a dose is
 * never understated. With I the level: phase charge I * phaseUs, absolute charge I * absoluteUs, sum i^2 t = I^2 * squareUs.
 * Shared with the firmware: Espruino subset.
 */
export interface PulseShape {
  /**
   * Of the charge's farthest swing within a pulse: that of the largest run of one sign, and more where runs add up because what lies
   * between them takes too little back.
   */
  readonly phaseUs: number;
  /** Of the largest run of one sign, rounded down: what net charge is measured against. A gap does not end a run. */
  readonly runUs: number;
  readonly absoluteUs: number;
  readonly squareUs: number;
  /** Unsigned; 0 where the pulse is balanced. In thousandths of a us at full level: exact. */
  readonly netMilliUs: number;
  /** Of the whole pulse, gaps included. */
  readonly widthUs: number;
  /** Of segments with current. */
  readonly shortestUs: number;
  /**
   * Of runs of one sign, their gaps left out: a long phase cut into segments stays a long phase, and so does one that ends a pulse
   * and begins the next.
   */
  readonly longestUs: number;
}

/** Of a front-end's table; 4 bytes each. */
const SEGMENTS_MAX = 32;
const SEGMENT_BYTES = 4;

/** Two equal and opposite phases. */
export function symmetricShape(phaseUs: number): PulseShape {
  return {
    phaseUs: phaseUs,
    runUs: phaseUs,
    absoluteUs: 2 * phaseUs,
    squareUs: 2 * phaseUs,
    netMilliUs: 0,
    widthUs: 2 * phaseUs,
    shortestUs: phaseUs,
    longestUs: phaseUs,
  };
}

/** Sums while a pattern is read; shares are permille, so charges are in thousandths of a us at full level. */
interface Sums {
  /** Of the run that is going on: charge and time; and the largest charge of a run. */
  run: number;
  runUs: number;
  mostRun: number;
  net: number;
  most: number;
  least: number;
  absolute: number;
  square: number;
  widthUs: number;
  shortestUs: number;
  longestUs: number;
  isFull: boolean;
}

function addSegment(sums: Sums, share: number, widthUs: number): void {
  const charge = share * widthUs;
  sums.widthUs += widthUs;
  if (share === 0) return;
  const goesOn = sums.run * share > 0;
  sums.run = goesOn ? sums.run + charge : charge;
  sums.runUs = goesOn ? sums.runUs + widthUs : widthUs;
  sums.mostRun = Math.max(sums.mostRun, Math.abs(sums.run));
  sums.net += charge;
  sums.most = Math.max(sums.most, sums.net);
  sums.least = Math.min(sums.least, sums.net);
  sums.absolute += Math.abs(charge);
  sums.square += share * charge;
  sums.shortestUs = Math.min(sums.shortestUs, widthUs);
  sums.longestUs = Math.max(sums.longestUs, sums.runUs);
  if (Math.abs(share) === 1000) sums.isFull = true;
}

function shareAt(pattern: Uint8Array, at: number): number {
  const raw = pattern[at]! | (pattern[at + 1]! << 8);
  return raw > 32767 ? raw - 65536 : raw;
}

function widthAt(pattern: Uint8Array, at: number): number {
  return pattern[at + 2]! | (pattern[at + 3]! << 8);
}

/** The last run goes on in the first one of the next pulse, which may follow without a gap. */
function joinNextPulse(sums: Sums, pattern: Uint8Array): void {
  let at = 0;
  while (at < pattern.length && shareAt(pattern, at) * sums.run >= 0) {
    if (shareAt(pattern, at) !== 0) sums.runUs += widthAt(pattern, at);
    at += SEGMENT_BYTES;
  }
  sums.longestUs = Math.max(sums.longestUs, sums.runUs);
}

/**
 * Of segments as in Command.pattern of wearable.proto. Null where they are no pulse: cut short, more than 32, a width of 0, a share
 * beyond the level, or none at the level itself.
 */
export function shapeOf(pattern: Uint8Array): PulseShape | null {
  const bytes = pattern.length;
  if (bytes % SEGMENT_BYTES !== 0 || bytes > SEGMENTS_MAX * SEGMENT_BYTES) return null;
  const sums: Sums = {
    run: 0,
    runUs: 0,
    mostRun: 0,
    net: 0,
    most: 0,
    least: 0,
    absolute: 0,
    square: 0,
    widthUs: 0,
    shortestUs: 65535,
    longestUs: 0,
    isFull: false,
  };
  for (let at = 0; at < bytes; at += SEGMENT_BYTES) {
    const share = shareAt(pattern, at);
    const widthUs = widthAt(pattern, at);
    if (widthUs === 0 || Math.abs(share) > 1000) return null;
    addSegment(sums, share, widthUs);
  }
  if (!sums.isFull) return null;
  joinNextPulse(sums, pattern);
  return {
    phaseUs: Math.ceil((sums.most - sums.least) / 1000),
    runUs: Math.floor(sums.mostRun / 1000),
    absoluteUs: Math.ceil(sums.absolute / 1000),
    squareUs: Math.ceil(sums.square / 1000000),
    netMilliUs: Math.abs(sums.net),
    widthUs: sums.widthUs,
    shortestUs: sums.shortestUs,
    longestUs: sums.longestUs,
  };
}

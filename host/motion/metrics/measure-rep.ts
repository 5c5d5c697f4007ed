import { radToDeg } from '../../../protocol/units.ts';
import { REP_POINTS, repCurve } from '../rep-curve.ts';
import { type Measure, measured, notKnown } from './measure.ts';
import type { Phases } from './phases.ts';
import type { RepMetrics } from './rep-metrics.ts';
import { centredMean, centredSlope, halfWindow, noiseOf, unsteadiness } from './smoothing.ts';
import { sparc } from './sparc.ts';
import type { Stretch } from './trail.ts';

/** What a repetition is measured with besides its samples. */
export interface MeasuringAids {
  /** Trust in the joint's axis, 0 to 1. */
  readonly axisConfidence: number;
  readonly romDeg: number;
  /** The angle at each percent of the repetition as enrolled or demonstrated, `REP_POINTS` of them, degrees. */
  readonly reference?: readonly number[] | undefined;
}

/** Gain error of a gyroscope that was calibrated at the factory only (LSM6DS3 data sheet: 1 %, two of them differ by less). */
const GAIN_SIGMA = 0.003;
/** What stays of an angle's error when two angles a few seconds apart are subtracted, degrees. */
const DRIFT_SIGMA_DEG = 0.15;
/** By how much a wrong axis shortens a rotation, share for each share of misfit. */
const AXIS_SIGMA = 0.04;
/** A sample that had to be interpolated at full speed is this share of it off. */
const GAP_SIGMA = 0.02;
/** Inclination of a sensor that moves slowly, degrees, and share of how far it tilts. */
const TILT_SIGMA_DEG = 0.1;
const TILT_SIGMA = 0.03;
/** What a gyroscope's noise adds up to within a hold, degrees. */
const STEADINESS_SIGMA_DEG = 0.004;
const SHORTEST_HOLD_S = 0.3;
const MOST_FILLED = 0.3;
/** SPARC of a way whose samples were all interpolated would be so far off; and what noise alone does. */
const GAP_SPARC_SIGMA = 0.05;
const LEAST_SPARC_SIGMA = 0.003;
/** SPARC's padding levels: as its authors have it, and for how it changes. */
const FINE_PADDING = 4;
const COARSE_PADDING = 1;
/** SPARC looks at up to 10 Hz. */
const LEAST_RATE_HZ = 20;
const LEAST_SAMPLES = 16;

/** Speed without the sensor's noise, and how large that noise is, deg/s. */
export interface CleanSpeed {
  readonly smoothDps: Float64Array;
  readonly noiseDps: number;
}

export function cleanSpeed({ speedDps, tS }: Stretch): CleanSpeed {
  const once = centredMean(speedDps, tS);
  const twice = centredMean(once, tS);
  // Twicing (Tukey 1977): takes back what averaging shaves off a peak.
  const smoothDps = new Float64Array(once.length);
  for (let i = 0; i < once.length; i++) smoothDps[i] = 2 * once[i]! - twice[i]!;
  return { smoothDps, noiseDps: noiseOf(speedDps) / Math.sqrt(2 * halfWindow(tS) + 1) };
}

/** The stretch with the angle's own derivative for a speed: where the speed by gyroscope is no rate of that angle. */
export const differentiated = (stretch: Stretch): Stretch => ({
  ...stretch,
  speedDps: centredSlope(stretch.angleDeg, stretch.tS),
});

export function measureRep(
  stretch: Stretch,
  speed: CleanSpeed,
  phases: Phases | undefined,
  aids: MeasuringAids,
): RepMetrics {
  const romSigmaDeg = romSigma(stretch, aids);
  const times = phaseTimes(phases);
  const unknown = notKnown('no-phases');
  return {
    romDeg: measured(aids.romDeg, romSigmaDeg),
    ...times,
    peakSpeedDps: phases ? peakSpeed(stretch, speed, phases, romSigmaDeg / aids.romDeg) : unknown,
    smoothness: phases ? smoothness(stretch, phases) : unknown,
    holdUnsteadinessDeg: phases ? steadiness(stretch, phases) : unknown,
    pathRatio: phases ? pathRatio(stretch, speed, phases) : unknown,
    templateDeg: templateDistance(stretch, phases, aids.reference, romSigmaDeg),
    compensationDeg: compensation(stretch, phases),
    trunkLeanDeg: notKnown('no-sensor'),
    swayRmsMs2: notKnown('no-sensor'),
    swayJerk: notKnown('no-sensor'),
  };
}

function romSigma({ filled }: Stretch, { axisConfidence, romDeg }: MeasuringAids): number {
  const relative = Math.hypot(GAIN_SIGMA, AXIS_SIGMA * (1 - axisConfidence), GAP_SIGMA * Math.sqrt(mean(filled)));
  return Math.hypot(DRIFT_SIGMA_DEG, relative * romDeg);
}

function phaseTimes(phases: Phases | undefined): Pick<RepMetrics, 'outS' | 'holdS' | 'backS'> {
  if (!phases) return { outS: notKnown('no-phases'), holdS: notKnown('no-phases'), backS: notKnown('no-phases') };
  return {
    outS: measured(phases.outToS - phases.outFromS, phases.waySigmaS),
    holdS: measured(phases.backFromS - phases.outToS, phases.holdSigmaS),
    backS: measured(phases.backToS - phases.backFromS, phases.waySigmaS),
  };
}

function peakSpeed(stretch: Stretch, { smoothDps, noiseDps }: CleanSpeed, phases: Phases, relative: number): Measure {
  let fastest = 0;
  const [from, to] = indices(stretch, phases.outFromS, phases.outToS);
  for (let i = from; i <= to; i++) fastest = Math.max(fastest, smoothDps[i]!);
  return measured(fastest, Math.hypot(relative * fastest, noiseDps));
}

function smoothness(stretch: Stretch, { outFromS, outToS, waySigmaS }: Phases): Measure {
  const [from, to] = indices(stretch, outFromS, outToS);
  if (to - from + 1 < LEAST_SAMPLES) return notKnown('too-short');
  const rateHz = (to - from) / (stretch.tS[to]! - stretch.tS[from]!);
  if (rateHz <= LEAST_RATE_HZ) return notKnown('too-short');
  if (mean(stretch.filled.subarray(from, to + 1)) > MOST_FILLED) return notKnown('gaps');
  const between = (a: number, b: number, padLevel: number): number =>
    sparc(stretch.speedDps.subarray(Math.max(0, a), Math.min(stretch.count, b + 1)), rateHz, { padLevel });
  // Where the phase begins and ends is not known better than this; the arc's length moves with it. A coarse spectrum does
  // for differences.
  const shift = Math.max(1, Math.round(waySigmaS * rateHz));
  const coarse = between(from, to, COARSE_PADDING);
  const shorter = between(from + shift, to - shift, COARSE_PADDING);
  const longer = between(from - shift, to + shift, COARSE_PADDING);
  const byEdges = (Math.abs(shorter - coarse) + Math.abs(longer - coarse)) / 2;
  const byGaps = GAP_SPARC_SIGMA * Math.sqrt(mean(stretch.filled.subarray(from, to + 1)));
  return measured(between(from, to, FINE_PADDING), Math.hypot(byEdges, byGaps, LEAST_SPARC_SIGMA));
}

function steadiness(stretch: Stretch, { outToS, backFromS }: Phases): Measure {
  if (backFromS - outToS < SHORTEST_HOLD_S) return notKnown('no-hold');
  const [from, to] = indices(stretch, outToS, backFromS);
  if (to - from < 4) return notKnown('no-hold');
  const held = stretch.angleDeg.subarray(from, to + 1);
  return measured(unsteadiness(held), STEADINESS_SIGMA_DEG);
}

function pathRatio(stretch: Stretch, { smoothDps, noiseDps }: CleanSpeed, phases: Phases): Measure {
  const [from, to] = indices(stretch, phases.outFromS, phases.outToS);
  let [travelled, got] = [0, 0];
  for (let i = from + 1; i <= to; i++) {
    const stepDeg = smoothDps[i]! * (stretch.tS[i]! - stretch.tS[i - 1]!);
    travelled += Math.abs(stepDeg);
    got += stepDeg;
  }
  const durationS = phases.outToS - phases.outFromS;
  return got > 0 ? measured(travelled / got, (noiseDps * durationS) / got) : notKnown('no-phases');
}

function templateDistance(
  { tS, angleDeg }: Stretch,
  phases: Phases | undefined,
  reference: readonly number[] | undefined,
  sigmaDeg: number,
): Measure {
  if (reference?.length !== REP_POINTS) return notKnown('no-reference');
  if (!phases) return notKnown('no-phases');
  const { outFromS, backToS } = phases;
  const last = tS.length - 1;
  // Beginning and end may lie a little beyond the samples: next to nothing moves there.
  const t = [Math.min(outFromS, tS[0]!), ...tS, Math.max(backToS, tS[last]!)];
  const line = { t, angleDeg: [angleDeg[0]!, ...angleDeg, angleDeg[last]!] };
  const curve = repCurve(line, { start: outFromS, end: backToS });
  if (!curve) return notKnown('no-phases');
  const squares = curve.reduce((sum, angle, i) => sum + (angle - reference[i]!) ** 2, 0);
  return measured(Math.sqrt(squares / REP_POINTS), sigmaDeg);
}

/** Largest tilt against the beginning of the way out. */
function compensation(stretch: Stretch, phases: Phases | undefined): Measure {
  const { up, count } = stretch;
  const [from, to] = phases ? indices(stretch, phases.outFromS, phases.backToS) : [0, count - 1];
  if (up[3 * from] === 0 && up[3 * from + 1] === 0 && up[3 * from + 2] === 0) return notKnown('no-sensor');
  let largest = 0;
  for (let i = from; i <= to; i++) largest = Math.max(largest, squaredChord(up, 3 * from, 3 * i));
  const tiltDeg = radToDeg(2 * Math.asin(Math.min(1, Math.sqrt(largest) / 2)));
  return measured(tiltDeg, Math.hypot(TILT_SIGMA_DEG, TILT_SIGMA * tiltDeg));
}

/** Squared distance of the ends of two unit vectors. */
function squaredChord(v: Float64Array, a: number, b: number): number {
  const x = v[a]! - v[b]!;
  const y = v[a + 1]! - v[b + 1]!;
  const z = v[a + 2]! - v[b + 2]!;
  return x * x + y * y + z * z;
}

/** First and last sample between two times. */
function indices({ tS, count }: Stretch, fromS: number, toS: number): [number, number] {
  let from = 0;
  while (from < count - 1 && tS[from]! < fromS) from++;
  let to = count - 1;
  while (to > from && tS[to]! > toS) to--;
  return [from, to];
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length > 0 ? sum / values.length : 0;
}

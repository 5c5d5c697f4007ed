import {
  ACC_CROSS_AXIS_MOST,
  ACC_GAIN_ERROR_MOST,
  ACC_OFFSET_MOST_MS2,
  isPlausible,
} from '../../../protocol/calibration.ts';
import { degToRad, radToDeg, STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import {
  type AccelerometerModel,
  angleBetween,
  corrected,
  directionOf,
  lengthOf,
  type Vector3,
} from './accelerometer-model.ts';
import { type EllipsoidFit, fitEllipsoid, UNKNOWNS } from './ellipsoid-fit.ts';
import { evenDirections } from './even-directions.ts';
import { largestHole, mostMissing } from './pose-directions.ts';
import { tiltUncertaintyRad } from './tilt-uncertainty.ts';

/** An accelerometer's calibration that may be kept. */
export interface AccelerometerCalibration {
  readonly model: AccelerometerModel;
  readonly poses: number;
  /** Poses left out because they contradict all others, as indices into what was given. */
  readonly leftOut: readonly number[];
  /** How far the length of a reading at rest is from gravity, root mean square, m/s^2; after: of poses the fit has not seen. */
  readonly lengthErrorMs2: { readonly before: number; readonly after: number };
  /** Error of tilt, root mean square over all directions, rad; before: as this calibration says; after: as is expected of it. */
  readonly tiltErrorRad: { readonly before: number; readonly after: number };
}

export type FitRefusal =
  | { readonly reason: 'too-few-poses'; readonly poses: number; readonly least: number; readonly missing?: string }
  | {
      readonly reason: 'too-few-directions';
      readonly tiltDeg: number;
      readonly mostDeg: number;
      readonly missing?: string;
    }
  /** No pose within so far of some direction: what holds there is a guess. */
  | { readonly reason: 'one-sided'; readonly awayDeg: number; readonly mostDeg: number; readonly missing?: string }
  | { readonly reason: 'no-ellipsoid' }
  | { readonly reason: 'poses-disagree'; readonly residualMg: number; readonly mostMg: number }
  | {
      readonly reason: 'implausible';
      readonly offsetMg: number;
      readonly gainPercent: number;
      readonly crossPercent: number;
    };

export type FitJudgement =
  | { readonly ok: true; readonly calibration: AccelerometerCalibration }
  | { readonly ok: false; readonly refusal: FitRefusal };

export const POSES_LEAST = 12;
export const POSES_WANTED = 18;
/** Twice what 18 poses give with 1 mg of noise: more, and poses are missing where they count. */
export const TILT_SIGMA_MOST_RAD = degToRad(0.12);
/** Noise of a pose before anything is known of it, and how many residuals that belief weighs: few poses leave few residuals. */
const USUAL_MS2 = 0.001 * STANDARD_GRAVITY_MS2;
const USUAL_WEIGHT = 6;
/** A sensor and a hand that work leave 1 mg. */
const RESIDUAL_MOST_MS2 = 0.006 * STANDARD_GRAVITY_MS2;
const OUTLIER_SIGMAS = 6;
/** Twelve poses well spread leave holes of 40 degrees, eighteen by chance 60. */
const HOLE_MOST_RAD = degToRad(65);
const LEFT_OUT_MOST = 2;
const ASKED = evenDirections(200);
const TINY = 1e-9;

/** @param readingsMs2 mean readings at rest, one a pose, at factory scale */
export function judgeFit(readingsMs2: readonly Vector3[]): FitJudgement {
  const indices = readingsMs2.map((_, i) => i);
  return judge(readingsMs2, indices, []);
}

function judge(all: readonly Vector3[], kept: readonly number[], leftOut: readonly number[]): FitJudgement {
  const readings = kept.map((i) => all[i]!);
  const missing = missingName(readings);
  if (readings.length < POSES_LEAST)
    return refused({ reason: 'too-few-poses', poses: readings.length, least: POSES_LEAST, ...missing });
  const fit = fitEllipsoid(readings);
  if (!fit) return refused({ reason: 'no-ellipsoid' });
  const outlier = leftOut.length < LEFT_OUT_MOST && readings.length > POSES_LEAST ? worst(fit) : undefined;
  if (outlier !== undefined) {
    const rest = kept.filter((_, i) => i !== outlier);
    return judge(all, rest, [...leftOut, kept[outlier]!]);
  }
  const refusal = whyNot(fit, missing) ?? oneSided(readings, missing);
  if (refusal) return refused(refusal);
  const tiltErrorRad = { before: turnedBy(fit.model), after: expectedTiltRad(fit) };
  return {
    ok: true,
    calibration: {
      model: fit.model,
      poses: kept.length,
      leftOut,
      lengthErrorMs2: lengthErrors(readings, fit),
      tiltErrorRad,
    },
  };
}

const refused = (refusal: FitRefusal): FitJudgement => ({ ok: false, refusal });

function missingName(readings: readonly Vector3[]): { missing?: string } {
  const name = mostMissing(readings.map(directionOf))?.name;
  return name ? { missing: name } : {};
}

function whyNot(fit: EllipsoidFit, missing: { missing?: string }): FitRefusal | undefined {
  const residual = residualSigma(fit);
  if (residual > RESIDUAL_MOST_MS2)
    return { reason: 'poses-disagree', residualMg: inMg(residual), mostMg: inMg(RESIDUAL_MOST_MS2) };
  const tilt = expectedTiltRad(fit);
  // Where usual noise would do, it is not directions that are missing.
  if (!(tilt <= TILT_SIGMA_MOST_RAD) && tiltUncertaintyRad(fit.covariance) * USUAL_MS2 <= TILT_SIGMA_MOST_RAD)
    return { reason: 'poses-disagree', residualMg: inMg(residual), mostMg: inMg(USUAL_MS2) };
  if (!(tilt <= TILT_SIGMA_MOST_RAD))
    return {
      reason: 'too-few-directions',
      tiltDeg: radToDeg(tilt),
      mostDeg: radToDeg(TILT_SIGMA_MOST_RAD),
      ...missing,
    };
  const { offsetMs2, matrix } = fit.model;
  if (isPlausible({ offsetMs2, matrix, tiltSigmaRad: tilt })) return undefined;
  const [xx, xy, xz, yy, yz, zz] = matrix;
  return {
    reason: 'implausible',
    offsetMg: inMg(Math.max(...offsetMs2.map(Math.abs))),
    gainPercent: 100 * Math.max(...[xx, yy, zz].map((gain) => Math.abs(gain - 1))),
    crossPercent: 100 * Math.max(...[xy, xz, yz].map(Math.abs)),
  };
}

function oneSided(readings: readonly Vector3[], missing: { missing?: string }): FitRefusal | undefined {
  const hole = largestHole(readings.map(directionOf));
  if (hole <= HOLE_MOST_RAD) return undefined;
  return { reason: 'one-sided', awayDeg: radToDeg(hole), mostDeg: radToDeg(HOLE_MOST_RAD), ...missing };
}

/** The limits that make a fit implausible, for those who tell of it. */
export const PLAUSIBLE = {
  offsetMg: (1000 * ACC_OFFSET_MOST_MS2) / STANDARD_GRAVITY_MS2,
  gainPercent: 100 * ACC_GAIN_ERROR_MOST,
  crossPercent: 100 * ACC_CROSS_AXIS_MOST,
} as const;

const inMg = (ms2: number): number => (1000 * ms2) / STANDARD_GRAVITY_MS2;

const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);

/** Noise of a pose, m/s^2, with what is usual where residuals are few. */
function residualSigma({ residualsMs2 }: EllipsoidFit): number {
  const freedom = residualsMs2.length - UNKNOWNS;
  return Math.sqrt((squares(residualsMs2) + USUAL_WEIGHT * USUAL_MS2 ** 2) / (freedom + USUAL_WEIGHT));
}

export function expectedTiltRad(fit: EllipsoidFit): number {
  return tiltUncertaintyRad(fit.covariance) * residualSigma(fit);
}

/** What a pose is off by according to all others: its residual, had it not been fitted to. */
const unseen = ({ residualsMs2, leverages }: EllipsoidFit): number[] =>
  residualsMs2.map((residual, i) => residual / Math.max(TINY, 1 - leverages[i]!));

/** The pose that contradicts all others, if one does: by what would be left of it, against what is left of them. */
function worst(fit: EllipsoidFit): number | undefined {
  const { residualsMs2, leverages } = fit;
  const freedom = residualsMs2.length - UNKNOWNS - 1;
  if (freedom < 1) return undefined;
  const clear = residualsMs2.map((residual, i) => {
    const room = Math.max(TINY, 1 - leverages[i]!);
    const others = Math.max(0, squares(residualsMs2) - residual ** 2 / room);
    const sigma = Math.sqrt((others + USUAL_WEIGHT * USUAL_MS2 ** 2) / (freedom + USUAL_WEIGHT));
    return Math.abs(residual) / Math.sqrt(room) / sigma;
  });
  const most = clear.indexOf(Math.max(...clear));
  return clear[most]! > OUTLIER_SIGMAS ? most : undefined;
}

function lengthErrors(readings: readonly Vector3[], fit: EllipsoidFit): { before: number; after: number } {
  const before = readings.map((u) => lengthOf(u) - STANDARD_GRAVITY_MS2);
  return {
    before: Math.sqrt(squares(before) / readings.length),
    after: Math.sqrt(squares(unseen(fit)) / readings.length),
  };
}

/** How far a calibration turns the directions of readings, root mean square, rad. */
export function turnedBy(model: AccelerometerModel): number {
  const reading = (n: Vector3): Vector3 => [
    n[0] * STANDARD_GRAVITY_MS2,
    n[1] * STANDARD_GRAVITY_MS2,
    n[2] * STANDARD_GRAVITY_MS2,
  ];
  const turns = ASKED.map((n) => angleBetween(directionOf(corrected(model, reading(n))), n));
  return Math.sqrt(squares(turns) / turns.length);
}

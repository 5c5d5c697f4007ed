import { GYRO_BIAS_MOST_RAD_S } from '../../../protocol/calibration.ts';
import { degToRad, radToDeg, STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import type { Vector3 } from './accelerometer-model.ts';
import { LOOK_S, type Look, meanOf } from './stillness.ts';

/** What a gyroscope says at rest. */
export interface RestingRate {
  readonly biasRadS: Vector3;
  /** Standard error, root mean square over the axes, from how the looks scatter. */
  readonly sigmaRadS: number;
  readonly restS: number;
}

export type RestJudgement =
  | { readonly ok: true; readonly rate: RestingRate }
  /** Not long enough yet. */
  | { readonly ok: false; readonly reason: 'short' }
  /** It lies calmly and turns: gravity wanders, or the rate does. */
  | { readonly ok: false; readonly reason: 'turning'; readonly dps: number }
  /** More than any gyroscope says at rest. */
  | { readonly ok: false; readonly reason: 'too-fast'; readonly dps: number };

/** Five seconds of white noise of 0.008 deg/s/rtHz leave 0.0036 deg/s (measured on BROAD's sensor). */
export const REST_S = 5;
/** The first look after a movement still has some of it. */
const SETTLING_LOOKS = 1;
/** A trend must be clear of chance and worth mentioning. */
const TREND_SIGMAS = 5;
const TURN_LEAST_RAD_S = degToRad(0.02);

/** Of the looks of one stretch of stillness; the latest so many seconds count. */
export function judgeRest(looks: readonly Look[], restS = REST_S): RestJudgement {
  const needed = Math.round(restS / LOOK_S);
  if (looks.length < needed + SETTLING_LOOKS) return { ok: false, reason: 'short' };
  const rest = looks.slice(-needed);
  const turning = trend(rest, 'accMs2');
  const turnRadS = turning.slope / STANDARD_GRAVITY_MS2;
  if (turning.slope > TREND_SIGMAS * turning.sigma && turnRadS > TURN_LEAST_RAD_S)
    return { ok: false, reason: 'turning', dps: radToDeg(turnRadS) };
  const biasRadS = meanOf(rest, 'gyroRadS');
  const fastest = Math.max(...biasRadS.map(Math.abs));
  if (fastest > GYRO_BIAS_MOST_RAD_S) return { ok: false, reason: 'too-fast', dps: radToDeg(fastest) };
  return { ok: true, rate: { biasRadS, sigmaRadS: standardError(rest, biasRadS), restS: rest.length * LOOK_S } };
}

function standardError(looks: readonly Look[], mean: Vector3): number {
  let square = 0;
  for (const { gyroRadS } of looks) for (let k = 0; k < 3; k++) square += (gyroRadS[k]! - mean[k]!) ** 2 / 3;
  return Math.sqrt(square / (looks.length - 1) / looks.length);
}

/** How fast a mean wanders, a second, and how surely: a straight line through the looks, its steepest over the axes. */
function trend(looks: readonly Look[], what: 'accMs2' | 'gyroRadS'): { slope: number; sigma: number } {
  const mean = meanOf(looks, what);
  const middle = (looks.length - 1) / 2;
  let spread = 0;
  const slope = [0, 0, 0];
  looks.forEach((look, i) => {
    spread += ((i - middle) * LOOK_S) ** 2;
    for (let k = 0; k < 3; k++) slope[k]! += (i - middle) * LOOK_S * (look[what][k]! - mean[k]!);
  });
  let left = 0;
  looks.forEach((look, i) => {
    for (let k = 0; k < 3; k++)
      left += (look[what][k]! - mean[k]! - (slope[k]! / spread) * (i - middle) * LOOK_S) ** 2 / 3;
  });
  const steepest = Math.hypot(...slope) / spread;
  return { slope: steepest, sigma: Math.sqrt(left / (looks.length - 2) / spread) };
}

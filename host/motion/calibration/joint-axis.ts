import { radToDeg } from '../../../protocol/units.ts';
import { pointed, trustIn } from '../joint/functional-axis.ts';
import { offlineHinge } from '../joint/offline-hinge.ts';
import { principalOf } from '../joint/principal-axis.ts';
import { pairRecorded, type RecordedBand } from '../joint/recorded-pair.ts';
import type { SampleBlock } from '../samples.ts';
import { directionOf, type Vector3 } from './accelerometer-model.ts';

/** The axis of a hinge in the frames of the two sensors beside it, pointing the same way, and how well the movement showed it. */
export interface JointAxis {
  readonly proximal: Vector3;
  readonly distal: Vector3;
  /** 0 to 100. */
  readonly qualityPercent: number;
  /** automatic: from both sensors at once, however the joint was moved. functional: each from a movement about nothing else. */
  readonly method: 'automatic' | 'functional';
}

export type AxisJudgement<Found> =
  | { readonly ok: true; readonly found: Found }
  | { readonly ok: false; readonly refusal: AxisRefusal };

export type AxisRefusal =
  /** It hardly turned. */
  | { readonly reason: 'not-turned'; readonly turnedDeg: number; readonly leastDeg: number }
  /** It turned about more than one axis: no hinge, or the band slid. */
  | { readonly reason: 'no-hinge'; readonly turnedDeg: number; readonly acrossDeg: number };

/** Standard deviations about the axis; to and fro over 40 degrees has 14. */
const TURNED_LEAST_DEG = 10;
/** `trustIn` of a joint that turns three times as far about its axis as across it. */
const TRUST_LEAST = 0.5;
/** Of a movement about one axis alone, what may turn across it: root mean square of rates. */
const ACROSS_MOST = 0.3;

/** Whole recordings of both bands while the joint was moved; corrected by what calibration there is. */
export function automaticAxis(proximal: RecordedBand, distal: RecordedBand): AxisJudgement<JointAxis> {
  const { axes, found } = offlineHinge(pairRecorded(proximal, distal));
  if (!found) return notTurned(0);
  const turnedDeg = radToDeg(found.turnedRad);
  if (!(turnedDeg >= TURNED_LEAST_DEG)) return notTurned(turnedDeg);
  const trust = trustIn(found);
  if (!(trust >= TRUST_LEAST))
    return { ok: false, refusal: { reason: 'no-hinge', turnedDeg, acrossDeg: radToDeg(found.misfitRad) } };
  return {
    ok: true,
    found: {
      proximal: [axes[0]!, axes[1]!, axes[2]!],
      distal: [axes[3]!, axes[4]!, axes[5]!],
      qualityPercent: Math.round(100 * trust),
      method: 'automatic',
    },
  };
}

/** The axis about which one sensor turned and nothing else: the fallback where the joint does not show as a hinge by itself. */
export interface TurnedAxis {
  readonly axis: Vector3;
  /** Share of the turning that was across it, root mean square. */
  readonly across: number;
}

const SLOW_RAD_S = (15 * Math.PI) / 180;

/** One sensor's whole recording of a movement to and fro about one axis. */
export function turnedAxis({ gyroRadS, tMs, count }: SampleBlock): AxisJudgement<TurnedAxis> {
  const moments = new Float64Array(9);
  let turnedRad = 0;
  for (let i = 1; i < count; i++) {
    const w = [gyroRadS[3 * i]!, gyroRadS[3 * i + 1]!, gyroRadS[3 * i + 2]!];
    const speed = Math.hypot(...w);
    if (speed < SLOW_RAD_S) continue;
    turnedRad += (speed * (tMs[i]! - tMs[i - 1]!)) / 1000;
    for (let row = 0; row < 3; row++) for (let k = 0; k < 3; k++) moments[3 * row + k]! += w[row]! * w[k]!;
  }
  const turnedDeg = radToDeg(turnedRad);
  if (!(turnedDeg >= TO_AND_FRO_DEG)) return notTurned(turnedDeg, TO_AND_FRO_DEG);
  const { right, largest } = principalOf(moments);
  const whole = moments[0]! + moments[4]! + moments[8]!;
  const across = Math.sqrt(Math.max(0, whole - largest) / Math.max(largest, TINY));
  if (across > ACROSS_MOST)
    return { ok: false, refusal: { reason: 'no-hinge', turnedDeg, acrossDeg: across * turnedDeg } };
  return { ok: true, found: { axis: directionOf([right[0]!, right[1]!, right[2]!]), across } };
}

/** Five times to and fro over 40 degrees, all ways added up. */
const TO_AND_FRO_DEG = 400;
const TINY = 1e-12;

/**
 * Both axes from one movement of each sensor about the joint's axis. Which way an axis points shows in no movement to and
 * fro: the distal one is turned so that the two rates agree while both move together.
 * @param together both sensors while the limb was moved with the joint held stiff
 */
export function functionalAxis(
  proximal: TurnedAxis,
  distal: TurnedAxis,
  together: { readonly proximal: SampleBlock; readonly distal: SampleBlock },
): JointAxis {
  const agree = agreement(proximal.axis, together.proximal, distal.axis, together.distal);
  const [dx, dy, dz] = distal.axis;
  const alike: Vector3 = agree < 0 ? [-dx, -dy, -dz] : distal.axis;
  const axes = pointed(Float64Array.of(...proximal.axis, ...alike));
  const across = Math.max(proximal.across, distal.across);
  return {
    proximal: [axes[0]!, axes[1]!, axes[2]!],
    distal: [axes[3]!, axes[4]!, axes[5]!],
    qualityPercent: Math.round(100 / (1 + 9 * across * across)),
    method: 'functional',
  };
}

/** Of the rates about either axis, sample by sample at about the same times: positive where they turn the same way. */
function agreement(one: Vector3, a: SampleBlock, other: Vector3, b: SampleBlock): number {
  let sum = 0;
  let j = 0;
  for (let i = 0; i < a.count; i++) {
    while (j < b.count - 1 && b.tMs[j]! < a.tMs[i]!) j++;
    sum += about(one, a, i) * about(other, b, j);
  }
  return sum;
}

const about = (axis: Vector3, { gyroRadS }: SampleBlock, i: number): number =>
  axis[0] * gyroRadS[3 * i]! + axis[1] * gyroRadS[3 * i + 1]! + axis[2] * gyroRadS[3 * i + 2]!;

const notTurned = (turnedDeg: number, leastDeg = TURNED_LEAST_DEG): { ok: false; refusal: AxisRefusal } => ({
  ok: false,
  refusal: { reason: 'not-turned', turnedDeg, leastDeg },
});

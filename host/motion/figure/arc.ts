import type { Placement } from '../../../protocol/placement.ts';
import type { Exercise } from '../exercises/exercise.ts';
import { bandSegment } from './band-mark.ts';
import type { Point } from './body-movement.ts';
import { LENGTH_M } from './proportions.ts';
import { pointOn, type Skeleton } from './skeleton.ts';
import { add, length, scale, subtract, type Vector } from './turn.ts';

/** So far outside the tip the arc runs that the limb does not hide it, metres. */
const OUTSIDE_M = 0.06;
const ARM_M = LENGTH_M.upperArm + LENGTH_M.forearm + LENGTH_M.hand;

/** The end of what a band's segment carries, seen from its joint. */
const TIPS: Readonly<Record<Placement, Vector>> = {
  thigh: [0, 0, -LENGTH_M.thigh - LENGTH_M.shank - 0.06],
  shank: [0, 0, -LENGTH_M.shank - 0.07],
  foot: [0.2, 0, -0.05],
  'upper-arm': [0, 0, -ARM_M],
  forearm: [0, 0, -LENGTH_M.forearm - LENGTH_M.hand],
  hand: [0, 0, -LENGTH_M.hand],
  pelvis: [0, 0, -0.1],
  sternum: [0, 0, LENGTH_M.thorax + LENGTH_M.neck + 0.26],
  head: [0, 0, 0.27],
};

/** Where the arc of the picture passes in that posture, metres. */
export function arcTip(exercise: Exercise, body: Skeleton): Vector {
  const { pivot, tip } = exercise.body.arc ?? usualArc(exercise);
  const centre = pointOn(body, ...pivot);
  const reach = subtract(pointOn(body, ...tip), centre);
  return add(centre, scale(reach, 1 + OUTSIDE_M / length(reach)));
}

function usualArc({ sensors }: Exercise): { readonly pivot: Point; readonly tip: Point } {
  const placement = sensors.at(-1)!;
  const segment = bandSegment(placement);
  return { pivot: [segment, [0, 0, 0]], tip: [segment, TIPS[placement]] };
}

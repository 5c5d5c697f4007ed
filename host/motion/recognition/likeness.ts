import type { RepShape } from './rep-shape.ts';

/**
 * How far apart two repetitions of one exercise usually are. Two people wear a band some 20 to 30 degrees differently and
 * sit and lie differently; one person's own enrolment is worn like today. Measured on PTED and Tavanyar: the root mean
 * square between subjects is about twice that within one.
 */
const SPREAD = { ownPostureRad: 0.35, foreignPostureRad: 0.52 } as const;
/** Shares and directions are pure numbers: 0 alike, 2 (shares) and 4 (directions) at most. Same ratio own to foreign. */
const SHARE_SPREAD = 0.7 / 0.52;
const DIRECTION_SPREAD = 2 / 0.52;
/** Beyond a right angle more is no more different: one slipped band must not outvote the others. */
const LARGEST_ANGLE_RAD = 1.5;

/**
 * Squared distance between two shapes in units of the usual spread: about 1 for the same exercise, more for another. Three
 * questions: how the segments stand at rest and far out (gravity, so heading does not matter), which sensors turn (the same
 * however a band is mounted and however far the movement goes), and, weakly, about which axis (tells left from right where
 * gravity does not). Sensors that either lacks are left out.
 */
export function distanceSquared(a: RepShape, b: RepShape, isOwn: boolean): number {
  const spread = isOwn ? SPREAD.ownPostureRad : SPREAD.foreignPostureRad;
  const shared = sharedSensors(a, b);
  if (shared.length === 0) return Number.POSITIVE_INFINITY;
  const posture = meanAngleSquared(a.restUp, b.restUp, shared) + meanAngleSquared(a.farUp, b.farUp, shared);
  const share = movementDistance(sensorTurns(a, shared), sensorTurns(b, shared)) / SHARE_SPREAD ** 2;
  const direction = movementDistance(axisTurns(a, shared), axisTurns(b, shared)) / DIRECTION_SPREAD ** 2;
  return (posture + share + direction) / 2 / spread ** 2;
}

const sharedSensors = (a: RepShape, b: RepShape): number[] =>
  Array.from({ length: a.restUp.length / 3 }, (_, sensor) => sensor).filter(
    (sensor) => isSeen(a, sensor) && isSeen(b, sensor),
  );

export const isSeen = ({ restUp, farUp }: RepShape, sensor: number): boolean =>
  !Number.isNaN(restUp[3 * sensor]! + farUp[3 * sensor]!);

function meanAngleSquared(a: Float64Array, b: Float64Array, sensors: readonly number[]): number {
  const sum = sensors.reduce((total, sensor) => {
    const at = 3 * sensor;
    const cosine = a[at]! * b[at]! + a[at + 1]! * b[at + 1]! + a[at + 2]! * b[at + 2]!;
    return total + Math.min(LARGEST_ANGLE_RAD, Math.acos(Math.max(-1, Math.min(1, cosine)))) ** 2;
  }, 0);
  return sum / sensors.length;
}

/** Angle each sensor turns through. */
export const sensorTurns = ({ turnRad }: RepShape, sensors: readonly number[]): number[] =>
  sensors.map((sensor) => Math.hypot(turnRad[3 * sensor]!, turnRad[3 * sensor + 1]!, turnRad[3 * sensor + 2]!));

const axisTurns = ({ turnRad }: RepShape, sensors: readonly number[]): number[] =>
  sensors.flatMap((sensor) => [...turnRad.subarray(3 * sensor, 3 * sensor + 3)]);

/** Squared distance after both are scaled to length 1, so that a small movement is like a large one. */
function movementDistance(a: readonly number[], b: readonly number[]): number {
  const lengthA = Math.hypot(...a) || 1;
  const lengthB = Math.hypot(...b) || 1;
  return a.reduce((sum, value, i) => sum + (value / lengthA - b[i]! / lengthB) ** 2, 0);
}

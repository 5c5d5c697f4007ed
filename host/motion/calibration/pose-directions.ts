import { angleBetween, directionOf, type Vector3 } from './accelerometer-model.ts';
import { evenDirections } from './even-directions.ts';

/**
 * The eighteen directions that may point up: the six sides and the twelve edges of a box, which is how a band lies on a table
 * and leans on a book. Cells around them cut the sphere into parts of about 40 degrees.
 */
export interface PoseDirection {
  readonly direction: Vector3;
  /** Of the band as it lies with its label up and its cable towards you: z is up, y away from you, x to the right. */
  readonly name: string;
}

const ASKED = evenDirections(120);

const SIDES: readonly (readonly [Vector3, string])[] = [
  [[0, 0, 1], 'label'],
  [[0, 0, -1], 'underside'],
  [[1, 0, 0], 'right side'],
  [[-1, 0, 0], 'left side'],
  [[0, 1, 0], 'far side'],
  [[0, -1, 0], 'near side'],
];

export const POSE_DIRECTIONS: readonly PoseDirection[] = [
  ...SIDES.map(([direction, name]) => ({ direction, name: `${name} up` })),
  ...SIDES.flatMap(([a, first], i) =>
    SIDES.slice(i + 1)
      .filter(([b]) => a.every((value, k) => value * b[k]! === 0))
      .map(([b, second]) => ({
        direction: directionOf([a[0] + b[0], a[1] + b[1], a[2] + b[2]]),
        name: `edge between ${first} and ${second} up`,
      })),
  ),
];

export function nearestDirection(up: Vector3): number {
  let nearest = 0;
  POSE_DIRECTIONS.forEach(({ direction }, i) => {
    if (angleBetween(direction, up) < angleBetween(POSE_DIRECTIONS[nearest]!.direction, up)) nearest = i;
  });
  return nearest;
}

/** Of each direction, how many poses lie in its cell. */
export function coverage(ups: readonly Vector3[]): number[] {
  const counts = POSE_DIRECTIONS.map(() => 0);
  for (const up of ups) counts[nearestDirection(up)]!++;
  return counts;
}

/** How far the emptiest direction is from the nearest pose, rad. */
export function largestHole(ups: readonly Vector3[]): number {
  return ASKED.reduce((most, direction) => Math.max(most, awayFrom(ups, direction)), 0);
}

const awayFrom = (ups: readonly Vector3[], direction: Vector3): number =>
  ups.reduce((least, up) => Math.min(least, angleBetween(direction, up)), Math.PI);

/** The direction without a pose that is farthest from all poses; undefined when each has one. */
export function mostMissing(ups: readonly Vector3[]): PoseDirection | undefined {
  const counts = coverage(ups);
  return POSE_DIRECTIONS.filter((_, i) => counts[i] === 0)
    .map((one) => ({ one, rad: awayFrom(ups, one.direction) }))
    .sort((a, b) => b.rad - a.rad)[0]?.one;
}

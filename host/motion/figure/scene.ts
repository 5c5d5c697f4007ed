import type { Side } from '../../../protocol/placement.ts';
import type { Exercise } from '../exercises/exercise.ts';
import { arcTip } from './arc.ts';
import { bodyAt, type Frame } from './body-movement.ts';
import { movingSegments } from './moving-part.ts';
import { CHAINS } from './silhouette.ts';
import { pointOn, type SegmentName, type Skeleton } from './skeleton.ts';
import { type Camera, cameraOf, type Flat, flatten, type Lens } from './view.ts';

/** Size of every picture, in its own units. */
export const PICTURE = { width: 400, height: 320, margin: 18 } as const;

/** What is needed to draw an exercise at any moment: the same for all its pictures. */
export interface Scene {
  readonly exercise: Exercise;
  readonly side: Side;
  readonly lens: Lens;
  /** Middle of the target band, where the animation turns back, degrees of travel. */
  readonly fullDeg: number;
  /** Height of the floor, metres. */
  readonly floor: number;
  readonly moving: ReadonlySet<SegmentName>;
  /** Where the arc passes at that travel, on the picture. */
  tipAt(travelDeg: number): Flat;
}

const IN_FRAME: Readonly<Record<Frame, (segment: SegmentName) => boolean>> = {
  whole: () => true,
  upper: (segment) => /arm|hand|thorax|head/.test(segment),
  head: (segment) => segment === 'head' || segment === 'thorax',
  trunk: (segment) => /pelvis|thorax|head|own-thigh/.test(segment),
  lower: (segment) => /pelvis|thigh|shank|foot/.test(segment),
  forearm: (segment) => /own-(forearm|hand)/.test(segment),
  'lower-leg': (segment) => /own-(shank|foot)/.test(segment),
};
/** Nearer than this the picture does not go: metres across. */
const LEAST_WIDTH_M = 0.8;
const SPACIOUS_WIDTH_M = 1.25;
/** Room for the target's figures beside its arc, as a share of what is seen. */
const WORDS_SHARE = 0.2;

/** The middle of the target band. */
export const fullTravelDeg = ({ targetDeg }: Pick<Exercise, 'targetDeg'>): number =>
  (targetDeg.low + targetDeg.high) / 2;

/** Fits what the exercise needs into the picture, at rest and at the far end alike, so that nothing jumps. */
export function sceneOf(exercise: Exercise, side: Side): Scene {
  const camera = cameraOf(exercise.body.view, side);
  const fullDeg = fullTravelDeg(exercise);
  const at = (travelDeg: number): Skeleton => bodyAt(exercise.body, side, travelDeg, fullDeg);
  const bodies = [0, fullDeg / 4, fullDeg / 2, fullDeg, exercise.targetDeg.high].map(at);
  const widthM = exercise.body.spacious ? SPACIOUS_WIDTH_M : LEAST_WIDTH_M;
  const seen = bodies.flatMap((body) => boundary(body, exercise, camera));
  const lens = fitTo(camera, [...seen, ...besideArc(exercise, bodies.slice(2), camera, seen)], widthM);
  const { highlight, moves } = exercise.body;
  return {
    exercise,
    side,
    lens,
    fullDeg,
    floor: lowest(bodies[0]!),
    moving: highlight ? new Set(highlight) : movingSegments(moves),
    tipAt: (travelDeg) => flatten(lens, arcTip(exercise, at(travelDeg))),
  };
}

export const bodyIn = (scene: Scene, travelDeg: number): Skeleton =>
  bodyAt(scene.exercise.body, scene.side, travelDeg, scene.fullDeg);

const BALLS = CHAINS.flatMap(({ pieces }) => pieces).flatMap(({ balls }) => balls);

const lowest = (body: Skeleton): number =>
  Math.min(...BALLS.map(({ segment, at, radius }) => pointOn(body, segment, at)[2] - radius));

/** Corners around the balls in frame and the arc, in metres on the picture's plane. */
function boundary(body: Skeleton, exercise: Exercise, camera: Camera): Flat[] {
  const inFrame = IN_FRAME[exercise.body.frame ?? 'whole'];
  const plane: Lens = { camera, scale: 1, origin: [0, 0] };
  const corners = BALLS.filter(({ segment }) => inFrame(segment)).flatMap(({ segment, at, radius }): Flat[] => {
    const [x, y] = flatten(plane, pointOn(body, segment, at));
    return [
      [x - radius, y - radius],
      [x + radius, y + radius],
    ];
  });
  return exercise.body.spacious ? corners : [...corners, flatten(plane, arcTip(exercise, body))];
}

/** Where the figures beside the arc end. */
function besideArc(
  exercise: Exercise,
  bodies: readonly Skeleton[],
  camera: Camera,
  seen: readonly Flat[],
): readonly Flat[] {
  if (exercise.body.spacious) return [];
  const xs = seen.map(([x]) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  return bodies.map((body) => {
    const [x, y] = flatten({ camera, scale: 1, origin: [0, 0] }, arcTip(exercise, body));
    return [x + Math.sign(2 * x - left - right) * WORDS_SHARE * (right - left), y];
  });
}

function fitTo(camera: Camera, seen: readonly Flat[], leastM: number): Lens {
  const xs = seen.map(([x]) => x);
  const ys = seen.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const { width, height, margin } = PICTURE;
  const zoom = Math.min(
    (width - 2 * margin) / Math.max(right - left, leastM),
    (height - 2 * margin) / Math.max(bottom - top, (LEAST_WIDTH_M * height) / width),
  );
  const middle: Flat = [(zoom * (left + right)) / 2, (zoom * (top + bottom)) / 2];
  return { camera, scale: zoom, origin: [width / 2 - middle[0], height / 2 - middle[1]] };
}

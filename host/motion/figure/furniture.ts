import type { Furniture } from './postures.ts';
import { LENGTH_M } from './proportions.ts';
import { pointOn, type Skeleton } from './skeleton.ts';
import type { Vector } from './turn.ts';
import { depthOf, type Flat, flatten, type Lens } from './view.ts';

/** A box in the room, by two opposite corners, metres. */
export interface Box {
  readonly from: Vector;
  readonly to: Vector;
  /** In front of the body but behind the arm that lies on it. */
  readonly inFront?: boolean;
}

/** What a posture needs to stand, sit or lie on, placed where the body is. `floor` is the height of the floor. */
export function furnitureFor(furniture: Furniture, body: Skeleton, floor: number): Box[] {
  const lateral = body.side === 'left' ? 1 : -1;
  const { joint: hips } = body.segments.pelvis;
  if (furniture === 'chair') return chair(hips, floor);
  if (furniture === 'table') return [...chair(hips, floor), ...table(body, lateral, floor)];
  if (furniture === 'mat') return [mat(body, floor)];
  if (furniture === 'worktop') return [worktop(body, lateral, floor)];
  return [];
}

function chair([x, y]: Vector, floor: number): Box[] {
  const seat = floor + 0.4;
  const leg = (dx: number, dy: number): Box => ({
    from: [x + dx - 0.015, y + dy - 0.015, floor],
    to: [x + dx + 0.015, y + dy + 0.015, seat],
  });
  return [
    { from: [x - 0.225, y - 0.2, seat], to: [x - 0.19, y + 0.2, seat + 0.42] },
    leg(-0.2, 0.18),
    leg(-0.2, -0.18),
    leg(0.2, 0.18),
    leg(0.2, -0.18),
    { from: [x - 0.225, y - 0.21, seat - 0.035], to: [x + 0.22, y + 0.21, seat + 0.012] },
  ];
}

/** Under the forearm of the exercised side; the hand hangs over its edge. */
function table(body: Skeleton, lateral: number, floor: number): Box[] {
  const elbow = body.segments['own-forearm'].joint;
  const wrist = body.segments['own-hand'].joint;
  const top = Math.min(elbow[2], wrist[2]) - 0.043;
  const y = [elbow[1] - lateral * 0.1, elbow[1] + lateral * 0.32];
  const plate: Box = {
    from: [elbow[0] - 0.1, Math.min(...y), top - 0.03],
    to: [wrist[0] - 0.012, Math.max(...y), top],
  };
  const post: Box = {
    from: [plate.from[0] + 0.1, elbow[1] + lateral * 0.14 - 0.02, floor],
    to: [plate.from[0] + 0.14, elbow[1] + lateral * 0.14 + 0.02, top - 0.03],
  };
  return [
    { ...post, inFront: true },
    { ...plate, inFront: true },
  ];
}

function mat(body: Skeleton, floor: number): Box {
  const points = Object.values(body.segments).map(({ joint }) => joint);
  points.push(
    pointOn(body, 'head', [0, 0, 0.25]),
    pointOn(body, 'own-foot', [0.15, 0, 0]),
    pointOn(body, 'other-foot', [0.15, 0, 0]),
  );
  const reach = (axis: 0 | 1, sign: 1 | -1): number => sign * Math.max(...points.map((p) => sign * p[axis]));
  return {
    from: [reach(0, -1) - 0.16, Math.min(reach(1, -1) - 0.1, -0.32), floor - 0.03],
    to: [reach(0, 1) + 0.16, Math.max(reach(1, 1) + 0.1, 0.32), floor],
  };
}

/** Under the fingertips of the other hand. */
function worktop(body: Skeleton, lateral: number, floor: number): Box {
  const tip = pointOn(body, 'other-hand', [0, 0, -0.9 * LENGTH_M.hand]);
  const far = tip[1] - lateral * 0.3;
  return {
    from: [tip[0] - 0.16, Math.min(tip[1] + lateral * 0.06, far), floor],
    to: [tip[0] + 0.3, Math.max(tip[1] + lateral * 0.06, far), tip[2] - 0.025],
  };
}

const FACES: readonly { readonly corners: readonly number[]; readonly normal: Vector }[] = [
  { corners: [0, 1, 3, 2], normal: [0, 0, -1] },
  { corners: [4, 5, 7, 6], normal: [0, 0, 1] },
  { corners: [0, 1, 5, 4], normal: [0, -1, 0] },
  { corners: [2, 3, 7, 6], normal: [0, 1, 0] },
  { corners: [0, 2, 6, 4], normal: [-1, 0, 0] },
  { corners: [1, 3, 7, 5], normal: [1, 0, 0] },
];

/** The faces of a box that can be seen; `top` is the one that catches the light. */
export function facesInSight(box: Box, lens: Lens): { readonly corners: readonly Flat[]; readonly top: boolean }[] {
  const corner = (i: number): Vector => [
    i & 1 ? box.to[0] : box.from[0],
    i & 2 ? box.to[1] : box.from[1],
    i & 4 ? box.to[2] : box.from[2],
  ];
  return FACES.filter(({ normal }) => depthOf(lens.camera, normal) > 1e-6).map(({ corners, normal }) => ({
    corners: corners.map((i) => flatten(lens, corner(i))),
    top: normal[2] === 1,
  }));
}

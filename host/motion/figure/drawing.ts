import { type BandMark, bandMark, bandSegment } from './band-mark.ts';
import { type Box, facesInSight, furnitureFor } from './furniture.ts';
import { polygon, polyline, rubberBand } from './outline.ts';
import { POSTURES } from './postures.ts';
import { bodyIn, type Scene } from './scene.ts';
import { type Ball, CHAINS, type Chain, chainOf, type Piece, type Tint } from './silhouette.ts';
import { pointOn, type Skeleton } from './skeleton.ts';
import { apply } from './turn.ts';
import { type Camera, depthOf, type Flat, flatten } from './view.ts';

/** How a shape is painted; the screen gives each its colours. */
export type Paint =
  | Tint
  | `moving-${Tint}`
  | 'edge'
  | 'furniture'
  | 'furniture-top'
  | 'floor'
  | 'ghost'
  | 'band'
  | 'sensor'
  | 'sensor-behind'
  | 'way'
  | 'target';

export interface Shape {
  readonly paint: Paint;
  /** SVG path data. */
  readonly d: string;
}

/** What the body stands, sits or lies on. */
export function drawRoom(scene: Scene): Shape[] {
  const behind = boxesOf(scene).filter((box) => !box.inFront);
  return [...drawFloor(scene), ...drawBoxes(behind, scene)];
}

/** The body at that travel, back to front, with its bands. */
export function drawBody(scene: Scene, travelDeg: number): Shape[] {
  const body = bodyIn(scene, travelDeg);
  const inFront = boxesOf(scene).filter((box) => box.inFront);
  const shapes: Shape[] = [];
  for (const chain of inOrder(body, scene.lens.camera)) {
    if (chain.name === 'own-arm') shapes.push(...drawBoxes(inFront, scene));
    shapes.push(...drawChain(chain, body, scene), ...drawBands(chain, body, scene));
  }
  return shapes;
}

/** What has left its place since that travel, where it was then. */
export function drawGhost(scene: Scene, atDeg: number, nowDeg: number): Shape {
  const [then, now] = [bodyIn(scene, atDeg), bodyIn(scene, nowDeg)];
  const moved = ({ segment, at }: Ball): boolean => {
    const [a, b] = [flatten(scene.lens, pointOn(then, segment, at)), flatten(scene.lens, pointOn(now, segment, at))];
    return Math.hypot(a[0] - b[0], a[1] - b[1]) > GHOST_FROM;
  };
  const pieces = CHAINS.flatMap((chain) => chain.pieces).filter(({ balls }) => balls.some(moved));
  return { paint: 'ghost', d: pieces.map(({ balls }) => outlineOf(balls, then, scene)).join('') };
}

/** Picture units from which a shadow beside the body is seen as one. */
const GHOST_FROM = 6;

/** The tip's way to the target band, and the band. */
export function drawWay(scene: Scene): Shape[] {
  const { low, high } = scene.exercise.targetDeg;
  const path = (fromDeg: number, toDeg: number): string =>
    polyline(Array.from({ length: 25 }, (_, i) => scene.tipAt(fromDeg + ((toDeg - fromDeg) * i) / 24)));
  return [
    { paint: 'way', d: path(0, low) },
    { paint: 'target', d: path(low, high) },
  ];
}

/** Where each band is on the picture, for those who want to point at it. */
export function bandMarks(scene: Scene, travelDeg: number): BandMark[] {
  const body = bodyIn(scene, travelDeg);
  return scene.exercise.sensors.map((placement) => bandMark(body, placement, scene.lens));
}

function boxesOf(scene: Scene): Box[] {
  const { furniture } = POSTURES[scene.exercise.body.posture];
  return furnitureFor(furniture, bodyIn(scene, 0), scene.floor);
}

function drawBoxes(boxes: readonly Box[], scene: Scene): Shape[] {
  return boxes.flatMap((box) =>
    facesInSight(box, scene.lens).map(
      ({ corners, top }): Shape => ({ paint: top ? 'furniture-top' : 'furniture', d: polygon(corners) }),
    ),
  );
}

/** A shade on the floor under who stands or sits; mats are floor enough. */
function drawFloor(scene: Scene): Shape[] {
  if (POSTURES[scene.exercise.body.posture].furniture === 'mat') return [];
  const body = bodyIn(scene, 0);
  const feet = [body.segments['own-foot'].joint, body.segments['other-foot'].joint, body.segments.pelvis.joint];
  const middle = (axis: 0 | 1): number => feet.reduce((sum, p) => sum + p[axis], 0) / feet.length;
  const round = Array.from({ length: 32 }, (_, i): Flat => {
    const angle = (2 * Math.PI * i) / 32;
    return flatten(scene.lens, [middle(0) + 0.52 * Math.cos(angle), middle(1) + 0.4 * Math.sin(angle), scene.floor]);
  });
  return [{ paint: 'floor', d: polygon(round) }];
}

function drawChain({ name, pieces }: Chain, body: Skeleton, scene: Scene): Shape[] {
  const inSight = name === 'head' ? faceInSight(pieces, body, scene.lens.camera) : pieces;
  const outlines = inSight.map(({ tint, balls }): Shape => {
    const moves = scene.moving.has(balls.at(-1)!.segment);
    return { paint: moves ? `moving-${tint}` : tint, d: outlineOf(balls, body, scene) };
  });
  const edge = outlines.filter((_, i) => inSight[i]!.tint !== 'face').map(({ d }) => d);
  return [{ paint: 'edge', d: edge.join('') }, ...outlines];
}

/** The hair hides the face of who looks away; eyes and nose are seen from in front. */
function faceInSight(pieces: readonly Piece[], body: Skeleton, camera: Camera): readonly Piece[] {
  const { worldFromSegment } = body.segments.head;
  const seen = (tint: Tint, y: number): boolean =>
    tint !== 'face' || depthOf(camera, apply(worldFromSegment, [1, 9 * y, 0])) > 0.3;
  const ordered = depthOf(camera, apply(worldFromSegment, [1, 0, 0])) > -0.25 ? pieces : pieces.toReversed();
  return ordered.filter(({ tint, balls }) => seen(tint, balls[0]!.at[1]));
}

function drawBands({ name }: Chain, body: Skeleton, scene: Scene): Shape[] {
  const ofChain = scene.exercise.sensors.filter((placement) => chainOf(bandSegment(placement)) === name);
  return ofChain.flatMap((placement): Shape[] => {
    const { strip, sensor, facing } = bandMark(body, placement, scene.lens);
    const band: Shape = { paint: 'band', d: polygon(strip) };
    if (Math.abs(facing) < EDGE_ON) return [band];
    return [band, { paint: facing > 0 ? 'sensor' : 'sensor-behind', d: polygon(sensor) }];
  });
}

/** Seen so much from its edge, a sensor is a line. */
const EDGE_ON = 0.2;

const outlineOf = (balls: readonly Ball[], body: Skeleton, { lens }: Scene): string =>
  rubberBand(
    balls.map(({ segment, at, radius }) => ({
      at: flatten(lens, pointOn(body, segment, at)),
      radius: radius * lens.scale,
    })),
  );

/** Farther chains first. */
function inOrder(body: Skeleton, camera: Camera): Chain[] {
  const depth = new Map(CHAINS.map((chain) => [chain, meanDepth(chain, body, camera)]));
  return CHAINS.toSorted((a, b) => depth.get(a)! - depth.get(b)!);
}

function meanDepth({ pieces }: Chain, body: Skeleton, camera: Camera): number {
  const balls = pieces.flatMap((piece) => piece.balls);
  return balls.reduce((sum, { segment, at }) => sum + depthOf(camera, pointOn(body, segment, at)), 0) / balls.length;
}

import type { Side } from '../../../protocol/placement.ts';
import { degToRad } from '../../../protocol/units.ts';
import type { View } from './body-movement.ts';
import { cross, dot, length, scale, type Vector } from './turn.ts';

/** Parallel projection: to the right and up on the picture, in metres, and towards the viewer. */
export interface Camera {
  readonly right: Vector;
  readonly up: Vector;
  readonly toViewer: Vector;
}

export function cameraOf({ azimuthDeg, tiltDeg }: View, side: Side): Camera {
  const [azimuth, tilt] = [degToRad(azimuthDeg), degToRad(tiltDeg)];
  // The exercised side faces the viewer: with the left side everything is the mirror image.
  const lateral = side === 'left' ? 1 : -1;
  const toViewer: Vector = [
    Math.cos(tilt) * Math.sin(azimuth),
    lateral * Math.cos(tilt) * Math.cos(azimuth),
    Math.sin(tilt),
  ];
  const level = cross([0, 0, 1], toViewer);
  const right = scale(level, 1 / length(level));
  return { right, up: cross(toViewer, right), toViewer };
}

/** A point of the picture: x to the right, y downwards, as SVG has it. */
export type Flat = readonly [x: number, y: number];

export interface Lens {
  readonly camera: Camera;
  /** Picture units a metre, and where the world's origin lands. */
  readonly scale: number;
  readonly origin: Flat;
}

export const flatten = (lens: Lens, p: Vector): Flat => [
  lens.origin[0] + lens.scale * dot(p, lens.camera.right),
  lens.origin[1] - lens.scale * dot(p, lens.camera.up),
];

export const depthOf = (camera: Camera, p: Vector): number => dot(p, camera.toViewer);

import type { Placement, Side } from '../../../protocol/placement.ts';
import type { Exercise } from '../exercises/exercise.ts';
import type { BodyMovement, Frame } from './body-movement.ts';
import { type Scene, sceneOf } from './scene.ts';

/** Bands are put on standing: the same person upright, turned so that the sensors are seen, near enough to see them. */
export function placementScene(exercise: Exercise, side: Side): Scene {
  return sceneOf({ ...exercise, body: putOn(exercise.sensors) }, side);
}

const BEHIND = -58;
const IN_FRONT = 38;
/** Out of the way of what the arm would hide. */
const ARM_FORWARDS = { shoulderFlexion: 26, shoulderAbduction: 10, elbowFlexion: 84 };
const ARM_BACK = { shoulderFlexion: -22, shoulderAbduction: 16, elbowFlexion: 12 };

function putOn(sensors: readonly Placement[]): BodyMovement {
  const has = (...placements: readonly Placement[]): boolean => placements.some((one) => sensors.includes(one));
  const frame: Frame = has('thigh', 'shank', 'foot') ? 'lower' : has('pelvis') ? 'trunk' : 'upper';
  const fromBehind = has('pelvis') && !has('sternum');
  return {
    posture: 'standing',
    starts: { own: frame === 'upper' ? {} : fromBehind ? ARM_FORWARDS : ARM_BACK },
    moves: {},
    view: { azimuthDeg: fromBehind ? BEHIND : IN_FRONT, tiltDeg: 10 },
    frame,
    highlight: [],
    spacious: true,
  };
}

import type { Side } from '../../../protocol/placement.ts';
import type { BodyAngles, LimbAngle, TrunkAngle } from './body-angles.ts';
import { LENGTH_M } from './proportions.ts';
import { aboutX, aboutY, aboutZ, add, apply, chain, NO_TURN, type Turn, type Vector } from './turn.ts';

export const TRUNK_SEGMENTS = ['pelvis', 'thorax', 'head'] as const;
export const LIMB_SEGMENTS = ['thigh', 'shank', 'foot', 'upper-arm', 'forearm', 'hand'] as const;
export type TrunkSegment = (typeof TRUNK_SEGMENTS)[number];
export type LimbSegment = (typeof LIMB_SEGMENTS)[number];
/** Of the limbs, `own` is the exercised side. */
export type SegmentName = TrunkSegment | `${'own' | 'other'}-${LimbSegment}`;

/** A segment's axes (x forward, y to the left, z up when standing with hanging arms) and the joint it hangs from. */
export interface Segment {
  readonly worldFromSegment: Turn;
  readonly joint: Vector;
}

export interface Skeleton {
  readonly side: Side;
  readonly segments: Readonly<Record<SegmentName, Segment>>;
}

/** Forward kinematics: where every segment is, the middle of the hips at `hips`. */
export function skeletonOf(angles: BodyAngles, side: Side, hips: Vector = [0, 0, 0]): Skeleton {
  const trunk = (name: TrunkAngle): number => angles.trunk?.[name] ?? 0;
  const sign = side === 'left' ? 1 : -1;
  const ball = (from: Turn, flexion: TrunkAngle, bend: TrunkAngle, turn: TrunkAngle): Turn =>
    chain(from, aboutY(trunk(flexion)), aboutX(-sign * trunk(bend)), aboutZ(sign * trunk(turn)));
  const pelvis = ball(NO_TURN, 'pelvisPitch', 'pelvisSideBend', 'pelvisTurn');
  const lumbar = add(hips, apply(pelvis, [0, 0, LENGTH_M.pelvis]));
  const thorax = ball(pelvis, 'lumbarFlexion', 'lumbarSideBend', 'lumbarTurn');
  const neck = add(lumbar, apply(thorax, [0, 0, LENGTH_M.thorax + LENGTH_M.neck]));
  const head = ball(thorax, 'neckFlexion', 'neckSideBend', 'neckTurn');
  const root = {
    pelvis: { worldFromSegment: pelvis, joint: hips },
    thorax: { worldFromSegment: thorax, joint: lumbar },
  };
  const limbs = (own: 'own' | 'other', lateral: 1 | -1) => ({
    ...leg(own, root.pelvis, angles[own] ?? {}, lateral),
    ...arm(own, root.thorax, angles[own] ?? {}, lateral),
  });
  const segments = {
    ...root,
    head: { worldFromSegment: head, joint: neck },
    ...limbs('own', sign),
    ...limbs('other', sign === 1 ? -1 : 1),
  };
  return { side, segments: segments as Skeleton['segments'] };
}

type LimbAngles = Partial<Record<LimbAngle, number>>;

/** `lateral` is +1 for the left side: what turns about x or z turns the other way on the right. */
function leg(own: 'own' | 'other', pelvis: Segment, angles: LimbAngles, lateral: 1 | -1): Record<string, Segment> {
  const { hipFlexion = 0, hipAbduction = 0, hipRotation = 0, kneeFlexion = 0, ankleDorsiflexion = 0 } = angles;
  const hip = add(pelvis.joint, apply(pelvis.worldFromSegment, [0, lateral * LENGTH_M.halfHips, 0]));
  const thigh = chain(
    pelvis.worldFromSegment,
    aboutY(-hipFlexion),
    aboutX(lateral * hipAbduction),
    aboutZ(lateral * hipRotation),
  );
  const shank = chain(thigh, aboutY(kneeFlexion));
  const knee = add(hip, apply(thigh, [0, 0, -LENGTH_M.thigh]));
  const ankle = add(knee, apply(shank, [0, 0, -LENGTH_M.shank]));
  const foot = chain(shank, aboutY(-ankleDorsiflexion));
  return {
    [`${own}-thigh`]: { worldFromSegment: thigh, joint: hip },
    [`${own}-shank`]: { worldFromSegment: shank, joint: knee },
    [`${own}-foot`]: { worldFromSegment: foot, joint: ankle },
  };
}

function arm(own: 'own' | 'other', thorax: Segment, angles: LimbAngles, lateral: 1 | -1): Record<string, Segment> {
  const { shoulderFlexion = 0, shoulderAbduction = 0, shoulderRotation = 0, elbowFlexion = 0 } = angles;
  const { forearmSupination = 0, wristExtension = 0, wristRadialDeviation = 0 } = angles;
  const from = thorax.worldFromSegment;
  const shoulder = add(thorax.joint, apply(from, [0, lateral * LENGTH_M.halfShoulders, LENGTH_M.thorax]));
  const upperArm = chain(
    from,
    aboutY(-shoulderFlexion),
    aboutX(lateral * shoulderAbduction),
    aboutZ(lateral * shoulderRotation),
  );
  const elbow = add(shoulder, apply(upperArm, [0, 0, -LENGTH_M.upperArm]));
  const forearm = chain(upperArm, aboutY(-elbowFlexion), aboutZ(lateral * forearmSupination));
  const wrist = add(elbow, apply(forearm, [0, 0, -LENGTH_M.forearm]));
  const hand = chain(forearm, aboutX(lateral * wristExtension), aboutY(-wristRadialDeviation));
  return {
    [`${own}-upper-arm`]: { worldFromSegment: upperArm, joint: shoulder },
    [`${own}-forearm`]: { worldFromSegment: forearm, joint: elbow },
    [`${own}-hand`]: { worldFromSegment: hand, joint: wrist },
  };
}

/** A point given in a segment's own axes, in the world's. */
export function pointOn({ segments }: Skeleton, name: SegmentName, local: Vector): Vector {
  const { worldFromSegment, joint } = segments[name];
  return add(joint, apply(worldFromSegment, local));
}

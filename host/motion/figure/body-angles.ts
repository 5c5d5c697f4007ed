/**
 * Angles of a body's joints in the clinician's sense, degrees; what is not named is 0, the anatomical position with the
 * thumbs forward. Limbs belong to the exercised side (`own`) or to the other one; of the trunk, side bends and turns
 * count towards the exercised side. So an exercise is written once and done with either side.
 */
export interface BodyAngles {
  readonly trunk?: Partial<Record<TrunkAngle, number>>;
  readonly own?: Partial<Record<LimbAngle, number>>;
  readonly other?: Partial<Record<LimbAngle, number>>;
}

export type TrunkAngle =
  /** The pelvis against the room: 90 forwards is face down, -90 face up. */
  | 'pelvisPitch'
  | 'pelvisSideBend'
  /** About the body's long axis. */
  | 'pelvisTurn'
  | 'lumbarFlexion'
  | 'lumbarSideBend'
  | 'lumbarTurn'
  | 'neckFlexion'
  | 'neckSideBend'
  | 'neckTurn';

export type LimbAngle =
  | 'hipFlexion'
  | 'hipAbduction'
  /** Outwards. */
  | 'hipRotation'
  | 'kneeFlexion'
  | 'ankleDorsiflexion'
  | 'shoulderFlexion'
  | 'shoulderAbduction'
  /** Outwards. */
  | 'shoulderRotation'
  | 'elbowFlexion'
  /** 0 has the thumb up when the elbow is bent; 90 the palm. */
  | 'forearmSupination'
  | 'wristExtension'
  | 'wristRadialDeviation';

const PARTS = ['trunk', 'own', 'other'] as const;

/** `base` plus `by` times `change`, angle by angle. */
export function changeAngles(base: BodyAngles, change: BodyAngles, by = 1): BodyAngles {
  return Object.fromEntries(PARTS.map((part) => [part, changePart(base[part] ?? {}, change[part] ?? {}, by)]));
}

type Angles = Readonly<Record<string, number>>;

function changePart(base: Angles, change: Angles, by: number): Angles {
  const changed: Record<string, number> = { ...base };
  for (const [name, deg] of Object.entries(change)) changed[name] = (changed[name] ?? 0) + by * deg;
  return changed;
}

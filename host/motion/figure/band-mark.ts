import type { Placement } from '../../../protocol/placement.ts';
import { LENGTH_M } from './proportions.ts';
import { pointOn, type SegmentName, type Skeleton } from './skeleton.ts';
import { apply, type Vector } from './turn.ts';
import { depthOf, type Flat, flatten, type Lens } from './view.ts';

/** A band on a segment: around it, with the sensor on one side. */
export interface BandPlace {
  readonly segment: SegmentName;
  /** Middle of the band and half its width along the segment, metres. */
  readonly at: Vector;
  readonly halfWidth: number;
  /** Half thickness of the body there, forwards and sideways. */
  readonly radii: readonly [forwards: number, sideways: number];
  /** Where the sensor sits, in the segment's axes; y is away from the middle of the body. */
  readonly sensor: Vector;
}

export const BAND_PLACES: Readonly<Record<Placement, BandPlace>> = {
  thigh: {
    segment: 'own-thigh',
    at: [0, 0, -0.7 * LENGTH_M.thigh],
    halfWidth: 0.026,
    radii: [0.067, 0.067],
    sensor: [0.2, 0.98, 0],
  },
  shank: {
    segment: 'own-shank',
    at: [-0.008, 0, -0.42 * LENGTH_M.shank],
    halfWidth: 0.026,
    radii: [0.053, 0.052],
    sensor: [0.2, 0.98, 0],
  },
  foot: {
    segment: 'own-foot',
    at: [0.085, 0, -0.032],
    halfWidth: 0.018,
    radii: [0.036, 0.034],
    sensor: [0, 0, 1],
  },
  'upper-arm': {
    segment: 'own-upper-arm',
    at: [0, 0, -0.66 * LENGTH_M.upperArm],
    halfWidth: 0.024,
    radii: [0.045, 0.045],
    sensor: [0, 1, 0],
  },
  forearm: {
    segment: 'own-forearm',
    at: [0, 0, -0.84 * LENGTH_M.forearm],
    halfWidth: 0.019,
    radii: [0.035, 0.034],
    sensor: [0, 1, 0],
  },
  hand: {
    segment: 'own-hand',
    at: [0, 0, -0.058],
    halfWidth: 0.017,
    radii: [0.044, 0.026],
    sensor: [0, 1, 0],
  },
  pelvis: {
    segment: 'pelvis',
    at: [-0.01, 0, 0.062],
    halfWidth: 0.02,
    radii: [0.108, 0.146],
    sensor: [-1, 0, 0],
  },
  sternum: {
    segment: 'thorax',
    at: [0.004, 0, LENGTH_M.thorax - 0.14],
    halfWidth: 0.018,
    radii: [0.118, 0.163],
    sensor: [1, 0, 0],
  },
  head: {
    segment: 'head',
    at: [-0.008, 0, 0.185],
    halfWidth: 0.014,
    radii: [0.102, 0.1],
    sensor: [0.35, 0.94, 0],
  },
};

export const bandSegment = (placement: Placement): SegmentName => BAND_PLACES[placement].segment;

/** What of a band can be seen: the strip on the near side, and the sensor if it faces the viewer. */
export interface BandMark {
  readonly strip: readonly Flat[];
  readonly sensor: readonly Flat[];
  /** 1 where the sensor faces the viewer, -1 where it faces away. */
  readonly facing: number;
  /** Middle of the sensor on the picture. */
  readonly at: Flat;
}

const STEPS = 28;
const SENSOR_HALF_M = 0.024;

export function bandMark(skeleton: Skeleton, placement: Placement, lens: Lens): BandMark {
  const place = BAND_PLACES[placement];
  const ring = ringOf(place, skeleton);
  const inSight = ring.angles.map((angle) => depthOf(lens.camera, ring.outwards(angle)) > 0);
  const from = inSight.findIndex((visible, i) => visible && !inSight.at(i - 1));
  const count = inSight.filter(Boolean).length;
  const seen = Array.from(
    { length: count + 1 },
    (_, i) => ring.angles[((Math.max(0, from) + i - 0.5 + STEPS) % STEPS) | 0]!,
  );
  const edge = (along: number): Flat[] => seen.map((angle) => flatten(lens, ring.point(angle, along)));
  const middle = ring.sensorAngle;
  const wide = SENSOR_HALF_M / Math.max(...place.radii);
  const corner = (turn: number, along: number): Flat => flatten(lens, ring.point(middle + turn * wide, along, 1.12));
  return {
    strip: [...edge(-place.halfWidth), ...edge(place.halfWidth).reverse()],
    sensor: [corner(-1, -0.02), corner(1, -0.02), corner(1, 0.02), corner(-1, 0.02)],
    facing: depthOf(lens.camera, ring.outwards(middle)),
    at: flatten(lens, ring.point(middle, 0, 1.12)),
  };
}

interface Ring {
  readonly angles: readonly number[];
  readonly sensorAngle: number;
  point(angle: number, along: number, out?: number): Vector;
  outwards(angle: number): Vector;
}

/** Around limbs the ring lies across the segment's long axis, around a foot across its forward one. */
function ringOf({ segment, at, radii: [a, b], sensor }: BandPlace, skeleton: Skeleton): Ring {
  const lateral = skeleton.side === 'left' ? 1 : -1;
  const isFoot = segment === 'own-foot';
  const direction = (angle: number, out: number): Vector =>
    isFoot
      ? [0, out * b * Math.sin(angle), out * a * Math.cos(angle)]
      : [out * a * Math.cos(angle), out * b * Math.sin(angle), 0];
  const { worldFromSegment } = skeleton.segments[segment];
  return {
    angles: Array.from({ length: STEPS }, (_, i) => (2 * Math.PI * i) / STEPS),
    sensorAngle: Math.atan2(lateral * sensor[1], isFoot ? sensor[2] : sensor[0]),
    point(angle, along, out = 1.03) {
      const [x, y, z] = direction(angle, out);
      const shift: Vector = isFoot ? [along, 0, 0] : [0, 0, along];
      return pointOn(skeleton, segment, [at[0] + x + shift[0], at[1] + y + shift[1], at[2] + z + shift[2]]);
    },
    outwards(angle) {
      const [x, y, z] = direction(angle, 1);
      const size = Math.hypot(x, y, z);
      return apply(worldFromSegment, [x / size, y / size, z / size]);
    },
  };
}

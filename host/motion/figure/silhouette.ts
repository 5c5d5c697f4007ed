import { LENGTH_M, RADIUS_M } from './proportions.ts';
import type { LimbSegment, SegmentName } from './skeleton.ts';
import type { Vector } from './turn.ts';

/** A ball of the body: its middle in the segment's axes and its radius, metres. */
export interface Ball {
  readonly segment: SegmentName;
  readonly at: Vector;
  readonly radius: number;
}

export type Tint = 'skin' | 'shirt' | 'shorts' | 'shoe' | 'hair' | 'face';

/** A piece of the outline: a skin stretched over some balls. */
export interface Piece {
  readonly tint: Tint;
  readonly balls: readonly Ball[];
}

export type ChainName = 'trunk' | 'head' | 'own-arm' | 'other-arm' | 'own-leg' | 'other-leg';

/** Pieces that are drawn together, with one line around them. */
export interface Chain {
  readonly name: ChainName;
  readonly pieces: readonly Piece[];
}

const { thigh: T, shank: S, upperArm: U, forearm: F, thorax: H, pelvis: P } = LENGTH_M;
const R = RADIUS_M;

const ball = (segment: SegmentName, at: Vector, radius: number): Ball => ({ segment, at, radius });
/** A pair left and right of the middle. */
const pair = (segment: SegmentName, [x, y, z]: Vector, radius: number): Ball[] => [
  ball(segment, [x, y, z], radius),
  ball(segment, [x, -y, z], radius),
];

const TRUNK: Chain = {
  name: 'trunk',
  pieces: [
    { tint: 'skin', balls: [ball('thorax', [0, 0, H - 0.01], R.neck), ball('head', [0, 0, 0.045], R.neck - 0.004)] },
    {
      tint: 'shorts',
      balls: [
        ...pair('pelvis', [0, 0.075, 0], 0.09),
        ...pair('pelvis', [-0.035, 0.06, -0.015], 0.082),
        ...pair('pelvis', [0, 0.052, P], 0.088),
      ],
    },
    {
      tint: 'shirt',
      balls: [
        ...pair('pelvis', [0, 0.052, P - 0.02], 0.09),
        ...pair('thorax', [0.005, 0.05, 0.1], 0.092),
        ...pair('thorax', [0.022, 0.06, H - 0.13], 0.097),
        ...pair('thorax', [-0.02, 0.075, H - 0.08], 0.085),
        ...pair('thorax', [-0.006, 0.125, H - 0.012], 0.05),
        ball('thorax', [-0.01, 0, H], 0.055),
      ],
    },
  ],
};

const HEAD: Chain = {
  name: 'head',
  pieces: [
    { tint: 'hair', balls: [ball('head', [-0.016, 0, 0.168], 0.101), ball('head', [-0.045, 0, 0.12], 0.062)] },
    {
      tint: 'skin',
      balls: [
        ball('head', [0.02, 0, 0.148], 0.083),
        ball('head', [0.046, 0, 0.085], 0.045),
        ball('head', [0.0, 0, 0.1], 0.06),
      ],
    },
    { tint: 'skin', balls: [ball('head', [0.098, 0, 0.12], 0.014), ball('head', [0.094, 0, 0.148], 0.008)] },
    { tint: 'face', balls: [ball('head', [0.092, 0.034, 0.152], 0.0085)] },
    { tint: 'face', balls: [ball('head', [0.092, -0.034, 0.152], 0.0085)] },
  ],
};

type Own = 'own' | 'other';

function leg(own: Own): Chain {
  const on = (segment: LimbSegment, at: Vector, radius: number): Ball => ball(`${own}-${segment}`, at, radius);
  const girth = (share: number): number => R.hip + (R.knee - R.hip) * share;
  return {
    name: `${own}-leg`,
    pieces: [
      { tint: 'skin', balls: [on('thigh', [0, 0, -0.4 * T], girth(0.4) - 0.004), on('thigh', [0, 0, -T], R.knee)] },
      {
        tint: 'skin',
        balls: [
          on('shank', [0, 0, 0], R.knee),
          on('shank', [-0.014, 0, -0.3 * S], 0.053),
          on('shank', [0, 0, -S], R.ankle),
        ],
      },
      {
        tint: 'shoe',
        balls: [
          on('foot', [-0.004, 0, -0.012], R.ankle),
          on('foot', [-0.04, 0, -0.034], 0.034),
          on('foot', [0.12, 0, -0.04], 0.028),
          on('foot', [0.178, 0, -0.049], 0.019),
        ],
      },
      { tint: 'shorts', balls: [on('thigh', [0, 0, 0], R.hip), on('thigh', [0, 0, -0.46 * T], girth(0.46) + 0.006)] },
    ],
  };
}

function arm(own: Own): Chain {
  const on = (segment: LimbSegment, at: Vector, radius: number): Ball => ball(`${own}-${segment}`, at, radius);
  return {
    name: `${own}-arm`,
    pieces: [
      { tint: 'skin', balls: [on('upper-arm', [0, 0, -0.4 * U], 0.044), on('upper-arm', [0, 0, -U], R.elbow - 0.004)] },
      {
        tint: 'skin',
        balls: [
          on('hand', [0, 0, -0.01], R.wrist - 0.003),
          on('hand', [0.026, 0, -0.08], 0.019),
          on('hand', [-0.024, 0, -0.08], 0.019),
          on('hand', [0.016, 0, -0.165], 0.013),
          on('hand', [-0.014, 0, -0.158], 0.013),
        ],
      },
      { tint: 'skin', balls: [on('hand', [0.012, 0, -0.03], 0.018), on('hand', [0.05, 0, -0.085], 0.013)] },
      {
        tint: 'skin',
        balls: [
          on('forearm', [0, 0, 0], R.elbow - 0.004),
          on('forearm', [0, 0, -0.28 * F], 0.041),
          on('forearm', [0, 0, -F], R.wrist),
        ],
      },
      { tint: 'shirt', balls: [on('upper-arm', [0, 0, 0], R.shoulder), on('upper-arm', [0, 0, -0.5 * U], 0.05)] },
    ],
  };
}

export const CHAINS: readonly Chain[] = [TRUNK, HEAD, leg('own'), leg('other'), arm('own'), arm('other')];

/** The chain a segment belongs to. */
export function chainOf(segment: SegmentName): ChainName {
  if (segment === 'pelvis' || segment === 'thorax') return 'trunk';
  if (segment === 'head') return 'head';
  const own = segment.startsWith('own') ? 'own' : 'other';
  return /arm|hand/.test(segment) ? `${own}-arm` : `${own}-leg`;
}

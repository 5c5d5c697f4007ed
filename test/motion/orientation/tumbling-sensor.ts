import type { SampleBlock } from '../../../host/motion/samples.ts';
import { degToRad, radToDeg } from '../../../protocol/units.ts';
import { seededRandom } from '../../../sim/random.ts';

/** A sensor that somebody turns about in the hand, and what its errors make of it. Rest at first, then motion. */
export interface TumblingParams {
  readonly seed: number;
  readonly durationS: number;
  /** True rate = measured rate times 1 + that. */
  readonly gainErrors?: readonly number[];
  /** A magnet on the sensor, and until when. */
  readonly magnetUt?: readonly number[];
  readonly magnetUntilS?: number;
  /** Slow wander of the field around the sensor, standard deviation. */
  readonly unevenUt?: number;
}

export interface Tumbling {
  readonly block: SampleBlock & { readonly magUt: Float64Array };
  /** w x y z, sensor to earth, x east, y north, z up. */
  readonly truth: Float64Array;
}

export const RATE_HZ = 100;
const REST_S = 5;
const FIELD_UT = [0, 18, -42];
const BIAS_RAD_S = [0.3, -0.2, 0.25].map(degToRad);
/** Cycles a second and rad/s of the movement: incommensurable, so that every attitude is met. */
const TURNS = [
  { hz: 0.31, rate: 2.6, axis: 0 },
  { hz: 0.23, rate: 2.2, axis: 1 },
  { hz: 0.17, rate: 2.4, axis: 2 },
  { hz: 0.71, rate: 1.1, axis: 0 },
  { hz: 0.53, rate: 1.3, axis: 2 },
];

type Vector = [number, number, number];

export function tumbling(params: TumblingParams): Tumbling {
  const random = seededRandom(params.seed);
  const count = Math.round(params.durationS * RATE_HZ);
  const phases = TURNS.map(() => random.uniform(0, 2 * Math.PI));
  const block = {
    sensor: 'thigh' as const,
    count,
    tMs: Float64Array.from({ length: count }, (_, i) => (1000 * i) / RATE_HZ),
    gyroRadS: new Float64Array(3 * count),
    accMs2: new Float64Array(3 * count),
    filled: new Uint8Array(count),
    magUt: new Float64Array(3 * count),
  };
  const truth = new Float64Array(4 * count);
  const uneven: Vector = [0, 0, 0];
  let now = [1, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const rate = rateAt(i / RATE_HZ, phases);
    now = turned(now, rate, 1 / RATE_HZ);
    truth.set(now, 4 * i);
    const force = toSensor(now, [0, 0, 9.81]);
    for (let k = 0; k < 3; k++) uneven[k]! += -uneven[k]! / 200 + (params.unevenUt ?? 0) * 0.1 * random.gaussian();
    const field = toSensor(now, FIELD_UT.map((ut, k) => ut + uneven[k]!) as Vector);
    const isMagnetOn = i / RATE_HZ < (params.magnetUntilS ?? params.durationS);
    for (let k = 0; k < 3; k++) {
      block.gyroRadS[3 * i + k] =
        (rate[k]! + BIAS_RAD_S[k]!) / (1 + (params.gainErrors?.[k] ?? 0)) + 0.002 * random.gaussian();
      block.accMs2[3 * i + k] = force[k]! + 0.05 * random.gaussian();
      block.magUt[3 * i + k] = field[k]! + (isMagnetOn ? (params.magnetUt?.[k] ?? 0) : 0) + 0.3 * random.gaussian();
    }
  }
  return { block, truth };
}

function rateAt(tS: number, phases: readonly number[]): Vector {
  const rate: Vector = [0, 0, 0];
  if (tS < REST_S) return rate;
  const begun = Math.min(1, tS - REST_S);
  TURNS.forEach(({ hz, rate: size, axis }, n) => {
    rate[axis]! += begun * size * Math.sin(2 * Math.PI * hz * tS + phases[n]!);
  });
  return rate;
}

function turned([w = 1, x = 0, y = 0, z = 0]: readonly number[], rate: Vector, elapsedS: number): number[] {
  const size = Math.hypot(...rate);
  const c = Math.cos((size * elapsedS) / 2);
  const s = size > 0 ? Math.sin((size * elapsedS) / 2) / size : 0;
  const [a, b, d] = rate.map((value) => s * value) as Vector;
  return [
    c * w - x * a - y * b - z * d,
    c * x + w * a + y * d - z * b,
    c * y + w * b - x * d + z * a,
    c * z + w * d + x * b - y * a,
  ];
}

function toSensor([w = 1, x = 0, y = 0, z = 0]: readonly number[], v: Vector): Vector {
  const [a, b, c] = [2 * (-y * v[2] + z * v[1]), 2 * (-z * v[0] + x * v[2]), 2 * (-x * v[1] + y * v[0])];
  return [v[0] + w * a - y * c + z * b, v[1] + w * b - z * a + x * c, v[2] + w * c - x * b + y * a];
}

/** Angle of the turn between an estimate and the truth at sample `i`, or of its part that tilts: degrees. */
export function angleBetweenDeg(
  estimate: Float64Array,
  truth: Float64Array,
  i: number,
  part: 'total' | 'inclination' = 'total',
): number {
  const [w, x, y, z] = estimate.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
  const [a, b, c, d] = truth.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
  const real = w * a + x * b + y * c + z * d;
  const about = -w * d - x * c + y * b + z * a;
  const level = part === 'total' ? Math.abs(real) : Math.hypot(real, about);
  return radToDeg(2 * Math.acos(Math.min(1, level)));
}

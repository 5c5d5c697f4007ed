import { BAND_PLACES } from '../../host/motion/figure/band-mark.ts';
import { bodyAt } from '../../host/motion/figure/body-movement.ts';
import { fullTravelDeg } from '../../host/motion/figure/scene.ts';
import { pointOn } from '../../host/motion/figure/skeleton.ts';
import type { Turn } from '../../host/motion/figure/turn.ts';
import type { Exercise } from '../../host/motion/index.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement, Side } from '../../protocol/placement.ts';
import { degToRad } from '../../protocol/units.ts';
import { drawImuErrors, strappedImu } from '../../sim/body/imu.ts';
import type { Pose } from '../../sim/body/leg.ts';
import { composeMovement, type Movement, type Piece } from '../../sim/body/movement.ts';
import { aboutAxis, multiply, type Quaternion, rotate, type Vector } from '../../sim/body/rotation.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import type { Recording } from './recording.ts';

/** Somebody who does an exercise as it is described, wearing its bands in any direction, and then rests. */
export interface Performance {
  readonly recordings: readonly Recording[];
  readonly movement: Movement;
}

const REST_BEFORE_S = 4;
export const REST_AFTER_S = 60;

export function perform(exercise: Exercise, side: Side, seed: number): Performance {
  const random = seededRandom(seed).fork(exercise.id);
  const movement = composeMovement(piecesOf(exercise, random.fork('reps')), random.fork('movement'));
  const sway = swayOf(random.fork('sway'));
  const recordings = exercise.sensors.map((placement) => {
    const pose = poseOf(exercise, side, placement, movement, sway);
    return recordingOf(placement, pose, movement.durationS, random.fork(placement));
  });
  return { recordings, movement };
}

/** Target and tempo as prescribed, done by a human being: up to a sixth off. */
function piecesOf({ targetDeg, tempo, angle }: Exercise, random: Random): Piece[] {
  const about = (value: number): number => value * random.uniform(0.85, 1.15);
  const reps = Array.from({ length: angle === 'sway' ? 3 : 5 }, (): Piece[] => [
    {
      kind: 'rep',
      romDeg: random.uniform(targetDeg.low, targetDeg.high),
      outS: about(tempo.outS),
      holdS: about(tempo.holdS),
      backS: about(tempo.backS),
    },
    { kind: 'rest', durationS: random.uniform(0.6, 1.2) },
  ]);
  return [{ kind: 'rest', durationS: REST_BEFORE_S }, ...reps.flat(), { kind: 'rest', durationS: REST_AFTER_S }];
}

/** Nobody is quite still: the whole body leans and turns a little. */
function swayOf(random: Random): (tS: number) => Quaternion {
  const headingRad = random.uniform(-Math.PI, Math.PI);
  const waves = Array.from({ length: 3 }, () => ({ hz: random.uniform(0.05, 0.4), phase: random.uniform(0, 6) }));
  const wave = (i: number, tS: number): number => 0.3 * Math.sin(2 * Math.PI * waves[i]!.hz * tS + waves[i]!.phase);
  return (tS) =>
    multiply(
      multiply(
        aboutAxis([0, 0, 1], headingRad + degToRad(wave(0, tS))),
        aboutAxis([1, 0, 0], degToRad(wave(1, tS)) + 1e-12),
      ),
      aboutAxis([0, 1, 0], degToRad(wave(2, tS)) + 1e-12),
    );
}

/** The body model is asked once a degree; between, a cubic runs smoothly enough to be differentiated twice. */
function poseOf(
  exercise: Exercise,
  side: Side,
  placement: Placement,
  movement: Movement,
  sway: (tS: number) => Quaternion,
): (tS: number) => Pose {
  const { segment, at } = BAND_PLACES[placement];
  const table: number[][] = [];
  for (let deg = -1; deg <= exercise.targetDeg.high + 3; deg++) {
    const body = bodyAt(exercise.body, side, deg, fullTravelDeg(exercise));
    const quaternion = quaternionOf(body.segments[segment].worldFromSegment, table.at(-1)?.slice(3));
    table.push([...pointOn(body, segment, at), ...quaternion]);
  }
  return (tS) => {
    const values = cubic(table, movement.excursionDeg(tS) + 1);
    const [x, y, z, qw, qx, qy, qz] = values as [number, number, number, number, number, number, number];
    const norm = Math.hypot(qw, qx, qy, qz);
    const root = sway(tS);
    const turned: Quaternion = [qw / norm, qx / norm, qy / norm, qz / norm];
    return { worldFromSegment: multiply(root, turned), position: rotate(root, [x, y, z]) as Vector };
  };
}

/** Catmull-Rom. */
function cubic(table: readonly number[][], at: number): number[] {
  const i = Math.max(1, Math.min(table.length - 3, Math.floor(at)));
  const u = at - i;
  const [a, b, c, d] = [table[i - 1]!, table[i]!, table[i + 1]!, table[i + 2]!];
  return b.map((value, k) => {
    const slope = (c[k]! - a[k]!) / 2;
    const next = (d[k]! - value) / 2;
    const rise = c[k]! - value;
    return value + u * (slope + u * (3 * rise - 2 * slope - next + u * (slope + next - 2 * rise)));
  });
}

function quaternionOf(t: Turn, like?: readonly number[]): number[] {
  const half = (value: number): number => Math.sqrt(Math.max(0, value)) / 2;
  const [w, x, y, z] = [
    half(1 + t[0] + t[4] + t[8]),
    half(1 + t[0] - t[4] - t[8]),
    half(1 - t[0] + t[4] - t[8]),
    half(1 - t[0] - t[4] + t[8]),
  ];
  const largest = Math.max(w, x, y, z);
  const from = (a: number, b: number): number => (a + b) / (4 * largest);
  let q: number[];
  if (largest === w) q = [w, from(t[7], -t[5]), from(t[2], -t[6]), from(t[3], -t[1])];
  else if (largest === x) q = [from(t[7], -t[5]), x, from(t[1], t[3]), from(t[2], t[6])];
  else if (largest === y) q = [from(t[2], -t[6]), from(t[1], t[3]), y, from(t[5], t[7])];
  else q = [from(t[3], -t[1]), from(t[2], t[6]), from(t[5], t[7]), z];
  const same = like?.reduce((sum, value, k) => sum + value * q[k]!, 0) ?? 1;
  return same < 0 ? q.map((value) => -value) : q;
}

function recordingOf(sensor: Placement, pose: (tS: number) => Pose, durationS: number, random: Random): Recording {
  const configuration = DEFAULT_MOTION_CONFIGURATION;
  const imu = strappedImu(pose, configuration, drawImuErrors(random.fork('errors')), random.fork('noise'));
  const count = Math.floor(durationS * configuration.rateHz);
  const [gyroRadS, accMs2] = [new Float64Array(3 * count), new Float64Array(3 * count)];
  const raw = new Int16Array(6);
  const tMs = Float64Array.from({ length: count }, (_, i) => (1000 * i) / configuration.rateHz);
  for (let i = 0; i < count; i++) {
    imu.readRaw(tMs[i]! / 1000, raw);
    for (let k = 0; k < 3; k++) {
      gyroRadS[3 * i + k] = raw[k]! * configuration.gyroRadSPerRaw;
      accMs2[3 * i + k] = raw[3 + k]! * configuration.accMs2PerRaw;
    }
  }
  return { sensor, tMs, gyroRadS, accMs2 };
}

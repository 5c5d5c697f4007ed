import { radToDeg } from '../../../protocol/units.ts';
import type { Stretch } from '../metrics/trail.ts';
import { POSTURE_VALUES, TURN_WEIGHT, TURNED } from './posture.ts';
import type { RepTraits } from './rep-traits.ts';
import { TRACK_VALUES, type Track } from './track.ts';

/** The sensor that turned most on the way out. */
export const mainSensor = ({ sensorSizes }: RepTraits): number => sensorSizes.indexOf(Math.max(...sensorSizes));

/** How far one sensor is from where it rested at each sample, tilt and turn about up together, degrees. */
export function tiltDeg(postures: Float64Array, { rest }: RepTraits, sensor: number): Float64Array {
  const count = postures.length / rest.length;
  return Float64Array.from({ length: count }, (_, i) =>
    radToDeg(angleRad(postures, i * rest.length + sensor * POSTURE_VALUES, rest, sensor * POSTURE_VALUES)),
  );
}

function angleRad(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const [ax, ay, az] = [a[i]!, a[i + 1]!, a[i + 2]!];
  const [bx, by, bz] = [b[j]!, b[j + 1]!, b[j + 2]!];
  const tilt = Math.atan2(
    Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx),
    ax * bx + ay * by + az * bz,
  );
  return Math.hypot(tilt, (a[i + TURNED]! - b[j + TURNED]!) / TURN_WEIGHT);
}

/**
 * A repetition as the metrics want it, from the sensor that turns most: its tilt for an angle, and its angular rate about
 * the mean axis of the way out for a speed. No sensor is known to be nearer to the trunk.
 */
export function tiltStretch(track: Track, postures: Float64Array, traits: RepTraits): Stretch {
  const { count, rateHz, t0S } = track;
  const sensor = mainSensor(traits);
  const rates = track.values[sensor]!;
  const axis = outwardAxis(rates, traits);
  const speedDps = Float64Array.from({ length: count }, (_, i) => {
    const at = i * TRACK_VALUES;
    const radS = rates[at]! * axis[0]! + rates[at + 1]! * axis[1]! + rates[at + 2]! * axis[2]!;
    return Number.isNaN(radS) ? 0 : radToDeg(radS);
  });
  return {
    count,
    tS: Float64Array.from({ length: count }, (_, i) => t0S + i / rateHz),
    angleDeg: tiltDeg(postures, traits, sensor),
    speedDps,
    filled: Float64Array.from({ length: count }, (_, i) => (Number.isNaN(rates[i * TRACK_VALUES]!) ? 1 : 0)),
    up: new Float64Array(3 * count),
  };
}

/** Unit vector along the sum of the angular rates until the movement arrived. */
function outwardAxis(rates: Float64Array, { departed, arrived }: RepTraits): number[] {
  const sum = [0, 0, 0];
  for (let i = departed; i <= arrived; i++) {
    for (let k = 0; k < 3; k++) sum[k]! += rates[i * TRACK_VALUES + k]! || 0;
  }
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

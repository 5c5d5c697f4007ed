/**
 * Log dimensionless jerk (Balasubramanian et al. 2012; reference code siva82kb/SPARC and smoothness_from_imu): kept to
 * compare with published figures. Limber reports SPARC: differentiating twice makes noise of a gyroscope's signal, and the
 * form for inertial sensors has no logarithm to take in most slow exercises.
 *
 * Signals are given as their axes, evenly sampled, one for a speed profile, three for a vector; no filtering.
 */
type Axes = readonly ArrayLike<number>[];

/** LDLJ-V of speed or angular velocity: -ln(T^3 / max v^2 * integral of the squared second derivative). */
export const ldljOfVelocity = (axes: Axes, rateHz: number): number =>
  -Math.log((durationS(axes, rateHz) ** 3 / largestSquare(axes)) * changeEnergy(axes, rateHz, 2));

/** LDLJ-A of acceleration without gravity: -ln(T / max a^2 * integral of the squared derivative). */
export const ldljOfAcceleration = (axes: Axes, rateHz: number): number =>
  -Math.log((durationS(axes, rateHz) / largestSquare(axes)) * changeEnergy(axes, rateHz, 1));

/**
 * The form for inertial sensors: specific force and angular rate in the sensor's frame. Undefined where the mean squared
 * force does not exceed gravity's: 177 of 240 hand-labelled rehabilitation exercises.
 */
export function ldljOfSensor(force: Axes, rate: Axes, gravity: Axes[number], rateHz: number): number | undefined {
  const count = force[0]!.length;
  let [squares, jerks] = [0, 0];
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) {
      const [next, after] = [(k + 1) % 3, (k + 2) % 3];
      const turned = rate[next]![i]! * force[after]![i]! - rate[after]![i]! * force[next]![i]!;
      const rise = i > 0 ? (force[k]![i]! - force[k]![i - 1]!) * rateHz : 0;
      jerks += (rise + turned) ** 2;
      squares += force[k]![i]! ** 2;
    }
  }
  const excess = squares / count - (gravity[0]! ** 2 + gravity[1]! ** 2 + gravity[2]! ** 2);
  return excess > 0 ? -Math.log(count / rateHz) + Math.log(excess) - Math.log(jerks / rateHz) : undefined;
}

const durationS = (axes: Axes, rateHz: number): number => axes[0]!.length / rateHz;

function largestSquare(axes: Axes): number {
  let largest = 0;
  for (let i = 0; i < axes[0]!.length; i++) {
    largest = Math.max(
      largest,
      axes.reduce((sum, axis) => sum + axis[i]! ** 2, 0),
    );
  }
  return largest;
}

/** Integral of the squared first or second derivative. */
function changeEnergy(axes: Axes, rateHz: number, order: 1 | 2): number {
  let squares = 0;
  for (const axis of axes) {
    for (let i = order; i < axis.length; i++) {
      const rise = axis[i]! - axis[i - 1]!;
      const change = order === 1 ? rise : rise - (axis[i - 1]! - axis[i - 2]!);
      squares += (change * rateHz ** order) ** 2;
    }
  }
  return squares / rateHz;
}

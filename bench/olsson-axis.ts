/**
 * The peer for finding a hinge's axis: from angular rates and accelerations, sample by sample (Olsson, Kok, Seel,
 * Halvorsen, "Robust plug-and-play joint axis estimation using inertial sensors", Sensors 20:3534, 2020, section 3.2 and
 * algorithm 1; the selection of samples, which is for recordings with long rests, left out). With j1 and j2 the axis in
 * either sensor's frame it minimises the sum of (w0 (| w1 x j1 | - | w2 x j2 |))^2 + (j1 . a1 - j2 . a2)^2.
 */
export interface AxisSamples {
  /** x y z of the proximal and of the distal sensor, rad/s and m/s^2; the same number of samples each. */
  readonly rates: readonly [Float64Array, Float64Array];
  readonly forces: readonly [Float64Array, Float64Array];
}

/** How much a rate residual weighs against one of acceleration, in s/m of their ratio. */
const RATE_WEIGHT = 50;
const STEPS = 60;
const HALVINGS = 12;
const TINY = 1e-9;

/** Unit vectors: proximal x y z, distal x y z, pointing the same way. */
export function olssonAxes(samples: AxisSamples): number[] {
  const first = descend(samples, [1, 0, 0, 1, 0, 0]);
  // The rates know each axis but for its sign; the accelerations tell which signs belong together.
  const other = descend(
    samples,
    first.axes.map((value, i) => (i < 3 ? value : -value)),
  );
  return other.cost < first.cost ? other.axes : first.axes;
}

function descend(samples: AxisSamples, from: readonly number[]): { axes: number[]; cost: number } {
  let axes = [...from];
  let cost = costOf(samples, axes);
  for (let step = 0; step < STEPS; step++) {
    const direction = gaussNewton(samples, axes);
    let share = 1;
    let next = moved(axes, direction, share);
    let nextCost = costOf(samples, next);
    for (let n = 0; n < HALVINGS && nextCost >= cost; n++) {
      share /= 2;
      next = moved(axes, direction, share);
      nextCost = costOf(samples, next);
    }
    if (nextCost >= cost * (1 - TINY)) break;
    axes = next;
    cost = nextCost;
  }
  return { axes, cost };
}

const along = (v: Float64Array, at: number, axes: readonly number[], side: number): number =>
  v[at]! * axes[side]! + v[at + 1]! * axes[side + 1]! + v[at + 2]! * axes[side + 2]!;

const across = (v: Float64Array, at: number, alongAxis: number): number =>
  Math.sqrt(Math.max(TINY, v[at]! ** 2 + v[at + 1]! ** 2 + v[at + 2]! ** 2 - alongAxis ** 2));

function costOf({ rates, forces }: AxisSamples, axes: readonly number[]): number {
  let cost = 0;
  for (let at = 0; at < rates[0].length; at += 3) {
    const rate =
      across(rates[0], at, along(rates[0], at, axes, 0)) - across(rates[1], at, along(rates[1], at, axes, 3));
    const force = along(forces[0], at, axes, 0) - along(forces[1], at, axes, 3);
    cost += (RATE_WEIGHT * rate) ** 2 + force ** 2;
  }
  return cost;
}

/** Step in the planes tangent to the two spheres: six numbers, across the axes. */
function gaussNewton({ rates, forces }: AxisSamples, axes: readonly number[]): number[] {
  const tangents = [0, 3].flatMap((side) => tangentsOf(axes.slice(side, side + 3)).map((t) => ({ side, t })));
  const normal = Array.from({ length: 4 }, () => [0, 0, 0, 0, 0]);
  const rows = [new Float64Array(4), new Float64Array(4)] as const;
  for (let at = 0; at < rates[0].length; at += 3) {
    const alongs = [along(rates[0], at, axes, 0), along(rates[1], at, axes, 3)];
    const acrosses = [across(rates[0], at, alongs[0]!), across(rates[1], at, alongs[1]!)];
    tangents.forEach(({ side, t }, k) => {
      const which = side === 0 ? 0 : 1;
      const sign = which === 0 ? 1 : -1;
      rows[0][k] = (-sign * RATE_WEIGHT * alongs[which]! * along(rates[which], at, t, 0)) / acrosses[which]!;
      rows[1][k] = sign * along(forces[which], at, t, 0);
    });
    const residuals = [
      RATE_WEIGHT * (acrosses[0]! - acrosses[1]!),
      along(forces[0], at, axes, 0) - along(forces[1], at, axes, 3),
    ];
    rows.forEach((row, n) => {
      for (let i = 0; i < 4; i++) {
        for (let k = 0; k < 4; k++) normal[i]![k]! += row[i]! * row[k]!;
        normal[i]![4]! -= row[i]! * residuals[n]!;
      }
    });
  }
  const lengths = solve(normal);
  const step = [0, 0, 0, 0, 0, 0];
  tangents.forEach(({ side, t }, k) => {
    for (let i = 0; i < 3; i++) step[side + i]! += lengths[k]! * t[i]!;
  });
  return step;
}

function tangentsOf([x, y, z]: readonly number[]): number[][] {
  const [a, b, c] = Math.abs(x!) < 0.8 ? [0, z!, -y!] : [-z!, 0, x!];
  const length = Math.hypot(a, b, c);
  const first = [a / length, b / length, c / length];
  const second = [y! * first[2]! - z! * first[1]!, z! * first[0]! - x! * first[2]!, x! * first[1]! - y! * first[0]!];
  return [first, second];
}

/** Gauss-Jordan with a trace of damping. */
function solve(normal: number[][]): number[] {
  for (let i = 0; i < 4; i++) normal[i]![i]! += TINY + 1e-6 * normal[i]![i]!;
  for (let i = 0; i < 4; i++) {
    const pivot = normal[i]![i]!;
    for (let k = 0; k < 5; k++) normal[i]![k]! /= pivot;
    for (let row = 0; row < 4; row++) {
      if (row === i) continue;
      const factor = normal[row]![i]!;
      for (let k = 0; k < 5; k++) normal[row]![k]! -= factor * normal[i]![k]!;
    }
  }
  return normal.map((row) => row[4]!);
}

function moved(axes: readonly number[], step: readonly number[], share: number): number[] {
  const next = axes.map((value, i) => value + share * step[i]!);
  const lengths = [Math.hypot(...next.slice(0, 3)), Math.hypot(...next.slice(3))];
  return next.map((value, i) => value / lengths[i < 3 ? 0 : 1]!);
}

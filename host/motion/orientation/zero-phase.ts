import type { LowPass } from './low-pass.ts';

/**
 * Filters three channels that lie side by side forwards and then backwards, in place, from sample `from` up to `to`: no
 * delay. Each run begins as if its input had always been what it is at the beginning: the mean of the filter's first time
 * constant.
 */
export function filterZeroPhase(values: Float64Array, from: number, to: number, filter: LowPass): void {
  for (let axis = 0; axis < 3; axis++) {
    const first = 3 * from + axis;
    const last = 3 * (to - 1) + axis;
    const share = Math.min(filter.warmUp, to - from);
    let mean = 0;
    for (let i = 0; i < share; i++) mean += values[first + 3 * i]! / share;
    run(values, first, last, 3, filter, mean);
    run(values, last, first, -3, filter, values[last]!);
  }
}

function run(
  values: Float64Array,
  first: number,
  last: number,
  step: number,
  { gains }: LowPass,
  steady: number,
): void {
  const { b0, b1, b2, a1, a2 } = gains;
  let z1 = steady * (1 - b0);
  let z2 = steady * (b2 - a2);
  for (let at = first; at !== last + step; at += step) {
    const x = values[at]!;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    values[at] = y;
  }
}

import { type DeviceClock, initialDeviceClock, placeFrame } from '../../host/intake/device-clock.ts';
import type { DeliveredFrame } from './delivery.ts';

export interface Followed {
  readonly clock: DeviceClock;
  /** Where each frame was placed, less where it truly belongs, ms. */
  readonly trueMs: readonly number[];
  readonly errorMs: readonly number[];
}

/** Places each frame as intake does: when it has come, by what is known then. */
export function follow(frames: Iterable<DeliveredFrame>, clock = initialDeviceClock()): Followed {
  const trueMs: number[] = [];
  const errorMs: number[] = [];
  for (const delivered of frames) {
    const { firstMs } = placeFrame(clock, delivered.frame, delivered.arrivalMs);
    trueMs.push(delivered.trueMs);
    errorMs.push(firstMs - delivered.trueMs);
  }
  return { clock, trueMs, errorMs };
}

/** How far apart two bands place one moment, at each frame of the first between these two times. */
type Placed = Pick<Followed, 'trueMs' | 'errorMs'>;

export function misalignments(a: Placed, b: Placed, fromMs: number, toMs = Number.POSITIVE_INFINITY): number[] {
  const apartMs: number[] = [];
  let at = 0;
  for (let i = 0; i < a.trueMs.length; i++) {
    while (at + 1 < b.trueMs.length && b.trueMs[at + 1]! <= a.trueMs[i]!) at++;
    if (a.trueMs[i]! >= fromMs && a.trueMs[i]! < toMs) apartMs.push(Math.abs(a.errorMs[i]! - b.errorMs[at]!));
  }
  return apartMs;
}

export const quantile = (values: readonly number[], share: number): number =>
  Float64Array.from(values).sort()[Math.min(values.length - 1, Math.floor(share * values.length))]!;

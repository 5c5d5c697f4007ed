import type { SampleBlock } from '../../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION, type MotionConfiguration } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';

/** One band's samples: x y z a row, rad/s and m/s^2. */
export interface Recording {
  readonly sensor: Placement;
  readonly tMs: Float64Array;
  readonly gyroRadS: Float64Array;
  readonly accMs2: Float64Array;
  readonly filled?: Uint8Array;
}

/** What the device makes of it: even sampling at its own rate (linear interpolation), whole counts, clipped range. */
export function throughDevice(
  recording: Recording,
  configuration: MotionConfiguration = DEFAULT_MOTION_CONFIGURATION,
): Recording {
  const { tMs } = recording;
  const periodMs = 1000 / configuration.rateHz;
  const count = Math.floor((tMs[tMs.length - 1]! - tMs[0]!) / periodMs) + 1;
  const even = Float64Array.from({ length: count }, (_, i) => tMs[0]! + i * periodMs);
  return {
    sensor: recording.sensor,
    tMs: even,
    gyroRadS: resample(tMs, recording.gyroRadS, even, configuration.gyroRadSPerRaw),
    accMs2: resample(tMs, recording.accMs2, even, configuration.accMs2PerRaw),
  };
}

function resample(from: Float64Array, values: Float64Array, to: Float64Array, perRaw: number): Float64Array {
  const out = new Float64Array(to.length * 3);
  for (let i = 0, at = 0; i < to.length; i++) {
    while (at + 2 < from.length && from[at + 1]! <= to[i]!) at++;
    const share = Math.min(1, (to[i]! - from[at]!) / (from[at + 1]! - from[at]!));
    for (let k = 0; k < 3; k++) {
      const value = values[3 * at + k]! + share * (values[3 * at + 3 + k]! - values[3 * at + k]!);
      out[3 * i + k] = Math.max(-32768, Math.min(32767, Math.round(value / perRaw))) * perRaw;
    }
  }
  return out;
}

export function slice(recording: Recording, from: number, to: number): SampleBlock {
  const { sensor, tMs, gyroRadS, accMs2, filled } = recording;
  return {
    sensor,
    count: to - from,
    tMs: tMs.slice(from, to),
    gyroRadS: gyroRadS.slice(3 * from, 3 * to),
    accMs2: accMs2.slice(3 * from, 3 * to),
    filled: filled?.slice(from, to) ?? new Uint8Array(to - from),
  };
}

/** The blocks of several bands as they arrive: ordered by the time of their last sample. `sizes` gives the block sizes. */
export function interleave(
  recordings: readonly Recording[],
  sizes: (index: number) => number = () => 10,
): SampleBlock[] {
  const blocks = recordings.flatMap((recording) => {
    const own: SampleBlock[] = [];
    for (let from = 0, n = 0; from < recording.tMs.length; n++) {
      const to = Math.min(recording.tMs.length, from + sizes(n));
      own.push(slice(recording, from, to));
      from = to;
    }
    return own;
  });
  const arrival = (block: SampleBlock) => block.tMs[block.count - 1]!;
  return blocks.sort((a, b) => arrival(a) - arrival(b));
}

import type { MotionConfiguration } from '../../protocol/motion-configuration.ts';
import { MOTION_CONFIGURATIONS } from '../../protocol/motion-configuration.ts';
import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import type { Recording } from './recording.ts';

/** Stretches without a sample longer than this stay open: interpolating over them would invent movement. */
const GAP_S_MAX = 0.5;
const INT16_MAX = 32767;

/** Samples on an even grid, in counts of a band; `firstS` counts from the origin given to resample. */
export interface EvenStretch {
  readonly firstS: number;
  readonly count: number;
  /** gx, gy, gz, ax, ay, az per sample. */
  readonly samplesRaw: Int16Array;
}

/** The finest configuration at 104 Hz whose ranges hold the recording; the widest where none does (it then saturates, as a band would). */
export function fittingConfiguration(recordings: readonly Recording[]): MotionConfiguration {
  const candidates = MOTION_CONFIGURATIONS.filter((candidate) => candidate.rateHz === 104);
  const fits = (configuration: MotionConfiguration): boolean =>
    recordings.every((recording) =>
      recording.values.every((value, index) => {
        const perRaw = index % AXES_PER_SAMPLE < 3 ? configuration.gyroRadSPerRaw : configuration.accMs2PerRaw;
        return Math.abs(value) <= INT16_MAX * perRaw;
      }),
    );
  return candidates.find(fits) ?? candidates.at(-1)!;
}

/** Linear interpolation onto the grid of the band's rate, which begins at `originS`; stretches are separated by gaps. */
export function resample(recording: Recording, configuration: MotionConfiguration, originS: number): EvenStretch[] {
  const { count, tS } = recording;
  const stretches: EvenStretch[] = [];
  let from = 0;
  for (let i = 1; i <= count; i++) {
    if (i < count && tS[i]! - tS[i - 1]! <= GAP_S_MAX) continue;
    const stretch = resampleStretch(recording, from, i, configuration, originS);
    if (stretch.count > 0) stretches.push(stretch);
    from = i;
  }
  return stretches;
}

function resampleStretch(
  { tS, values }: Recording,
  from: number,
  to: number,
  configuration: MotionConfiguration,
  originS: number,
): EvenStretch {
  const { rateHz } = configuration;
  const first = Math.ceil((tS[from]! - originS) * rateHz);
  const last = Math.floor((tS[to - 1]! - originS) * rateHz);
  const count = Math.max(0, last - first + 1);
  const samplesRaw = new Int16Array(count * AXES_PER_SAMPLE);
  let at = from;
  for (let i = 0; i < count; i++) {
    const t = originS + (first + i) / rateHz;
    while (at < to - 2 && tS[at + 1]! <= t) at++;
    const span = tS[at + 1]! - tS[at]!;
    const share = span > 0 ? Math.min(1, Math.max(0, (t - tS[at]!) / span)) : 1;
    for (let axis = 0; axis < AXES_PER_SAMPLE; axis++) {
      const a = values[at * AXES_PER_SAMPLE + axis]!;
      const b = values[(at + 1) * AXES_PER_SAMPLE + axis]!;
      const perRaw = axis < 3 ? configuration.gyroRadSPerRaw : configuration.accMs2PerRaw;
      samplesRaw[i * AXES_PER_SAMPLE + axis] = saturate((a + share * (b - a)) / perRaw);
    }
  }
  return { firstS: first / rateHz, count, samplesRaw };
}

const saturate = (counts: number): number => Math.max(-INT16_MAX - 1, Math.min(INT16_MAX, Math.round(counts)));

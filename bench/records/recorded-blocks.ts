import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RawBlock } from '../../host/records/samples/raw-chunk.ts';
import { slower } from '../../scripts/broad/lossy-link.ts';
import { readTrial, trialNames } from '../../scripts/broad/trials.ts';

/** Recordings are not part of the project: LIMBER_DATA, or ../shared/data beside it. */
const DATA = join(process.env.LIMBER_DATA ?? join(import.meta.dirname, '../../../shared/data'), 'broad');
/** 286 Hz to 95 Hz: near the 104 Hz of a band. */
const EVERY = 3;
/** Counts of a sensor set to 2000 degrees a second and 8 g, as bands are. */
const COUNTS_PER_RAD_S = (32768 / 2000) * (180 / Math.PI);
const COUNTS_PER_MS2 = 32768 / 8 / 9.80665;
const SENSORS = ['thigh', 'shank', 'foot', 'upper-arm', 'forearm', 'hand'];

export interface RecordedSecond {
  readonly sMs: number;
  /** One of each sensor. */
  readonly blocks: readonly RawBlock[];
}

/** Six sensors for some minutes, a second at a time: six recordings, each again from its start when it is over. Null without recordings. */
export function recordedSeconds(minutes: number): RecordedSecond[] | null {
  if (!existsSync(DATA)) return null;
  const names = trialNames(DATA).slice(0, SENSORS.length);
  const sources = names.map((name) => {
    const trial = readTrial(DATA, name);
    const { gyroRadS, accMs2, count } = slower(trial.block, EVERY);
    return { gyroRadS, accMs2, count, rateHz: trial.rateHz / EVERY };
  });
  return Array.from({ length: 60 * minutes }, (_, second) => ({
    sMs: 1000 * (second + 1),
    blocks: sources.map((source, i) => secondOf(SENSORS[i]!, source, second)),
  }));
}

function secondOf(
  sensor: string,
  source: { gyroRadS: Float64Array; accMs2: Float64Array; count: number; rateHz: number },
  second: number,
): RawBlock {
  const first = Math.ceil(second * source.rateHz);
  const count = Math.ceil((second + 1) * source.rateHz) - first;
  const tMs = new Float64Array(count);
  const raw = new Int16Array(6 * count);
  for (let n = 0; n < count; n++) {
    // To the microsecond, as intake gives times.
    tMs[n] = Math.round((1e6 * (first + n)) / source.rateHz) / 1000;
    const from = (first + n) % source.count;
    for (let axis = 0; axis < 3; axis++) {
      raw[6 * n + axis] = counts(source.gyroRadS[3 * from + axis]! * COUNTS_PER_RAD_S);
      raw[6 * n + 3 + axis] = counts(source.accMs2[3 * from + axis]! * COUNTS_PER_MS2);
    }
  }
  return { sensor, configurationId: 1, tMs, raw };
}

const counts = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)));

import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { SampleBlock } from '../motion/samples.ts';
import type { Correction } from './calibration.ts';
import { carve } from './sample-arena.ts';
import { interpolate, noSample, putCounts, remember } from './sample-block.ts';
import { railedSamples } from './signal-health.ts';

/** Samples of one band as they were recorded, with what intake made of each. */
export interface RecordedSamples {
  readonly configurationId: number;
  /** Time of each sample, ms on the session's clock. */
  readonly tMs: Float64Array;
  /** gx, gy, gz, ax, ay, az of each sample in the sensor's own counts. */
  readonly raw: Int16Array;
  /** Of each sample: how many were interpolated in front of it, or `LATE`. Absent: 0 of all. */
  readonly marks?: Uint8Array;
  /** As the live session applied it. */
  readonly correction?: Correction;
}

/** Mark of a sample that came too late for the live stream. More than are ever interpolated: a second at 208 Hz. */
export const LATE = 255;

/**
 * What intake handed to motion, sample for sample the same numbers, out of the record of one band. Records come as they
 * were made; those of late frames fall away.
 * @throws RangeError at a motion configuration nobody knows
 */
export function* handedOn(sensor: Placement, records: Iterable<RecordedSamples>): Generator<SampleBlock> {
  const last = noSample();
  for (const record of records) {
    const configuration = motionConfiguration(record.configurationId);
    if (!configuration) throw new RangeError(`no motion configuration ${record.configurationId}`);
    for (const { from, to, filled } of stretches(record)) {
      const raw = record.raw.subarray(AXES_PER_SAMPLE * from, AXES_PER_SAMPLE * to);
      const block = carve(sensor, filled + to - from, filled, railedSamples(raw));
      block.tMs.set(record.tMs.subarray(from, to), filled);
      putCounts(block, filled, raw, configuration, record.correction);
      interpolate(last, block, filled);
      remember(last, block);
      yield block;
    }
  }
}

/** Samples that follow each other: each stretch begins where something was interpolated, or after late samples. */
function* stretches({ tMs, marks }: RecordedSamples): Generator<{ from: number; to: number; filled: number }> {
  let from = 0;
  while (from < tMs.length) {
    const mark = marks?.[from] ?? 0;
    let to = from + 1;
    if (mark !== LATE) {
      while (to < tMs.length && (marks?.[to] ?? 0) === 0) to++;
      yield { from, to, filled: mark };
    }
    from = to;
  }
}

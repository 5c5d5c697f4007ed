import { ROW } from '../orientation/oriented-row.ts';
import { orientRecorded } from '../orientation/recorded-orientation.ts';
import type { SampleBlock } from '../samples.ts';
import { initialMeanRate, stepMeanRate } from './mean-rate.ts';
import { type OrientedPairs, stepOrientedPair } from './oriented-pair.ts';
import type { RowQueue } from './row-queue.ts';

/** A whole recording of one band and its usual rate. */
export interface RecordedBand {
  readonly block: SampleBlock;
  readonly rateHz: number;
}

const { COLUMNS, TIME, QUATERNION, RATE } = ROW;

/**
 * Orientations of two recordings at the distal one's times, each with the knowledge of its whole recording.
 * @param onProgress called with the share that is done, 0 to 1
 */
export function pairRecorded(
  proximal: RecordedBand,
  distal: RecordedBand,
  onProgress: (share: number) => void = () => {},
): OrientedPairs {
  const first = orientedRows(proximal);
  onProgress(0.5);
  const second = orientedRows(distal);
  onProgress(1);
  return stepOrientedPair(first, second);
}

function orientedRows({ block, rateHz }: RecordedBand): RowQueue {
  const [, mean] = stepMeanRate(initialMeanRate(), block);
  const quaternions = orientRecorded(mean, rateHz, { isOffline: true });
  const rows = new Float64Array(block.count * COLUMNS);
  for (let i = 0, at = 0; i < block.count; i++, at += COLUMNS) {
    rows[at + TIME] = block.tMs[i]!;
    rows.set(quaternions.subarray(4 * i, 4 * i + 4), at + QUATERNION);
    rows.set(mean.gyroRadS.subarray(3 * i, 3 * i + 3), at + RATE);
  }
  return { rows, from: 0, to: rows.length };
}

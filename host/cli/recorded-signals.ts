import type { Recording } from '../connect/recording.ts';
import { nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import type { SensorDoubt } from '../motion/sanity/doubt.ts';
import { signalDoubts } from '../motion/sanity/signal-doubts.ts';
import { initialSignalLog, noteSignal } from '../motion/sanity/signal-log.ts';
import type { Recordings } from './recordings.ts';

/** What the samples of one sensor say against a stretch of the recording; asked about later and later stretches. */
type SignalWatch = (startS: number, endS: number) => SensorDoubt<string>[];

/** Of all sensors together: at the end of their range, or missing. Looks at the samples as recorded, on no grid. */
export function watchSignals(recordings: Recordings<string>): SignalWatch {
  const watches = [...recordings].map(([sensor, recording]) => watchSignal(sensor, recording));
  return (startS, endS) => watches.flatMap((watch) => watch(startS, endS));
}

function watchSignal(sensor: string, recording: Recording): SignalWatch {
  const log = initialSignalLog();
  const rateHz = nominalRateHz(recording);
  // Any placement: samples are looked at, not where they come from.
  const blocks = recordingBlocks(recording, 'thigh', 0);
  let seenMs = Number.NEGATIVE_INFINITY;
  return (startS, endS) => {
    while (seenMs < endS * 1000) {
      const { value: block } = blocks.next();
      if (!block) break;
      noteSignal(log, block);
      seenMs = block.tMs[block.count - 1]!;
    }
    return signalDoubts(sensor, log, rateHz, { startMs: startS * 1000, endMs: endS * 1000 });
  };
}

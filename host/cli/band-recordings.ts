import { LimberError } from '../../protocol/limber-error.ts';
import type { Recording } from '../connect/recording.ts';
import { inOrderOfTime, nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { initialBandPair, stepBandPair } from '../motion/joint/band-pair.ts';
import type { OrientedPairs } from '../motion/joint/oriented-pair.ts';
import { pairRecorded, type RecordedBand } from '../motion/joint/recorded-pair.ts';
import { joinBlocks } from '../motion/orientation/block-part.ts';
import { showProgress } from './console.ts';
import { readRecording } from './recordings.ts';

/** The recordings of two bands beside a joint: the one nearer to the trunk, and the other. */
export interface BandRecordings {
  readonly proximal: Recording;
  readonly distal: Recording;
}

export interface BandFiles {
  readonly proximal: string;
  readonly distal: string;
}

/** @throws LimberError recording/no-overlap where they share no time, and those of readRecording */
export function readBandRecordings(files: BandFiles): BandRecordings {
  const [proximal, distal] = [readRecording(files.proximal), readRecording(files.distal)];
  const [p, d] = [spanOf(proximal), spanOf(distal)];
  if (p.toS > d.fromS && d.toS > p.fromS) return { proximal, distal };
  const where = ({ fromS, toS }: Span) => `from ${fromS} to ${toS} s`;
  const message = `${files.proximal} runs ${where(p)} and ${files.distal} ${where(d)}: they share no time.`;
  throw new LimberError('recording/no-overlap', message);
}

interface Span {
  readonly fromS: number;
  readonly toS: number;
}

const spanOf = ({ tS, count }: Recording): Span => ({ fromS: tS[0]!, toS: tS[count - 1]! });

/** Orientations of both at the distal one's times, as far as both were recorded; with progress. */
export function* orientedPairs({ proximal, distal }: BandRecordings): Generator<OrientedPairs> {
  const { fromS } = spanOf(distal);
  const progress = showProgress(Math.max(1, Math.ceil(spanOf(distal).toS - fromS)), 's');
  let state = initialBandPair([nominalRateHz(proximal), nominalRateHz(distal)]);
  // Two placements to tell them apart: which joint it is makes no difference here.
  const blocks = inOrderOfTime([recordingBlocks(proximal, 'thigh', 0), recordingBlocks(distal, 'shank', 0)]);
  for (const block of blocks) {
    const [next, pairs] = stepBandPair(state, block.sensor === 'thigh' ? 0 : 1, block);
    state = next;
    progress.update(block.tMs[0]! / 1000 - fromS, '');
    if (pairs.count > 0) yield pairs;
  }
  progress.stop();
}

/** The same for whole recordings, each orientation with the knowledge of all samples; with progress. */
export function pairedOffline({ proximal, distal }: BandRecordings): OrientedPairs {
  const progress = showProgress(2, 'recordings');
  const whole = (recording: Recording): RecordedBand => {
    // A magnetometer would bring the heading of the room, which is another one at either sensor.
    const { magUt: _unused, ...block } = joinBlocks(recordingBlocks(recording, 'thigh', 0));
    return { block, rateHz: nominalRateHz(recording) };
  };
  const pairs = pairRecorded(whole(proximal), whole(distal), (share) => progress.update(2 * share, ''));
  progress.stop();
  return pairs;
}

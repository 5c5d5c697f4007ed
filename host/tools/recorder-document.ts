import type { RecordedBand } from './recorder.ts';
import { tallyWords } from './recorder-tally.ts';

/** Of `limber record --json`, and of recording.json beside the files. */
export function recordingDocument(bands: readonly RecordedBand[], beganAtMs: number, durationMs: number): object {
  return {
    schema: 'limber/recording/1',
    simulated: bands.some(({ hello }) => hello.simulated),
    began_at: new Date(beganAtMs).toISOString(),
    duration_s: durationMs / 1000,
    sensors: bands.map(sensorDocument),
  };
}

function sensorDocument({
  name,
  hello,
  calibration,
  calibrationFault,
  file,
  tally,
  failure,
  isLinkUp,
}: RecordedBand): object {
  const { samples, interpolated, leftOut, firstS, lastS, gaps, frames } = tally;
  return {
    name,
    id: hello.deviceId,
    board: hello.board,
    firmware: hello.firmwareVersion,
    file: samples > 1 ? file : null,
    calibrated_at: calibration ? new Date(1000 * calibration.calibration.madeAtS).toISOString() : null,
    calibration_fault: calibrationFault,
    samples,
    interpolated,
    left_out: leftOut,
    first_s: firstS,
    last_s: lastS,
    gaps: gaps.map(({ fromS, toS }) => ({ from_s: fromS, to_s: toS })),
    frames: { received: frames.received, lost: frames.lost, recovered: frames.recovered },
    ended_early: failure ?? (isLinkUp ? null : 'the link was lost'),
  };
}

/** For people: what there is, what is not, and what can be done with it. */
export function recordingLines(bands: readonly RecordedBand[]): string[] {
  return bands.flatMap(({ name, hello, calibration, calibrationFault, file, tally, failure, isLinkUp }) => {
    const whose = name === hello.deviceId ? name : `${name} (${hello.deviceId})`;
    const lines = [`${whose}: ${tallyWords(tally)}`];
    if (tally.samples > 1)
      lines.push(
        `  ${file}${calibration ? ', calibrated' : ', at factory scale'}${hello.simulated ? ', simulated' : ''}`,
      );
    if (calibrationFault !== null) lines.push(`  its calibration was not applied: ${calibrationFault}`);
    if (failure !== null) lines.push(`  ended early: ${failure}`);
    else if (!isLinkUp) lines.push('  its link was lost and did not come back');
    return lines;
  });
}

/** Not all was recorded that was to be. */
export const isIncomplete = ({ tally, failure, isLinkUp }: RecordedBand): boolean =>
  failure !== null || !isLinkUp || tally.samples < 2;

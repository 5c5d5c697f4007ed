import { counted } from './columns.ts';
import type { LoggedStart, RecordedLog } from './recorder-log.ts';

/** Of `limber record --log --json`. */
export const logDocument = (logs: readonly RecordedLog[], readAtMs: number): object => ({
  schema: 'limber/recorded-log/1',
  simulated: logs.some(({ hello }) => hello.simulated),
  read_at: new Date(readAtMs).toISOString(),
  sensors: logs.map(({ name, hello, isCalibrated, progress, starts }) => ({
    name,
    id: hello.deviceId,
    calibrated: isCalibrated,
    blocks: progress,
    starts: starts.map(({ boot, isPresent, file, tally, failure }) => ({
      boot,
      shared_time: isPresent,
      file: tally.samples > 1 ? file : null,
      samples: tally.samples,
      first_s: tally.firstS,
      last_s: tally.lastS,
      gaps: tally.gaps.map(({ fromS, toS }) => ({ from_s: fromS, to_s: toS })),
      ended_early: failure,
    })),
  })),
});

/** For people. */
export function logLines(logs: readonly RecordedLog[]): string[] {
  return logs.flatMap((log) => [
    `${log.name === log.hello.deviceId ? log.name : `${log.name} (${log.hello.deviceId})`}: ${blockWords(log)}`,
    ...log.starts.flatMap(startLines),
  ]);
}

function blockWords({ progress: { read, dropped, failed, unreadable }, starts }: RecordedLog): string {
  if (read === 0 && unreadable === 0) return 'its log is empty';
  const parts = [`${counted(read, 'block')} of ${counted(starts.length, 'start')}; the band keeps them`];
  if (dropped > 0) parts.push(`${dropped} older ones were given up when its flash was full`);
  if (failed > 0) parts.push(`${failed} were not taken by its flash: it wears out`);
  if (unreadable > 0) parts.push(`${unreadable} cannot be read any more`);
  return parts.join('; ');
}

function startLines({ boot, isPresent, file, tally, failure }: LoggedStart): string[] {
  const { samples, firstS, lastS, gaps } = tally;
  const span = firstS === null || lastS === null ? '' : ` over ${(lastS - firstS).toFixed(1)} s`;
  const when = isPresent ? 'time 0 is when reading began' : 'when that was is not known';
  const open = gaps.length > 0 ? `, ${counted(gaps.length, 'gap')}` : '';
  const lines = [`  ${file}: start ${boot}, ${samples} samples${span}${open}; ${when}`];
  return failure === null ? lines : [...lines, `  ended early: ${failure}`];
}

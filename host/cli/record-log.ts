import { wallTimeline } from '../connect/wall-timeline.ts';
import type { NamedLink } from '../tools/live-links.ts';
import { type RecordedLog, recordLog } from '../tools/recorder-log.ts';
import { logDocument, logLines } from '../tools/recorder-log-document.ts';
import { type Progress, printJson, showProgress } from './console.ts';
import { EXIT } from './exit-code.ts';

/** `limber record --log`: what the bands kept while nobody listened. @throws LimberError those of recordLog */
export async function recordLogs(
  links: readonly NamedLink[],
  { folder, raw, json }: { readonly folder: string; readonly raw: boolean; readonly json: boolean },
): Promise<void> {
  const timeline = wallTimeline();
  const originMs = timeline.nowMs();
  const logs: RecordedLog[] = [];
  // One after the other: each has a bar of its own, and a radio has time for one of them only.
  for (const link of links) {
    let progress: Progress | undefined;
    const onProgress = ({ read, total }: RecordedLog['progress']): void => {
      if (json || total === 0) return;
      progress ??= showProgress(total, 'blocks');
      progress.update(read, link.name);
    };
    try {
      logs.push(await recordLog({ link, timeline, folder, originMs, raw, onProgress }));
    } finally {
      progress?.stop();
    }
  }
  if (json) printJson(logDocument(logs, timeline.wallMs()));
  else for (const line of logLines(logs)) process.stdout.write(`${line}\n`);
  if (logs.some(({ starts }) => starts.some(({ failure }) => failure !== null))) process.exitCode = EXIT.failed;
}

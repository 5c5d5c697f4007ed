import { join } from 'node:path';
import type { Hello } from '../../protocol/message.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { askCalibration } from '../connect/band-calibration.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import { heard } from '../connect/link-key-proof.ts';
import { inOrderOfMeasuring } from '../connect/log-frames.ts';
import { type LogProgress, readLog } from '../connect/log-reading.ts';
import { lineOf, SAMPLES_HEADER } from '../records/samples/samples-csv.ts';
import type { NamedLink } from './live-links.ts';
import { openRecordingFile } from './recorder-file.ts';
import { type ClockReading, loggedBlocks } from './recorder-log-samples.ts';
import { NO_RECORDING, type RecordingTally, staleSamples, tallyBlock } from './recorder-tally.ts';

export interface LogPlan {
  readonly link: NamedLink;
  readonly timeline: Timeline;
  readonly folder: string;
  /** The timeline's time at which t is 0, for all bands that are read together. */
  readonly originMs: number;
  readonly raw: boolean;
  readonly onProgress: (progress: LogProgress) => void;
}

/** One start of the band, as its flash log has it. */
export interface LoggedStart {
  readonly boot: number;
  /** Its time 0 is the moment at which reading began, the same for all bands; else its first sample. */
  readonly isPresent: boolean;
  readonly file: string;
  readonly tally: RecordingTally;
  readonly failure: string | null;
}

export interface RecordedLog {
  readonly name: string;
  readonly hello: Hello;
  readonly isCalibrated: boolean;
  readonly progress: LogProgress;
  readonly starts: readonly LoggedStart[];
}

/** A band says its clock once a second. */
const STATUS_WITHIN_MS = 3_000;

/**
 * Reads a band's flash log to CSV, one file for each start of the band. The band keeps it all.
 * @throws LimberError link/not-up, link/incompatible-device, recording/exists, recording/not-writable
 */
export async function recordLog(plan: LogPlan): Promise<RecordedLog> {
  const { link, timeline, raw, onProgress } = plan;
  const connection = connectDevice(link.link);
  try {
    const hello = await greet(connection, timeline);
    const calibration = raw ? ({ kind: 'none' } as const) : await askCalibration(connection, timeline, hello);
    const correction = calibration.kind === 'found' ? calibration.found.correction : undefined;
    const { byBoot, progress } = await readAll(connection, timeline, onProgress);
    // Asked last: nothing may lie between it and what was logged but less than the clock's wrap.
    const now = byBoot.has(hello.boot) ? await readClock(connection, timeline, plan.originMs) : null;
    const name = link.placement ?? hello.deviceId;
    const starts = [...byBoot].map(([boot, frames]): LoggedStart => {
      const isPresent = boot === hello.boot && now !== null;
      const path = join(plan.folder, boot === hello.boot ? `${name}-log.csv` : `${name}-log-start-${boot}.csv`);
      const blocks = loggedBlocks(frames, isPresent ? now : null, correction);
      return { boot, isPresent, file: path, ...writeBlocks(path, blocks) };
    });
    return { name, hello, isCalibrated: correction !== undefined, progress, starts };
  } finally {
    await connection.close();
  }
}

interface ReadLog {
  readonly byBoot: ReadonlyMap<number, MotionFrame[]>;
  readonly progress: LogProgress;
}

async function readAll(
  connection: DeviceConnection,
  timeline: Timeline,
  onProgress: (progress: LogProgress) => void,
): Promise<ReadLog> {
  const byBoot = new Map<number, MotionFrame[]>();
  const reading = readLog(connection, timeline, { keeps: true, onProgress });
  for (let step = await reading.next(); ; step = await reading.next()) {
    if (step.done) {
      const ordered = [...byBoot].map(([boot, frames]) => [boot, inOrderOfMeasuring(frames)] as const);
      return { byBoot: new Map(ordered), progress: step.value };
    }
    const { boot, frames } = step.value;
    const before = byBoot.get(boot) ?? [];
    byBoot.set(boot, before);
    before.push(...frames);
  }
}

const readClock = async (
  connection: DeviceConnection,
  timeline: Timeline,
  originMs: number,
): Promise<ClockReading | null> =>
  (await heard(connection, timeline, STATUS_WITHIN_MS, (message) =>
    message.kind === 'status' ? { ticksUs: message.status.ticks, atMs: message.atMs - originMs } : undefined,
  )) ?? null;

function writeBlocks(
  path: string,
  blocks: Iterable<Parameters<typeof tallyBlock>[1]>,
): Pick<LoggedStart, 'tally' | 'failure'> {
  const file = openRecordingFile(path, SAMPLES_HEADER);
  let tally = NO_RECORDING;
  for (const block of blocks) {
    let lines = '';
    for (let i = staleSamples(tally, block); i < block.count; i++) lines += lineOf(block, i);
    file.append(lines);
    file.flush();
    if (file.failure() !== null) break;
    tally = tallyBlock(tally, block);
  }
  file.finish(tally.samples > 1);
  return { tally, failure: file.failure() };
}

import { LimberError } from '../../protocol/limber-error.ts';
import type { LogState } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection, DeviceMessage } from './device-connection.ts';
import { type LoggedBlock, loggedFrames } from './log-frames.ts';

/**
 * The flash log of a motion band, oldest first:
 *
 *   for await (const block of readLog(connection, timeline, { onProgress })) await store(block);
 *
 * Whoever asks for the next block has stored the one before: the band is then told to forget it. Leave the loop early, or let `store`
 * throw, and what was not asked for stays on the band, to be read another time; a block may then come twice, under the same number.
 * Blocks that were lost on the air are asked for again; those that flash itself has lost are skipped and counted.
 */
export interface LogReading {
  /** After each block, and once before the first. */
  readonly onProgress?: (progress: LogProgress) => void;
  /** Reads without having anything forgotten. */
  readonly keeps?: boolean;
}

export interface LogProgress {
  readonly read: number;
  readonly total: number;
  /** Blocks that the band gave up because its flash was full, that flash did not take, that cannot be read any more. */
  readonly dropped: number;
  readonly failed: number;
  readonly unreadable: number;
}

/** Asked for at once: some 4 kB, a second or two on the air. */
const BLOCKS_AT_ONCE = 8;
/** Silence after which what is missing was lost. */
const SILENCE_MS = 1500;
const TRIES = 4;

/** @throws LimberError link/not-up when the band does not answer; what was handed out until then is stored */
export async function* readLog(
  connection: DeviceConnection,
  timeline: Timeline,
  { onProgress, keeps = false }: LogReading = {},
): AsyncGenerator<LoggedBlock, LogProgress> {
  const state = await askState(connection, timeline);
  let progress = beginProgress(state);
  onProgress?.(progress);
  for (let from = state.oldest; from < state.next; from += BLOCKS_AT_ONCE) {
    const to = Math.min(from + BLOCKS_AT_ONCE, state.next);
    const blocks = await fetchBlocks(connection, timeline, from, to);
    for (const block of blocks) {
      yield block;
      progress = { ...progress, read: progress.read + 1 };
      onProgress?.(progress);
    }
    progress = { ...progress, unreadable: progress.unreadable + to - from - blocks.length };
    if (!keeps) await connection.send({ kind: 'FORGET_LOG', sequenceFrom: to });
  }
  onProgress?.(progress);
  return progress;
}

const beginProgress = ({ oldest, next, dropped, failed }: LogState): LogProgress => ({
  read: 0,
  total: next - oldest,
  dropped,
  failed,
  unreadable: 0,
});

async function askState(connection: DeviceConnection, timeline: Timeline): Promise<LogState> {
  for (let tries = 0; tries < TRIES; tries++) {
    let state: LogState | undefined;
    await hear(connection, timeline, { kind: 'READ_LOG', sequenceFrom: 0, count: 0 }, (message) => {
      if (message.kind === 'log-state') state = message.logState;
      return state !== undefined;
    });
    if (state) return state;
  }
  throw silent(connection);
}

/** Blocks from … to - 1 in order, without those that do not come however often they are asked for. */
async function fetchBlocks(
  connection: DeviceConnection,
  timeline: Timeline,
  from: number,
  to: number,
): Promise<LoggedBlock[]> {
  const found = new Map<number, LoggedBlock>();
  const firstMissing = (): number => {
    let number = from;
    while (found.has(number)) number++;
    return number;
  };
  let isHeard = false;
  for (let tries = 0; tries < TRIES && found.size < to - from; tries++) {
    const missing = firstMissing();
    await hear(connection, timeline, { kind: 'READ_LOG', sequenceFrom: missing, count: to - missing }, (message) => {
      isHeard ||= message.kind === 'log-state';
      const block = message.kind === 'log-block' ? loggedFrames(message.block) : undefined;
      if (block?.ok && block.value.number >= from && block.value.number < to) {
        if (!found.has(block.value.number)) tries = 0;
        found.set(block.value.number, block.value);
      }
      return found.size === to - from;
    });
  }
  if (!isHeard && found.size === 0) throw silent(connection);
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/** Asks, then listens until `take` has what it wants or nothing that belongs to it came for a while. */
function hear(
  connection: DeviceConnection,
  timeline: Timeline,
  command: Parameters<DeviceConnection['send']>[0],
  take: (message: DeviceMessage) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      cancel();
      subscription.unsubscribe();
      resolve();
    };
    const wait = (): (() => void) => timeline.after(SILENCE_MS, stop);
    let cancel = wait();
    const subscription = connection.messages$.subscribe({
      next: (message) => {
        if (message.kind !== 'log-block' && message.kind !== 'log-state') return;
        cancel();
        cancel = wait();
        if (take(message)) stop();
      },
      complete: () => stop(),
    });
    connection.send(command).catch(() => {});
  });
}

const silent = ({ link }: DeviceConnection): LimberError =>
  new LimberError(
    'link/not-up',
    `${link.name} does not answer when asked for its log. Is it charged, near, and its firmware of today?`,
  );

import { Subscription } from 'rxjs';
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
  /** First block wanted, of those that the band has; absent: the oldest. */
  readonly from?: (state: LogState) => number;
  /** Asked for at once, and the pause behind them: what else the band sends has room. */
  readonly blocksAtOnce?: number;
  readonly pauseMs?: number;
  /** Silence after which what is missing was lost. */
  readonly silenceMs?: number;
  /** How often a block that did not come is asked for before it counts as unreadable. */
  readonly tries?: number;
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
const SILENCE_MS = 1500;
const TRIES = 4;

/** @throws LimberError link/not-up when the band does not answer; what was handed out until then is stored */
export async function* readLog(
  connection: DeviceConnection,
  timeline: Timeline,
  reading: LogReading = {},
): AsyncGenerator<LoggedBlock, LogProgress> {
  const { onProgress, keeps = false, from: first, blocksAtOnce = BLOCKS_AT_ONCE, pauseMs = 0 } = reading;
  const { silenceMs = SILENCE_MS, tries = TRIES } = reading;
  const asking: Asking = { connection, timeline, silenceMs, tries };
  const state = await askState(asking);
  const oldest = Math.max(state.oldest, first?.(state) ?? 0);
  let progress = beginProgress({ ...state, oldest });
  onProgress?.(progress);
  for (let from = oldest; from < state.next; from += blocksAtOnce) {
    if (from > oldest && pauseMs > 0) await new Promise<void>((resolve) => timeline.after(pauseMs, resolve));
    const to = Math.min(from + blocksAtOnce, state.next);
    const blocks = await fetchBlocks(asking, from, to);
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

interface Asking {
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly silenceMs: number;
  readonly tries: number;
}

const EMPTY: LogState = { oldest: 0, next: 0, dropped: 0, failed: 0 };

async function askState(asking: Asking): Promise<LogState> {
  for (let tries = 0; tries < TRIES; tries++) {
    let state: LogState | undefined;
    await hear(asking, { kind: 'READ_LOG', sequenceFrom: 0, count: 0 }, (message) => {
      if (message.kind === 'log-state') state = message.logState;
      if (message.kind === 'acknowledgement') state = EMPTY;
      return state !== undefined;
    });
    if (state) return state;
  }
  throw silent(asking.connection);
}

/** Blocks from … to - 1 in order, without those that do not come however often they are asked for. */
async function fetchBlocks(asking: Asking, from: number, to: number): Promise<LoggedBlock[]> {
  const found = new Map<number, LoggedBlock>();
  const firstMissing = (): number => {
    let number = from;
    while (found.has(number)) number++;
    return number;
  };
  let isHeard = false;
  for (let tries = 0; tries < asking.tries && found.size < to - from; tries++) {
    const missing = firstMissing();
    await hear(asking, { kind: 'READ_LOG', sequenceFrom: missing, count: to - missing }, (message) => {
      isHeard ||= message.kind === 'log-state';
      const block = message.kind === 'log-block' ? loggedFrames(message.block) : undefined;
      if (block?.ok && block.value.number >= from && block.value.number < to) {
        if (!found.has(block.value.number)) tries = 0;
        found.set(block.value.number, block.value);
      }
      return found.size === to - from;
    });
  }
  if (!isHeard && found.size === 0) throw silent(asking.connection);
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/** Asks, then listens until `take` has what it wants or nothing that belongs to it came for a while. */
function hear(
  { connection, timeline, silenceMs }: Asking,
  command: Parameters<DeviceConnection['send']>[0],
  take: (message: DeviceMessage) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    // Of a connection that was closed already the messages are complete at once.
    const subscription = new Subscription();
    const stop = (): void => {
      cancel();
      subscription.unsubscribe();
      resolve();
    };
    const wait = (): (() => void) => timeline.after(silenceMs, stop);
    let cancel = wait();
    // Nothing comes over a link that is gone, and what comes after it has to be asked for again.
    subscription.add(
      connection.link.onState((state) => {
        if (state !== 'up') timeline.after(0, stop);
      }),
    );
    subscription.add(
      connection.messages$.subscribe({
        next: (message) => {
          if (message.kind !== 'log-block' && message.kind !== 'log-state' && !hasNoLog(message)) return;
          cancel();
          cancel = wait();
          if (take(message)) stop();
        },
        complete: stop,
      }),
    );
    connection.send(command).catch(() => {});
  });
}

/** Its flash was written without the module that logs. */
const hasNoLog = (message: DeviceMessage): boolean =>
  message.kind === 'acknowledgement' && message.acknowledgement.reason === 'NO_SERVICE_MODULE';

const silent = ({ link }: DeviceConnection): LimberError =>
  new LimberError(
    'link/not-up',
    `${link.name} does not answer when asked for its log. Is it charged, near, and its firmware of today?`,
  );

import { LimberError } from '../protocol/limber-error.ts';
import type { Link, LinkState } from '../protocol/link.ts';
import type { LogState } from '../protocol/message.ts';
import type { MotionFrame } from '../protocol/motion-frame.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { DeviceConnection } from './connect/device-connection.ts';
import type { LoggedBlock } from './connect/log-frames.ts';
import { type LogProgress, readLog } from './connect/log-reading.ts';
import type { LogOutcome } from './intake/band-start.ts';
import { type IntakeInput, type IntakeState, LOG_SETTLES_MS } from './intake/intake.ts';
import { isOfSession, missingEdges } from './intake/log-needs.ts';

/** A session that lacks what a band measured: the present one, or an earlier one that ended before it had all. */
export interface Incomplete {
  /** Whether it has to be looked for in the band's flash now. */
  wantsLog(): boolean;
  /** At most so many samples back; undefined: that is not known. */
  samplesBack(): number | undefined;
  /** Called when reading begins; what is returned is told with the end: only what was missing then is lost for good. */
  beginLog(): (outcome: LogOutcome) => void;
  take(boot: number, frames: readonly MotionFrame[]): void;
  /** Whether a block is this session's own. */
  owns(boot: number, frames: readonly MotionFrame[]): boolean;
  /** When it returns, all that was taken is stored, through a kill or a power cut. @throws LimberError on a full disk */
  store(): void;
}

/** Of a session by its intake of this band. */
export function incompleteOf(
  state: () => IntakeState,
  take: (input: IntakeInput) => void,
  own: Pick<Incomplete, 'wantsLog' | 'samplesBack' | 'store'>,
): Incomplete {
  return {
    ...own,
    beginLog: () => {
      const known = missingEdges(state());
      return (outcome) => take({ kind: 'log-read', known, outcome });
    },
    take: (boot, frames) => take({ kind: 'logged', boot, frames }),
    owns: (boot, frames) => isOfSession(state(), boot, frames),
  };
}

export interface Backfill {
  close(): void;
}

const TURN_MS = 500;
/** After a reading that came to nothing. */
const AGAIN_MS = 3000;
/**
 * One block at a time and a pause behind it, the longer the more packets a block takes: 0.4 s for a Puck.js, which streams with a tenth
 * of its time left (a block takes it a quarter of a second, and waits meanwhile in the sensor's FIFO, 3 s), 0.16 s for the others.
 */
const paceOf = ({ payloadBytes }: Link) => ({
  blocksAtOnce: 1,
  pauseMs: 20_000 / Math.max(50, payloadBytes),
  silenceMs: 700,
  tries: 10,
});
/** A block is written every 72 samples; up to six more are at each break, of what was sent shortly before. */
const BLOCK_SAMPLES = 72;
const MARGIN_BLOCKS = 12;
/** Room in a small log comes back file by file. */
const STORED_AT_ONCE = 4;

/**
 * Fetches out of a band's flash what it measured while nobody heard it, for as long as its session runs. The live stream and its
 * resends go on meanwhile; a reading that a lost link broke off begins anew. A block is forgotten by the band once it is stored, and
 * never one that is nobody's: somebody may have recorded it without a host.
 */
export function backfillFromLog(
  connection: DeviceConnection,
  timeline: Timeline,
  sessions: () => readonly Incomplete[],
): Backfill {
  let isBusy = false;
  let isClosed = false;
  let waitsUntilMs = 0;
  let link: LinkState = 'connecting';
  const unwatch = connection.link.onState((state) => {
    link = state;
    if (state === 'up') waitsUntilMs = timeline.nowMs() + LOG_SETTLES_MS;
  });
  const turn = (): void => {
    if (
      isBusy ||
      isClosed ||
      link !== 'up' ||
      timeline.nowMs() < waitsUntilMs ||
      !sessions().some((one) => one.wantsLog())
    )
      return;
    isBusy = true;
    readOnce(connection, timeline, sessions(), () => isClosed)
      .catch((error: unknown) => {
        // A band that does not answer, a full disk: it stays on the band, and is asked for again.
        if (!(error instanceof LimberError)) throw error;
        waitsUntilMs = timeline.nowMs() + AGAIN_MS;
      })
      .finally(() => {
        isBusy = false;
      });
  };
  const cancel = timeline.every(TURN_MS, turn);
  return {
    close: () => {
      isClosed = true;
      cancel();
      unwatch();
    },
  };
}

async function readOnce(
  connection: DeviceConnection,
  timeline: Timeline,
  sessions: readonly Incomplete[],
  isClosed: () => boolean,
): Promise<void> {
  const finish = sessions.map((one) => one.beginLog());
  const own = ownBlocks(sessions, connection);
  let progress: LogProgress | undefined;
  const blocks = readLog(connection, timeline, {
    ...paceOf(connection.link),
    keeps: true,
    from: own.first,
    onProgress: (now) => {
      progress = now;
    },
  });
  for await (const block of blocks) {
    if (isClosed()) return;
    await own.take(block);
  }
  if (isClosed() || !progress) return;
  await own.forget();
  const { dropped, failed, unreadable } = progress;
  for (const one of finish) one({ dropped: own.hasOlder() ? 0 : dropped, failed, unreadable });
}

/** Hands the blocks on and has the band forget them once they are stored, from its oldest to the first that is nobody's. */
function ownBlocks(sessions: readonly Incomplete[], connection: DeviceConnection) {
  let oldest = 0;
  let first = 0;
  let upTo = 0;
  let isForeign = false;
  let forgotten = 0;
  const forget = async (): Promise<void> => {
    for (const one of sessions) one.store();
    if (upTo <= forgotten) return;
    forgotten = upTo;
    await connection.send({ kind: 'FORGET_LOG', sequenceFrom: upTo });
  };
  return {
    first: (state: LogState): number => {
      oldest = state.oldest;
      first = Math.max(oldest, state.next - blocksBack(sessions));
      isForeign = first > oldest;
      upTo = forgotten = first;
      return first;
    },
    /** Somebody else's blocks stand before those that were read: none of these was dropped. */
    hasOlder: () => first > oldest,
    take: async ({ number, boot, frames }: LoggedBlock): Promise<void> => {
      for (const one of sessions) one.take(boot, frames);
      isForeign ||= !sessions.some((one) => one.owns(boot, frames));
      if (!isForeign) upTo = number + 1;
      if (upTo - forgotten >= STORED_AT_ONCE) await forget();
    },
    forget,
  };
}

function blocksBack(sessions: readonly Incomplete[]): number {
  const back = sessions.map((one) => one.samplesBack() ?? Number.POSITIVE_INFINITY);
  return Math.ceil(Math.max(0, ...back) / BLOCK_SAMPLES) + MARGIN_BLOCKS;
}

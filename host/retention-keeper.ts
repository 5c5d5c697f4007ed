import { LimberError } from '../protocol/limber-error.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { Store } from './records/store.ts';
import { applyRetention, type RetentionCounts, type RetentionOptions } from './records/upkeep/retention.ts';
import { QUEUED_KINDS } from './relay/message-kind.ts';
import { giveUpOlder } from './relay/outbox.ts';

export interface RetentionKeeper {
  /** When this has settled nothing more is deleted. */
  stop(): Promise<void>;
}

export interface RetentionKeeperParts {
  readonly store: Store;
  readonly timeline: Pick<Timeline, 'every'>;
  /** UTC, ms: what records are labelled with. */
  readonly wallMs: () => number;
  readonly say: (line: string) => void;
}

const DAY_MS = 86_400_000;

/** With what waits in the outbox. */
export const applyRetentionRule = (
  store: Store,
  options: Omit<RetentionOptions, 'store' | 'giveUpMessages'>,
): Promise<RetentionCounts> => {
  const giveUpMessages = (beforeMs: number): number =>
    QUEUED_KINDS.reduce((sum, kind) => sum + giveUpOlder(store.database, kind, beforeMs), 0);
  return applyRetention({ store, giveUpMessages, ...options });
};

/** Applies the retention rule now and once a day. */
export function keepRetention({ store, timeline, wallMs, say }: RetentionKeeperParts): RetentionKeeper {
  let over = false;
  let running: Promise<void> | null = null;
  const apply = async (): Promise<void> => {
    try {
      const counts = await applyRetentionRule(store, { wallMs: wallMs(), isOver: () => over });
      if (counts.chunks + counts.curves + counts.messages > 0) say(retentionWords(counts));
    } catch (error) {
      // A full disk takes no deletion either: the next day tries again.
      if (!(error instanceof LimberError)) throw error;
      say(error.message);
    } finally {
      running = null;
    }
  };
  const begin = (): void => {
    running ??= apply();
  };
  begin();
  const cancel = timeline.every(DAY_MS, begin);
  return {
    stop: async () => {
      over = true;
      cancel();
      await running;
    },
  };
}

export const retentionWords = ({ sessions, chunks, curves, messages }: RetentionCounts): string =>
  `deleted by the retention rule: ${chunks} chunks of samples and ${curves} of curves, of ${sessions} sessions; ${messages} messages that waited`;

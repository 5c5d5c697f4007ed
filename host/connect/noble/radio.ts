import type { Timeline } from '../../../protocol/timeline.ts';
import type { Adapter } from './adapter.ts';
import { createHearing, type Hearing } from './hearing.ts';
import { type KeptAdapter, keepAdapter } from './kept-adapter.ts';
import type { Peripheral } from './noble-library.ts';

export interface RadioPlan {
  readonly timeline: Timeline;
  readonly hci: string | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** A connection, and the adapter that it lives and dies with. */
export interface Connected {
  readonly adapter: Adapter;
  readonly peripheral: Peripheral;
  readonly signalDbm: number;
}

/** The radio as the links share it: adapters come and go, one thing at a time is asked of them. */
export interface Radio {
  readonly hearing: Hearing;
  /** Undefined where the adapter is away, or the band was not heard just before its turn: the others would wait for it in vain. */
  connect(address: string, givenUp: AbortSignal): Promise<Connected | undefined>;
  /** How long bands had a chance to be heard; Infinity: they have none now. */
  listeningSinceMs(): number;
  close(): void;
}

/** A sleeping band is heard every 2 s; who waits for its turn longer than this is heard again first. */
const JUST_NOW_MS = 3_000;

/** Two programs that take turns at one adapter's scanning are not to keep it busy with that. */
const DEAF_MS = 500;

/** @throws LimberError link/radio-unavailable in words */
export async function openRadio({ timeline, hci, onFailure }: RadioPlan): Promise<Radio> {
  const takeTurn = turns();
  let adapters: KeptAdapter | undefined;
  // A command that fails loses the adapter, which is told by itself.
  const settle = (): void => void takeTurn(async () => adapters?.present()?.listen(hearing.isWanted())).catch(() => {});
  const hearing = createHearing(timeline, settle);
  const onDeaf = (): void => void timeline.after(DEAF_MS, settle);
  adapters = await keepAdapter({ timeline, hci, onReport: hearing.take, onDeaf, onFailure }, settle);
  const { present, close } = adapters;
  return {
    hearing,
    listeningSinceMs: () => present()?.listeningSinceMs() ?? Number.POSITIVE_INFINITY,
    connect: (address, givenUp) =>
      takeTurn(async () => {
        givenUp.throwIfAborted();
        const heard = hearing.latest(address);
        const adapter = present();
        if (!adapter || !heard || heard.atMs < timeline.nowMs() - JUST_NOW_MS) return undefined;
        try {
          // Noble stops listening to connect, and does not begin again.
          await adapter.listen(false);
          return { adapter, peripheral: await adapter.connect(heard, givenUp), signalDbm: heard.signalDbm };
        } finally {
          settle();
        }
      }),
    close,
  };
}

type TakeTurn = <Value>(task: () => Promise<Value>) => Promise<Value>;

/** One after the other, whatever becomes of them. */
function turns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => {});
    return turn;
  };
}

import type { Cancel } from '../../../protocol/timeline.ts';
import { type Adapter, type AdapterPlan, openAdapter } from './adapter.ts';

export interface KeptAdapter {
  /** Undefined while there is none. */
  present(): Adapter | undefined;
  close(): void;
}

/** An adapter that was pulled out is looked for as often. */
const REOPEN_MS = 1_000;
/** One that stopped obeying is there. */
const REOPEN_FIRST_MS = 100;

/**
 * One that is lost is closed, and another opened as soon as there is one.
 * @param onOpened for each but the first
 * @throws LimberError link/radio-unavailable where there is none at first
 */
export async function keepAdapter(plan: Omit<AdapterPlan, 'onLost'>, onOpened: () => void): Promise<KeptAdapter> {
  const { timeline, onFailure } = plan;
  let adapter: Adapter | undefined;
  let isClosed = false;
  let cancelNext: Cancel = () => {};

  const opened = (): Promise<Adapter> =>
    openAdapter({
      ...plan,
      onLost: (why) => {
        onFailure(why);
        const lost = adapter;
        adapter = undefined;
        // In a later turn: it is in the middle of telling.
        cancelNext = timeline.after(0, () => {
          lost?.close();
          cancelNext = timeline.after(REOPEN_FIRST_MS, () => void reopen(true));
        });
      },
    });
  const reopen = async (isFirst: boolean): Promise<void> => {
    try {
      const fresh = await opened();
      if (isClosed) return fresh.close();
      adapter = fresh;
      onOpened();
    } catch (error) {
      if (isClosed) return;
      // Once is enough: it is tried again until somebody has plugged it in.
      if (isFirst) onFailure(error);
      cancelNext = timeline.after(REOPEN_MS, () => void reopen(false));
    }
  };

  adapter = await opened();
  return {
    present: () => adapter,
    close: () => {
      isClosed = true;
      cancelNext();
      adapter?.close();
      adapter = undefined;
    },
  };
}

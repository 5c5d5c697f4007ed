import { LimberError } from '../../protocol/limber-error.ts';
import type { Channel, Link } from '../../protocol/link.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { within } from './deadline.ts';

/** One connection to a band, from when packets flow both ways until it is gone. */
export interface Dialled {
  readonly payloadBytes: number;
  /** One listener, set once, at once. */
  readonly onPacket: (listener: (channel: Channel, bytes: Uint8Array) => void) => void;
  /** One listener, set once, at once; called at most once. */
  readonly onGone: (listener: () => void) => void;
  readonly send: (channel: Channel, bytes: Uint8Array) => Promise<void>;
  /** Lets go of all that it holds. Never rejects; may hang, as libraries do. */
  readonly hangUp: () => Promise<void>;
  /** As heard last; null: not measured yet. Absent: the transport cannot know. */
  readonly signalDbm?: () => number | null;
  readonly intervalMs?: () => number | null;
}

/**
 * Waits until the band is there, connects and subscribes, each step with its own deadline. Settles once packets flow, rejects
 * where it failed; `givenUp` is aborted when nobody wants it any more.
 */
export type Dial = (givenUp: AbortSignal) => Promise<Dialled>;

export interface ReconnectingLinkParams {
  readonly name: string;
  readonly dial: Dial;
  readonly timeline: Timeline;
  /** Why an attempt failed, for whoever looks after it. */
  readonly onFailure?: (error: unknown) => void;
}

const SEND_MS = 3_000;
const HANG_UP_MS = 2_000;
/** Pauses before the attempts that follow a failure; the last for all after it. Together with a dial: back within 5 s. */
const PAUSES_MS: readonly number[] = [100, 250, 500];

/**
 * What no library has and every transport needs: one link that outlives its connections. It dials, hands on while the connection
 * lives, and dials again when that is gone, until it is closed. Listeners stay where they are.
 */
export function reconnectingLink({ name, dial, timeline, onFailure = () => {} }: ReconnectingLinkParams): Link {
  const listeners = linkListeners('connecting');
  let connection: Dialled | undefined;
  let payloadBytes = 0;
  let failures = 0;
  let dialling = new AbortController();
  let cancelPause: Cancel = () => {};
  const isClosed = (): boolean => listeners.state() === 'closed';

  const attempt = async (): Promise<void> => {
    dialling = new AbortController();
    try {
      const dialled = await dial(dialling.signal);
      if (isClosed()) await released(dialled);
      else use(dialled);
    } catch (error) {
      if (isClosed()) return;
      onFailure(error);
      again(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]!);
    }
  };
  const lose = (dialled: Dialled): void => {
    if (connection !== dialled) return;
    connection = undefined;
    listeners.enterState('down');
    // One after the other: libraries mix up a connection that ends with the one that begins.
    void released(dialled).then(() => again(0));
  };
  const use = (dialled: Dialled): void => {
    connection = dialled;
    payloadBytes = dialled.payloadBytes;
    failures = 0;
    dialled.onPacket((channel, bytes) => {
      if (connection === dialled) listeners.emitPacket(channel, bytes, timeline.nowMs());
    });
    dialled.onGone(() => lose(dialled));
    listeners.enterState('up');
  };
  const again = (pauseMs: number): void => {
    if (!isClosed()) cancelPause = timeline.after(pauseMs, () => void attempt());
  };
  const released = (dialled: Dialled): Promise<void> =>
    within(timeline, HANG_UP_MS, `The end of the connection to ${name}`, dialled.hangUp()).catch(() => {});

  void attempt();
  return {
    name,
    get payloadBytes() {
      return payloadBytes;
    },
    onPacket: listeners.onPacket,
    onState: listeners.onState,
    signalDbm: () => connection?.signalDbm?.() ?? null,
    intervalMs: () => connection?.intervalMs?.() ?? null,
    send: async (channel, bytes) => {
      const open = connection;
      if (!open) throw new LimberError('link/not-up', `${name} is not connected.`);
      try {
        await within(timeline, SEND_MS, `Sending to ${name}`, open.send(channel, bytes));
      } catch (error) {
        // What libraries queue behind a write that hangs hangs too: only a new connection helps.
        if (error instanceof LimberError && error.code === 'link/no-answer') lose(open);
        throw error;
      }
    },
    close: async () => {
      const open = connection;
      connection = undefined;
      cancelPause();
      listeners.enterState('closed');
      dialling.abort();
      if (open) await released(open);
    },
  };
}

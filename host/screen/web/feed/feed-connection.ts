import type { FeedEvent } from '../../feed.ts';
import { EMPTY_MEMORY, type FeedMemory, remember } from '../../feed-memory.ts';
import { createTrace, type Trace } from './trace.ts';

/** Unless it is 'live', nothing the page shows about a device can be relied on. */
export type Connection = 'connecting' | 'live' | 'lost';

export interface FeedSnapshot {
  readonly memory: FeedMemory;
  readonly connection: Connection;
}

export interface Feed {
  snapshot(): FeedSnapshot;
  /** At most once an animation frame, however many events came. */
  onChange(listener: () => void): () => void;
  readonly trace: Trace;
}

/** The server beats every two seconds: three missed beats and the line is dead, even where no error says so. */
const SILENCE_MS = 6000;
const WATCH_PERIOD_MS = 1000;

/** Follows the gateway's events for as long as the page is open. */
export function openFeed(url = '/api/feed'): Feed {
  const trace = createTrace();
  const listeners = new Set<() => void>();
  const notify = oncePerFrame(() => {
    for (const listener of listeners) listener();
  });
  let now: FeedSnapshot = { memory: EMPTY_MEMORY, connection: 'connecting' };
  const change = (part: Partial<FeedSnapshot>): void => {
    now = { ...now, ...part };
    notify();
  };
  keepOpen(url, {
    // The server tells everything anew on each connection.
    opened: () => change({ memory: EMPTY_MEMORY, connection: 'live' }),
    closed: (connection) => change({ connection }),
    heard(event) {
      if (event.kind === 'angle') trace.add(event.tS, event.angleDeg, event.filled);
      else change({ memory: remember(now.memory, event) });
    },
  });
  return {
    trace,
    snapshot: () => now,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface Listener {
  opened(): void;
  heard(event: FeedEvent): void;
  closed(connection: Exclude<Connection, 'live'>): void;
}

/**
 * Keeps one event stream open while the page is visible, and opens it anew when it falls silent. Hidden pages let go of
 * it: a browser allows six connections to a host, and STOP must find one free.
 */
function keepOpen(url: string, listener: Listener): void {
  let source: EventSource | undefined;
  let heardAtMs = 0;
  const alive = (): void => {
    heardAtMs = performance.now();
  };
  const connect = (): void => {
    source?.close();
    alive();
    source = new EventSource(url);
    source.onopen = listener.opened;
    source.onerror = () => listener.closed('lost');
    source.addEventListener('beat', alive);
    source.onmessage = (message: MessageEvent<string>) => {
      alive();
      listener.heard(JSON.parse(message.data));
    };
  };
  document.addEventListener('visibilitychange', () => {
    listener.closed('connecting');
    if (document.hidden) source?.close();
    else connect();
  });
  setInterval(() => {
    if (document.hidden || performance.now() - heardAtMs < SILENCE_MS) return;
    listener.closed('lost');
    connect();
  }, WATCH_PERIOD_MS);
  connect();
}

function oncePerFrame(callback: () => void): () => void {
  let pending = false;
  return () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      callback();
    });
  };
}

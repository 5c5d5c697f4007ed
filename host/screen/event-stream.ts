import type { ServerResponse } from 'node:http';
import type { FeedEvent } from './feed.ts';

/** A reader that lags this far loses angles: the trace gets a hole, everything else still arrives. */
const ANGLE_LIMIT_BYTES = 64 * 1024;
/** A reader that lags this far is let go. It reconnects by itself and is brought up to date, so nothing it must know is lost. */
const READER_LIMIT_BYTES = 1024 * 1024;
const READER_LIMIT = 64;
const BEAT_PERIOD_MS = 2000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/** The pages that listen to the feed as server-sent events. Memory is bounded however slowly they read. */
export interface EventStream {
  /** Takes over the response; `greeting` brings the page up to date. False when there are too many readers already. */
  join(response: ServerResponse, greeting: readonly FeedEvent[]): boolean;
  broadcast(event: FeedEvent): void;
  readonly readers: number;
  close(): void;
}

const frame = (event: FeedEvent): string => `data: ${JSON.stringify(event)}\n\n`;

export function openEventStream(): EventStream {
  const readers = new Set<ServerResponse>();

  const send = (reader: ServerResponse, text: string, limitBytes: number): void => {
    if (reader.writableLength <= limitBytes) reader.write(text);
    else if (limitBytes === READER_LIMIT_BYTES) reader.destroy();
  };
  // A page that hears nothing for a few seconds knows that the network is gone, even where no error reaches it.
  const beat = setInterval(() => {
    for (const reader of readers) send(reader, 'event: beat\ndata: \n\n', ANGLE_LIMIT_BYTES);
  }, BEAT_PERIOD_MS).unref();

  return {
    join(response, greeting) {
      if (readers.size >= READER_LIMIT) return false;
      response.writeHead(200, HEADERS);
      response.write(`retry: 1000\n\n${greeting.map(frame).join('')}`);
      response.on('error', () => response.destroy());
      response.on('close', () => readers.delete(response));
      readers.add(response);
      return true;
    },
    broadcast(event) {
      const text = frame(event);
      const limitBytes = event.kind === 'angle' ? ANGLE_LIMIT_BYTES : READER_LIMIT_BYTES;
      for (const reader of readers) send(reader, text, limitBytes);
    },
    get readers() {
      return readers.size;
    },
    close() {
      clearInterval(beat);
      for (const reader of readers) reader.end();
      readers.clear();
    },
  };
}

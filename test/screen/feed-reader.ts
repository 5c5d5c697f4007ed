import { type ClientRequest, get } from 'node:http';
import type { FeedEvent } from '../../host/screen/feed.ts';

/** A program that listens to the event stream, for tests. */
export interface FeedReader {
  /** The first event, among those already heard and those to come, that fits. */
  next(fits: (event: FeedEvent) => boolean): Promise<FeedEvent>;
  readonly heard: readonly FeedEvent[];
  close(): void;
}

export function readFeed(url: string): FeedReader {
  const heard: FeedEvent[] = [];
  const waiting = new Set<() => void>();
  const request: ClientRequest = get(`${url}/api/feed`, (response) => {
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop() ?? '';
      heard.push(...blocks.filter((block) => block.startsWith('data: ')).map((block) => JSON.parse(block.slice(6))));
      for (const look of waiting) look();
    });
    response.on('error', () => {});
  });
  request.on('error', () => {});
  return {
    heard,
    next: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = heard.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => request.destroy(),
  };
}

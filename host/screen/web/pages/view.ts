import type { FeedMemory } from '../../feed-memory.ts';
import type { Connection, Feed } from '../feed/feed-connection.ts';

/** What the live pages are given. */
export interface View {
  readonly feed: Feed;
  readonly memory: FeedMemory;
  readonly connection: Connection;
}

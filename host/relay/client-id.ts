import { createHash } from 'node:crypto';
import type { Database } from '../records/database.ts';

/**
 * The same for one data directory and site whenever it connects, so that the broker keeps what is sent to it while it is
 * away. 23 letters and digits are what every broker has to take (MQTT 3.1.1, 3.1.3.1). Tells nothing about who is there.
 */
export function clientIdOf({ sql }: Database, site: string): string {
  const { id } = sql.prepare('SELECT id FROM identity').get() as { id: string };
  const digest = createHash('sha256').update(`limber/client/1 ${id} ${site}`).digest('hex');
  return `limber${digest.slice(0, 17)}`;
}

/** A gateway with a full outbox, to be killed: `node relay-process.ts <data directory> <broker's url> <sessions> <messages of each>`. */
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { transact } from '../../host/records/database.ts';
import { openStore } from '../../host/records/store.ts';
import { enqueue } from '../../host/relay/outbox.ts';
import { startRelay } from '../../host/relay/relay.ts';

const [dataDir, url, sessions, messages] = process.argv.slice(2) as [string, string, string, string];
const store = openStore(dataDir, { simulated: true, wallMs: Date.now });
transact(store.database, () => {
  for (let index = 1; index <= Number(messages); index++)
    for (let session = 1; session <= Number(sessions); session++) {
      const messageId = `s-${session}-rep-${index}`;
      const topic = `limber/v1/home-1/p-7/session/s-${session}/rep`;
      const payload = new TextEncoder().encode(JSON.stringify({ message_id: messageId, rep: { index } }));
      enqueue(store.database, { messageId, sessionId: `s-${session}`, topic, payload, worth: 1 }, Date.now());
    }
});
startRelay({ store, broker: { url }, site: 'home-1', timeline: wallTimeline(), newId: () => 'x' });

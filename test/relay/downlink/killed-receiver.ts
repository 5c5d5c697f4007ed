/** A gateway that dies when it has stored a message and the broker does not know it yet: `node killed-receiver.ts <data> <broker as JSON>`. */
import { randomUUID } from 'node:crypto';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { openStore } from '../../../host/records/store.ts';
import { openDownlink } from '../../../host/relay/downlink/downlink.ts';
import { startRelay } from '../../../host/relay/relay.ts';
import { DEVICE, PERSON, SITE, TRUSTED } from './down-samples.ts';

const [data, broker] = process.argv.slice(2) as [string, string];
const store = openStore(data, { simulated: true, wallMs: Date.now });
const downlink = openDownlink({
  store,
  site: SITE,
  signatures: TRUSTED,
  people: [PERSON],
  knowsDevice: (device) => device === DEVICE,
  nowMs: Date.now,
  upMs: () => performance.now(),
});
const timeline = wallTimeline();
const relay = startRelay({ store, broker: JSON.parse(broker), site: SITE, timeline, newId: randomUUID });
downlink.onEffect(() => process.kill(process.pid, 'SIGKILL'));
relay.subscribe(`limber/v1/${SITE}/down/+`, ({ topic, payload }) => downlink.receive(topic, payload));

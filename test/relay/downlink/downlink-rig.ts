import type { Store } from '../../../host/records/store.ts';
import type { AckMessage } from '../../../host/relay/downlink/ack-message.ts';
import type { DownMessage } from '../../../host/relay/downlink/down-message.ts';
import { type Downlink, type DownlinkParts, openDownlink } from '../../../host/relay/downlink/downlink.ts';
import { nextMessages } from '../../../host/relay/outbox.ts';
import { temporaryStore } from '../../records/session-fixture.ts';
import { bytesOf, DEVICE, NOW_MS, PERSON, SITE, TRUSTED, topicOf } from './down-samples.ts';

export interface DownlinkRig {
  readonly store: Store;
  readonly downlink: Downlink;
  readonly clock: { nowMs: number; upMs: number };
  send(message: DownMessage): void;
  /** All that waits for the broker, oldest first. */
  acks(): AckMessage[];
  /** What any of this may change: prescriptions, and what came. */
  state(): string;
}

export function downlinkRig(change: Partial<DownlinkParts> = {}): DownlinkRig {
  const clock = { nowMs: NOW_MS, upMs: 0 };
  const store = change.store ?? temporaryStore({ wallMs: () => clock.nowMs });
  const downlink = openDownlink({
    store,
    site: SITE,
    signatures: TRUSTED,
    people: [PERSON],
    knowsDevice: (device) => device === DEVICE,
    nowMs: () => clock.nowMs,
    upMs: () => clock.upMs,
    ...change,
  });
  return {
    store,
    downlink,
    clock,
    send: (message) => downlink.receive(topicOf(message), bytesOf(message)),
    acks: () =>
      nextMessages(store.database, 0, 10_000).map(({ payload }) => JSON.parse(Buffer.from(payload).toString())),
    state: () =>
      JSON.stringify([
        store.database.sql.prepare('SELECT message_id, verdict, counter FROM inbox ORDER BY message_id').all(),
        store.prescriptions.accepted().map(({ id, revision }) => [id, revision]),
        store.prescriptions.inForce({ device: DEVICE })?.revision,
      ]),
  };
}

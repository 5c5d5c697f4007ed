import { BehaviorSubject, filter, firstValueFrom, map, merge, type Observable } from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import type { Database } from '../records/database.ts';
import type { BrokerAddress } from './broker-address.ts';
import type { BrokerConnection, IncomingMessage, Publication } from './broker-connection.ts';
import { countOutbox, sealOldMessages } from './outbox.ts';
import { giveUpAged, noteLosses } from './outbox-losses.ts';
import type { BackoffMs } from './reconnection.ts';
import { after, relayEvents, statusOf, type Up } from './relay-events.ts';
import { announce, counted, initialStatus, nextStatus, type RelayEvent, type RelayStatus } from './relay-status.ts';
import { Subscriptions } from './subscriptions.ts';

export type { RelayStatus } from './relay-status.ts';

export interface RelayOptions {
  readonly store: { readonly database: Database; readonly simulated: boolean };
  readonly broker: BrokerAddress;
  readonly site: string;
  /** The wall clock's timeline: a broker keeps no virtual time. */
  readonly timeline: Timeline;
  readonly newId: () => string;
  /** One line for whoever watches the gateway: when the broker is lost, and when it is back; not once a retry. */
  readonly say?: (line: string) => void;
  readonly backoffMs?: BackoffMs;
}

export interface Relay {
  /** Begins with the present status; never errors; ends when the relay is closed. */
  readonly status$: Observable<RelayStatus>;
  pending(): number;
  /** True as soon as nothing is pending, false when that takes longer than `timeoutMs`. */
  drained(timeoutMs: number): Promise<boolean>;
  /**
   * QoS 1, on this connection and every later one; the broker keeps what is sent while the gateway is away. It gets its
   * acknowledgement when the listener has returned, so the listener stores what it was given. Where it throws, the message comes again.
   * To miss nothing that waited, call it in the same turn as `startRelay`.
   */
  subscribe(filter: string, listener: (message: IncomingMessage) => void): Cancel;
  /** QoS 0: gone where the broker is away or does not keep up, and then false. */
  publishNow(message: Publication): boolean;
  /** Says goodbye to the broker; before the store is closed. What is pending stays in the outbox for the next start. */
  close(): Promise<void>;
}

/** Looks for messages that have waited too long, and writes down what was lost. */
const TEND_EVERY_MS = 3_600_000;
/** A closing gateway waits no longer than this for the broker to take its goodbye. */
const GOODBYE_MS = 1000;

/**
 * Sends what is in the outbox to a broker, now and whenever it can be reached. Throws RangeError if `site` is no topic id,
 * LimberError relay/broker-unreachable if the address is none.
 */
export function startRelay(options: RelayOptions): Relay {
  const { store, broker, timeline } = options;
  const { database } = store;
  checkAddress(broker);
  statusOf(options, 'lost');
  sealOldMessages(database);
  const status = new BehaviorSubject(initialStatus(database, broker.url));
  const subscriptions = new Subscriptions();
  let connection: BrokerConnection | null = null;
  let closed: Promise<void> | null = null;
  const apply = (event: RelayEvent | Up) => {
    // Once it is closing, the end of the connection is no news.
    if (closed !== null) return;
    if ('connection' in event) connection = event.connection;
    if (event.kind === 'down') connection = null;
    const next = nextStatus(status.value, event, database);
    announce(status.value, next, options.say);
    status.next(next);
  };
  const subscription = relayEvents(options, subscriptions).subscribe(apply);
  const cancel = database.onCommit(() => status.next({ ...status.value, ...counted(database, status.value) }));
  const cancelTending = timeline.every(TEND_EVERY_MS, () => tend(options, connection !== null));
  const close = async () => {
    cancel();
    cancelTending();
    if (connection !== null) await sayGoodbye(connection, options);
    subscription.unsubscribe();
    status.complete();
  };
  return {
    status$: status.asObservable(),
    pending: () => countOutbox(database).pending,
    drained: (timeoutMs) => drainedWithin(status, after(timeline, timeoutMs)),
    subscribe: (filter, listener) => subscriptions.add(filter, listener),
    publishNow: (message) => connection?.publishNow(message) ?? false,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function drainedWithin(status$: Observable<RelayStatus>, timeout$: Observable<void>): Promise<boolean> {
  const drained$ = status$.pipe(
    filter(({ pending }) => pending === 0),
    map(() => true),
  );
  return firstValueFrom(merge(drained$, timeout$.pipe(map(() => false))));
}

function tend({ store, timeline }: RelayOptions, isConnected: boolean): void {
  try {
    if (!isConnected) giveUpAged(store.database, timeline.wallMs());
    noteLosses(store.database, timeline.wallMs());
  } catch (error) {
    // A full disk: the next hour tries again.
    if (!(error instanceof LimberError)) throw error;
  }
}

async function sayGoodbye(connection: BrokerConnection, options: RelayOptions): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = options.timeline.after(GOODBYE_MS, resolve);
    connection.publish(statusOf(options, 'offline'), async () => {
      await connection.end();
      cancel();
      resolve();
    });
  });
}

function checkAddress({ url }: BrokerAddress): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(protocol)) return;
  throw new LimberError('relay/broker-unreachable', `${url} is no broker's address. Write it as mqtt://host:port.`);
}

import {
  BehaviorSubject,
  defer,
  filter,
  firstValueFrom,
  map,
  merge,
  Observable,
  of,
  repeat,
  switchMap,
  takeWhile,
} from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { Database } from '../records/database.ts';
import { type BrokerAddress, type BrokerConnection, type ConnectionEvent, connectOnce } from './broker-connection.ts';
import { Drain } from './drain.ts';
import type { StatusMessage } from './message.ts';
import { countOutbox } from './outbox.ts';
import { formatTopic } from './topic.ts';

export interface RelayStatus {
  readonly connected: boolean;
  /** The broker's address without credentials. */
  readonly broker: string;
  /** Messages that wait for the broker. */
  readonly pending: number;
  readonly delivered: number;
  /** Given up for room, or set aside because they could not be read. */
  readonly dropped: number;
  readonly refused: number;
  /** Why there is no connection; null while there is one, and before the first attempt has ended. */
  readonly trouble: LimberError | null;
}

export interface RelayOptions {
  readonly store: { readonly database: Database; readonly simulated: boolean };
  readonly broker: BrokerAddress;
  readonly site: string;
  /** The wall clock's timeline: a broker keeps no virtual time. */
  readonly timeline: Timeline;
  readonly newId: () => string;
  /** One line for whoever watches the gateway: when the broker is lost, and when it is back; not once a retry. */
  readonly say?: (line: string) => void;
  readonly backoffMs?: { readonly first: number; readonly most: number };
}

export interface Relay {
  /** Begins with the present status; never errors; ends when the relay is closed. */
  readonly status$: Observable<RelayStatus>;
  pending(): number;
  /** True as soon as nothing is pending, false when that takes longer than `timeoutMs`. */
  drained(timeoutMs: number): Promise<boolean>;
  /** Says goodbye to the broker; before the store is closed. What is pending stays in the outbox for the next start. */
  close(): Promise<void>;
}

type RelayEvent = ConnectionEvent | { readonly kind: 'progress' };

const BACKOFF_MS = { first: 500, most: 30_000 };
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
  formatTopic({ kind: 'status', site: options.site });
  const status = new BehaviorSubject<RelayStatus>({
    ...counted(database, { pending: 0, delivered: 0, dropped: 0, refused: 0 }),
    connected: false,
    broker: broker.url,
    trouble: null,
  });
  let connection: BrokerConnection | null = null;
  let closed: Promise<void> | null = null;
  const apply = (event: RelayEvent) => {
    // Once it is closing, the end of the connection is no news.
    if (closed !== null) return;
    if (event.kind !== 'progress') connection = event.kind === 'up' ? event.connection : null;
    const next = nextStatus(status.value, event, database);
    announce(status.value, next, options.say);
    status.next(next);
  };
  const subscription = relayEvents(options).subscribe(apply);
  const cancel = database.onCommit(() => status.next({ ...status.value, ...counted(database, status.value) }));
  const close = async () => {
    cancel();
    if (connection !== null) await sayGoodbye(connection, options);
    subscription.unsubscribe();
    status.complete();
  };
  return {
    status$: status.asObservable(),
    pending: () => countOutbox(database).pending,
    drained: (timeoutMs) => drainedWithin(status, after(timeline, timeoutMs)),
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

/** One connection after another, with a pause that doubles until something was acknowledged. */
function relayEvents(options: RelayOptions): Observable<RelayEvent> {
  const { first, most } = options.backoffMs ?? BACKOFF_MS;
  let pauseMs = first;
  return defer(() => connectOnce(options.broker, `limber-${options.newId()}`, statusMessage(options, 'lost'))).pipe(
    switchMap((event) => (event.kind === 'up' ? merge(of(event), sending(options, event.connection)) : of(event))),
    takeWhile((event) => {
      if (event.kind === 'progress') pauseMs = first;
      return event.kind !== 'down';
    }, true),
    repeat({
      delay: () => {
        const waitMs = pauseMs;
        pauseMs = Math.min(most, 2 * pauseMs);
        return after(options.timeline, waitMs);
      },
    }),
  );
}

function sending(options: RelayOptions, connection: BrokerConnection): Observable<RelayEvent> {
  return new Observable((subscriber) => {
    const { topic, payload } = statusMessage(options, 'online');
    const progress = () => subscriber.next({ kind: 'progress' });
    connection.publish(topic, payload, true, progress);
    const drain = new Drain(options.store.database, connection, {
      progress,
      failed: (cause) =>
        subscriber.next({ kind: 'down', reason: cause instanceof Error ? cause.message : String(cause) }),
    });
    return () => drain.stop();
  });
}

function nextStatus(status: RelayStatus, event: RelayEvent, database: Database): RelayStatus {
  const counts = counted(database, status);
  if (event.kind === 'progress') return { ...status, ...counts };
  if (event.kind === 'up') return { ...status, ...counts, connected: true, trouble: null };
  const message = `The MQTT broker ${status.broker} can't be used (${event.reason}). Records wait in the outbox and go out when it can.`;
  return { ...status, ...counts, connected: false, trouble: new LimberError('relay/broker-unreachable', message) };
}

function announce(before: RelayStatus, now: RelayStatus, say: (line: string) => void = () => {}): void {
  if (before.trouble === null && now.trouble !== null) say(now.trouble.message);
  if (before.trouble !== null && now.trouble === null)
    say(`The MQTT broker ${now.broker} is back; ${now.pending} messages go out.`);
}

async function sayGoodbye(connection: BrokerConnection, options: RelayOptions): Promise<void> {
  const { topic, payload } = statusMessage(options, 'offline');
  await new Promise<void>((resolve) => {
    const cancel = options.timeline.after(GOODBYE_MS, resolve);
    connection.publish(topic, payload, true, async () => {
      await connection.end();
      cancel();
      resolve();
    });
  });
}

function statusMessage(options: RelayOptions, state: StatusMessage['state']): { topic: string; payload: string } {
  const body: StatusMessage = {
    schema: 'limber/status/1',
    message_id: options.newId(),
    simulated: options.store.simulated,
    site: options.site,
    state,
    at: new Date(options.timeline.wallMs()).toISOString(),
  };
  return { topic: formatTopic({ kind: 'status', site: options.site }), payload: JSON.stringify(body) };
}

type Counted = Pick<RelayStatus, 'pending' | 'delivered' | 'dropped' | 'refused'>;

/** Whoever records hears of a broken database; the relay then only keeps the numbers it had. */
function counted(database: Database, last: Counted): Counted {
  try {
    const { pending, delivered, dropped, refused } = countOutbox(database);
    return { pending, delivered, dropped, refused };
  } catch {
    return last;
  }
}

function after(timeline: Timeline, delayMs: number): Observable<void> {
  return new Observable((subscriber) =>
    timeline.after(delayMs, () => {
      subscriber.next();
      subscriber.complete();
    }),
  );
}

function checkAddress({ url }: BrokerAddress): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(protocol)) return;
  throw new LimberError('relay/broker-unreachable', `${url} is no broker's address. Write it as mqtt://host:port.`);
}

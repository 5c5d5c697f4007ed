import { defer, EMPTY, merge, mergeMap, Observable, of, repeat, switchMap, takeWhile } from 'rxjs';
import type { Timeline } from '../../protocol/timeline.ts';
import { type BrokerConnection, type ConnectionEvent, connectOnce, type Publication } from './broker-connection.ts';
import { clientIdOf } from './client-id.ts';
import { Drain, type DrainListener } from './drain.ts';
import { gatewayStatus } from './gateway-status.ts';
import type { StatusMessage } from './message.ts';
import { BACKOFF_MS, Reconnection } from './reconnection.ts';
import type { RelayOptions } from './relay.ts';
import type { RelayEvent } from './relay-status.ts';
import type { Subscriptions } from './subscriptions.ts';
import { parseTopic } from './topic.ts';

const HUNG_UP =
  'it lets this gateway in and hangs up, again and again; perhaps another gateway uses a copy of these records, or the same certificate or account, and so the same name';

export type Up = Extract<ConnectionEvent, { kind: 'up' }>;

/** One connection after another, with a pause that doubles until something was acknowledged. */
export function relayEvents(options: RelayOptions, subscriptions: Subscriptions): Observable<RelayEvent> {
  const { timeline, store, site } = options;
  const reconnection = new Reconnection(options.backoffMs ?? BACKOFF_MS);
  const clientId = clientIdOf(store.database, site);
  let waitMs = 0;
  return defer(() => {
    const protocol = reconnection.protocol(timeline.nowMs());
    let upMs: number | null = null;
    return connectOnce({
      address: options.broker,
      clientId,
      protocol,
      will: statusOf(options, 'lost'),
      listener: subscriptions.deliver,
    }).pipe(
      switchMap((event) => {
        if (event.kind === 'down') return of(event);
        upMs = timeline.nowMs();
        return merge(of(event), sending(options, event.connection, subscriptions));
      }),
      takeWhile((event) => event.kind !== 'down', true),
      mergeMap((event) => {
        if (event.kind === 'progress') reconnection.progress();
        if (event.kind !== 'down') return of(event);
        const nowMs = timeline.nowMs();
        waitMs = reconnection.pauseMs(event, protocol, upMs === null ? null : nowMs - upMs, nowMs);
        // The other version is spoken at once: that is no trouble yet.
        return waitMs === 0 ? EMPTY : of(reconnection.isHungUpOn ? { ...event, reason: HUNG_UP } : event);
      }),
    );
  }).pipe(repeat({ delay: () => after(timeline, waitMs) }));
}

function sending(
  options: RelayOptions,
  connection: BrokerConnection,
  subscriptions: Subscriptions,
): Observable<RelayEvent> {
  return new Observable((subscriber) => {
    const tell = (event: RelayEvent) => subscriber.next(event);
    connection.publish(statusOf(options, 'online'), () => tell({ kind: 'progress' }));
    const detach = subscriptions.attach(connection, (filter, { words }) =>
      tell({
        kind: 'refused',
        what: 'subscribe',
        reason: `does not let this gateway subscribe to ${filter}: ${words}.`,
      }),
    );
    const { database } = options.store;
    const drain = new Drain({
      database,
      connection,
      timeline: options.timeline,
      listener: drainListener(options, tell),
    });
    return () => {
      detach();
      drain.stop();
    };
  });
}

function drainListener({ site, say = () => {} }: RelayOptions, tell: (event: RelayEvent) => void): DrainListener {
  return {
    progress: (refusing) => tell({ kind: 'progress', refusing }),
    refused: (_topic, words) =>
      tell({
        kind: 'refused',
        what: 'publish',
        reason: `does not take what this gateway publishes under limber/v1/${site}: ${words}. It waits in the outbox and is offered again.`,
      }),
    setAside: (topic, words) =>
      say(
        `The MQTT broker will never take a message of kind "${parseTopic(topic)?.kind}": ${words}. It was set aside.`,
      ),
    failed: (cause) =>
      tell({ kind: 'down', reason: cause instanceof Error ? cause.message : String(cause), isOurs: true }),
  };
}

export function statusOf({ store, site, newId, timeline }: RelayOptions, state: StatusMessage['state']): Publication {
  const { simulated } = store;
  return gatewayStatus({ site, simulated, messageId: newId(), wallMs: timeline.wallMs() }, state);
}

export function after(timeline: Timeline, delayMs: number): Observable<void> {
  return new Observable((subscriber) =>
    timeline.after(delayMs, () => {
      subscriber.next();
      subscriber.complete();
    }),
  );
}

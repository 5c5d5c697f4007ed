import { LimberError } from '../../protocol/limber-error.ts';
import type { Database } from '../records/database.ts';
import type { ConnectionEnd } from './broker-connection.ts';
import { countOutbox } from './outbox.ts';

export interface RelayStatus {
  readonly connected: boolean;
  /** The broker's address without credentials. */
  readonly broker: string;
  /** Messages that wait for the broker. */
  readonly pending: number;
  readonly delivered: number;
  /** Given up for room or age, or set aside because they could not be read or the broker will never take them. */
  readonly dropped: number;
  readonly refused: number;
  /** Why there is no connection, or what the broker does not take; null where all is well, and before the first attempt has ended. */
  readonly trouble: LimberError | null;
  /** What of it is not allowed, where the broker is there. */
  readonly refuses: 'publish' | 'subscribe' | null;
}

export type RelayEvent =
  | { readonly kind: 'up' }
  /** `refusing`: the broker still does not take some of what it is sent; absent: nothing new about that. */
  | { readonly kind: 'progress'; readonly refusing?: boolean }
  | ConnectionEnd
  /** Connected, but not allowed all it needs. */
  | { readonly kind: 'refused'; readonly what: 'publish' | 'subscribe'; readonly reason: string };

export function initialStatus(database: Database, broker: string): RelayStatus {
  const none = { pending: 0, delivered: 0, dropped: 0, refused: 0 };
  return { ...counted(database, none), connected: false, broker, trouble: null, refuses: null };
}

export function nextStatus(status: RelayStatus, event: RelayEvent, database: Database): RelayStatus {
  const counts = counted(database, status);
  switch (event.kind) {
    case 'progress':
      return event.refusing === false && status.refuses === 'publish'
        ? { ...status, ...counts, refuses: null, trouble: null }
        : { ...status, ...counts };
    case 'up':
      return { ...status, ...counts, connected: true, refuses: null, trouble: null };
    case 'refused': {
      const message = `The MQTT broker ${status.broker} ${event.reason}`;
      return { ...status, ...counts, refuses: event.what, trouble: new LimberError('relay/broker-refuses', message) };
    }
    case 'down': {
      const message = `The MQTT broker ${status.broker} can't be used (${event.reason}). Records wait in the outbox and go out when it can.`;
      return {
        ...status,
        ...counts,
        connected: false,
        refuses: null,
        trouble: new LimberError('relay/broker-unreachable', message),
      };
    }
  }
}

/** One line when there is trouble of another kind than before, and when there is none any more; not one a retry. */
export function announce(before: RelayStatus, now: RelayStatus, say: (line: string) => void = () => {}): void {
  if (now.trouble !== null && before.trouble?.code !== now.trouble.code) say(now.trouble.message);
  if (before.trouble?.code === 'relay/broker-unreachable' && now.trouble === null)
    say(`The MQTT broker ${now.broker} is back; ${now.pending} messages go out.`);
}

type Counted = Pick<RelayStatus, 'pending' | 'delivered' | 'dropped' | 'refused'>;

/** Whoever records hears of a broken database; the relay then only keeps the numbers it had. */
export function counted(database: Database, last: Counted): Counted {
  try {
    const { pending, delivered, dropped, refused } = countOutbox(database);
    return { pending, delivered, dropped, refused };
  } catch {
    return last;
  }
}

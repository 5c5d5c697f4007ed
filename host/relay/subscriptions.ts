import type { Cancel } from '../../protocol/timeline.ts';
import type { BrokerConnection, IncomingMessage, Refusal } from './broker-connection.ts';

type Listener = (message: IncomingMessage) => void;
type Refused = (filter: string, refusal: Refusal) => void;

/** Who wants to hear what; outlives every connection. */
export class Subscriptions {
  readonly #entries = new Set<{ readonly filter: string; readonly listener: Listener }>();
  #subscribe: (filter: string) => void = () => {};

  add(filter: string, listener: Listener): Cancel {
    const entry = { filter, listener };
    this.#entries.add(entry);
    this.#subscribe(filter);
    return () => void this.#entries.delete(entry);
  }

  /** Throws what a listener throws. What nobody wants any more is as good as taken in. */
  deliver = (message: IncomingMessage): void => {
    for (const { filter, listener } of this.#entries) if (isOf(filter, message.topic)) listener(message);
  };

  attach(connection: BrokerConnection, refused: Refused): Cancel {
    this.#subscribe = (filter) =>
      connection.subscribe(filter, (refusal) => refusal !== null && refused(filter, refusal));
    for (const { filter } of this.#entries) this.#subscribe(filter);
    return () => {
      this.#subscribe = () => {};
    };
  }
}

/** MQTT 5, 4.7: `+` is one level, `#` the rest. */
function isOf(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  const rest = wanted.indexOf('#');
  if (rest < 0 && wanted.length !== levels.length) return false;
  return wanted.slice(0, rest < 0 ? undefined : rest).every((level, i) => level === '+' || level === levels[i]);
}

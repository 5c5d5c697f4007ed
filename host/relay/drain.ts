import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import type { Database } from '../records/database.ts';
import type { BrokerConnection, Refusal } from './broker-connection.ts';
import { isRefusedForGood } from './broker-words.ts';
import { acknowledge, nextMessages, type QueuedMessage, setAside } from './outbox.ts';
import { packetBytesAtMost, publicationOf } from './queued-publication.ts';

/** Enough to hide a round trip of 100 ms at 1,000 messages a second; a broken connection repeats at most this many. */
const WINDOW = 100;
/** What a broker did not take now is offered again after this. */
const OFFER_AGAIN_MS = 60_000;

export interface DrainListener {
  /** Messages were acknowledged and are out of the outbox. `refusing`: others are still not taken. */
  progress(refusing: boolean): void;
  /** The broker does not take a message now; those of its session wait, the others go on. */
  refused(topic: string, words: string): void;
  /** It never will: the message was set aside, with the reason. */
  setAside(topic: string, words: string): void;
  /** The outbox can't be read or written; the drain has stopped. */
  failed(cause: unknown): void;
}

export interface DrainParts {
  readonly database: Database;
  readonly connection: BrokerConnection;
  readonly timeline: Timeline;
  readonly listener: DrainListener;
}

interface Settlement {
  readonly message: QueuedMessage;
  readonly refusal: Refusal | null;
}

/**
 * Sends the outbox over one connection, oldest first, at most WINDOW unacknowledged, for as long as the connection lasts.
 * A new connection begins again at the oldest message that is not acknowledged: a consumer may see a message twice, and
 * once it drops the second, each session is in order.
 */
export class Drain {
  readonly #parts: DrainParts;
  readonly #window: number;
  readonly #cancel: Cancel;
  readonly #settled: Settlement[] = [];
  readonly #inFlight = new Set<number>();
  /** Sessions of which the broker did not take something: they wait, until they are offered again. */
  readonly #held = new Map<string, 'waits' | 'offered'>();
  #cancelOffer: Cancel | null = null;
  #sentSeq = 0;
  /** Also while the outbox is being written: every commit, our own too, is a call to send. */
  #busy = false;

  constructor(parts: DrainParts) {
    this.#parts = parts;
    this.#window = Math.min(WINDOW, parts.connection.receiveMaximum);
    this.#cancel = parts.database.onCommit(() => this.#send());
    this.#send();
  }

  stop(): void {
    this.#cancel();
    this.#cancelOffer?.();
    this.#busy = true;
    try {
      this.#takeOut(this.#settled.splice(0));
    } catch {
      // What could not be taken out is sent again, under the same id.
    }
  }

  #send(): void {
    this.#unlessBusy(() => {
      const room = this.#window - this.#inFlight.size;
      if (room <= 0) return;
      for (const message of nextMessages(this.#parts.database, this.#sentSeq, room, this.#waits)) {
        this.#sentSeq = message.seq;
        this.#inFlight.add(message.seq);
        this.#publish(message);
      }
    });
  }

  readonly #waits = (seq: number, sessionId: string): boolean =>
    this.#inFlight.has(seq) || this.#held.get(sessionId) === 'waits';

  #publish(message: QueuedMessage): void {
    const { connection, timeline } = this.#parts;
    const publication = publicationOf(message, timeline.wallMs());
    const settle = (refusal: Refusal | null): void => {
      // One commit for all answers that arrived together.
      if (this.#settled.push({ message, refusal }) === 1) setImmediate(() => this.#settle());
    };
    if (packetBytesAtMost(publication) <= connection.maximumPacketBytes) connection.publish(publication, settle);
    else settle({ code: TOO_LARGE, words: `it takes at most ${connection.maximumPacketBytes} bytes` });
  }

  #settle(): void {
    this.#unlessBusy(() => {
      const settled = this.#settled.splice(0);
      this.#takeOut(settled);
      for (const { message } of settled) this.#inFlight.delete(message.seq);
      this.#tell(settled);
      setImmediate(() => this.#send());
    });
  }

  #takeOut(settled: readonly Settlement[]): void {
    const { database } = this.#parts;
    const delivered = settled.filter(({ refusal }) => refusal === null).map(({ message }) => message.seq);
    acknowledge(database, delivered);
    for (const { message, refusal } of settled) {
      if (refusal !== null && isRefusedForGood(refusal.code)) setAside(database, message.seq, refusal.words);
    }
  }

  #tell(settled: readonly Settlement[]): void {
    const { listener } = this.#parts;
    for (const { message, refusal } of settled) {
      if (refusal === null) this.#held.delete(message.sessionId);
      else if (isRefusedForGood(refusal.code)) listener.setAside(message.topic, refusal.words);
      else this.#hold(message, refusal.words);
    }
    listener.progress(this.#held.size > 0);
  }

  #hold({ sessionId, topic }: QueuedMessage, words: string): void {
    const { timeline, listener } = this.#parts;
    this.#held.set(sessionId, 'waits');
    listener.refused(topic, words);
    this.#cancelOffer ??= timeline.after(OFFER_AGAIN_MS, () => {
      this.#cancelOffer = null;
      for (const session of this.#held.keys()) this.#held.set(session, 'offered');
      this.#sentSeq = 0;
      this.#send();
    });
  }

  #unlessBusy(work: () => void): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      work();
      this.#busy = false;
    } catch (cause) {
      this.stop();
      this.#parts.listener.failed(cause);
    }
  }
}

/** MQTT 5, 2.4: Packet too large. */
const TOO_LARGE = 149;

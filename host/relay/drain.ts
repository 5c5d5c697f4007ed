import type { Database } from '../records/database.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { acknowledge, nextMessages } from './outbox.ts';

/** Enough to hide a round trip of 100 ms at 1,000 messages a second; a broken connection repeats at most this many. */
const WINDOW = 100;

export interface DrainListener {
  /** Messages were acknowledged and are out of the outbox. */
  progress(): void;
  /** The outbox can't be read or written; the drain has stopped. */
  failed(cause: unknown): void;
}

/**
 * Sends the outbox over one connection, oldest first, at most WINDOW unacknowledged, for as long as the connection lasts.
 * A new connection begins again at the oldest message that is not acknowledged: a consumer may see a message twice, and
 * once it drops the second, each session is in order.
 */
export class Drain {
  readonly #database: Database;
  readonly #connection: BrokerConnection;
  readonly #listener: DrainListener;
  readonly #cancel: () => void;
  readonly #acknowledged: number[] = [];
  #sentSeq = 0;
  #inFlight = 0;
  /** Also while the outbox is being written: every commit, our own too, is a call to send. */
  #busy = false;

  constructor(database: Database, connection: BrokerConnection, listener: DrainListener) {
    this.#database = database;
    this.#connection = connection;
    this.#listener = listener;
    this.#cancel = database.onCommit(() => this.#send());
    this.#send();
  }

  stop(): void {
    this.#cancel();
    this.#busy = true;
    try {
      acknowledge(this.#database, this.#acknowledged.splice(0));
    } catch {
      // What could not be taken out is sent again, under the same id.
    }
  }

  #send(): void {
    this.#unlessBusy(() => {
      for (const { seq, topic, payload } of nextMessages(this.#database, this.#sentSeq, WINDOW - this.#inFlight)) {
        this.#sentSeq = seq;
        this.#inFlight++;
        this.#connection.publish(topic, payload, false, () => {
          // One commit for all acknowledgements that arrived together.
          if (this.#acknowledged.push(seq) === 1) setImmediate(() => this.#settle());
        });
      }
    });
  }

  #settle(): void {
    this.#unlessBusy(() => {
      const seqs = this.#acknowledged.splice(0);
      this.#inFlight -= seqs.length;
      acknowledge(this.#database, seqs);
      this.#listener.progress();
      setImmediate(() => this.#send());
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
      this.#listener.failed(cause);
    }
  }
}

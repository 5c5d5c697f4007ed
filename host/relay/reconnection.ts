import type { ConnectionEnd } from './broker-connection.ts';
import { isTakenOver, isWrongVersion } from './broker-words.ts';

/** The pause before the next attempt doubles from the first to the longest. */
export interface BackoffMs {
  readonly first: number;
  readonly most: number;
}

export const BACKOFF_MS: BackoffMs = { first: 500, most: 30_000 };

/** A broker that refused MQTT 5 may have been renewed since. */
const FIVE_AGAIN_MS = 3_600_000;
/** A connection that ends sooner was none. */
const SHORT_MS = 5000;
/** So many of them in a row, none of which could not be made, are no broker's restarts. */
const MOST_SHORT = 6;
/** Where two gateways want to be the same one: the pause of each grows to this. */
const TAKEN_OVER_MS = 600_000;

/** Which version of MQTT is spoken next, and when. */
export class Reconnection {
  readonly #backoff: BackoffMs;
  #pauseMs: number;
  #fiveRefusedMs = Number.NEGATIVE_INFINITY;
  #triesFour = false;
  #short = 0;
  #takenOver = 0;

  constructor(backoff: BackoffMs) {
    this.#backoff = backoff;
    this.#pauseMs = backoff.first;
  }

  protocol(nowMs: number): 4 | 5 {
    return this.#triesFour || nowMs - this.#fiveRefusedMs < FIVE_AGAIN_MS ? 4 : 5;
  }

  /** Something was acknowledged. */
  progress(): void {
    if (this.#short < MOST_SHORT) this.#pauseMs = this.#backoff.first;
  }

  /**
   * How long to wait before the next attempt.
   * @param protocol what the connection that ended spoke
   * @param livedMs from CONNACK on; null where there was none
   */
  pauseMs(end: ConnectionEnd, protocol: 4 | 5, livedMs: number | null, nowMs: number): number {
    if (protocol === 5 && isWrongVersion(end.code)) {
      this.#fiveRefusedMs = nowMs;
      return 0;
    }
    // A broker of old may just hang up where it reads "5".
    this.#triesFour = livedMs === null && protocol === 5 && end.code === 'closed';
    if (isTakenOver(end.code)) return Math.min(TAKEN_OVER_MS, this.#backoff.most * 2 ** this.#takenOver++);
    if (livedMs !== null && livedMs >= SHORT_MS) this.#takenOver = 0;
    this.#short = livedMs !== null && livedMs < SHORT_MS ? this.#short + 1 : 0;
    if (this.#short >= MOST_SHORT || end.isOurs) this.#pauseMs = this.#backoff.most;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(this.#backoff.most, 2 * pauseMs);
    return pauseMs;
  }

  /** It lets this gateway in and hangs up, again and again. */
  get isHungUpOn(): boolean {
    return this.#short >= MOST_SHORT;
  }
}

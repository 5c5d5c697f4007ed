import type { Link, LinkState } from '../../protocol/link.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import type { RadioPeripheral } from '../../sim/radio/peripheral.ts';

const LOOK_MS = 20;

/** How often a link was lost, and how long it took to be up again once nothing stood in its way any more. */
export class LinkAccount {
  reconnects = 0;
  longestMs = 0;
  /** When that was. */
  longestAtMs = 0;
  /** So long the band was neither connected nor to be heard while nothing was done to it. */
  longestSilenceMs = 0;
  readonly #clock: Timeline;
  readonly #cancels: Cancel[];
  readonly #peripheral: RadioPeripheral;
  #state: LinkState = 'connecting';
  #downMs = 0;
  #blockedUntilMs = 0;
  #unreachableMs = 0;
  #quietSinceMs = 0;

  constructor(clock: Timeline, link: Link, peripheral: RadioPeripheral) {
    this.#clock = clock;
    this.#peripheral = peripheral;
    this.#cancels = [link.onState((state) => this.#enter(state)), clock.every(LOOK_MS, () => this.#look())];
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Until then nobody can expect it to be connected. */
  block(forMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, this.#clock.nowMs() + forMs);
  }

  close(): void {
    for (const cancel of this.#cancels) cancel();
  }

  #enter(state: LinkState): void {
    const before = this.#state;
    this.#state = state;
    if (state === 'down') this.#downMs = this.#clock.nowMs();
    if (state === 'up' && before === 'down') {
      this.reconnects++;
      this.#note();
    }
  }

  /** While it is away it counts, too. */
  #look(): void {
    const nowMs = this.#clock.nowMs();
    const isBlocked = nowMs < this.#blockedUntilMs;
    const isHeard = this.isUp || this.#peripheral.advertises();
    if (isBlocked || !isHeard) this.#unreachableMs = nowMs;
    if (isBlocked || isHeard) this.#quietSinceMs = nowMs;
    this.longestSilenceMs = Math.max(this.longestSilenceMs, nowMs - this.#quietSinceMs);
    if (this.#state === 'down') this.#note();
  }

  #note(): void {
    const sinceMs = Math.max(this.#downMs, this.#unreachableMs, this.#blockedUntilMs);
    const tookMs = this.#clock.nowMs() - sinceMs;
    if (tookMs <= this.longestMs) return;
    this.longestMs = tookMs;
    this.longestAtMs = this.#clock.nowMs();
  }
}

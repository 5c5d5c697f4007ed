import { textOf } from './flash-file.ts';
import { KEY_BYTES } from './key-files.ts';

const WAIT_S = 30;
/** A band that has keys takes others only after a hold that nobody does by mistake. */
const HOLD_S = 5;

/**
 * A pair of keys that waits for a hand at the band. It comes in plain, over a cable or in a room without strangers: who
 * hears it owns the band. What makes it count is the button: pressed on a fresh band, held on one that has keys.
 */
export interface Enrolment {
  isWaiting(): boolean;
  /** @returns empty where the keys wait now; otherwise why they do not. */
  ask(pair: Uint8Array, counter: number): string;
  /** Both edges of the button. What was held down before the keys came does not count. */
  press(): void;
  release(): void;
  /** Empty while it waits. */
  verdict(isEnrolled: boolean): '' | 'CONFIRMED' | 'EXPIRED';
  /** The command that asked. */
  counter(): number;
  /** The keys, which wait no longer. */
  take(): Uint8Array | null;
}

export function createEnrolment(): Enrolment {
  let waiting: Uint8Array | null = null;
  let commandCounter = 0;
  let askedS = 0;
  let downS = -1;
  let wasPressed = false;
  return {
    isWaiting: () => waiting !== null,
    ask(pair, counter) {
      if (pair.length !== 2 * KEY_BYTES) return 'MALFORMED';
      // Whoever came first: other keys must not slip in between the question and the hand.
      if (waiting) return textOf(waiting) === textOf(pair) ? '' : 'WRONG_STATE';
      waiting = pair;
      commandCounter = counter;
      askedS = getTime();
      downS = -1;
      wasPressed = false;
      return '';
    },
    press() {
      downS = getTime();
      wasPressed = true;
    },
    release() {
      downS = -1;
    },
    verdict(isEnrolled) {
      const nowS = getTime();
      if (nowS - askedS > WAIT_S) return 'EXPIRED';
      if (!isEnrolled) return wasPressed ? 'CONFIRMED' : '';
      return downS >= 0 && nowS - downS >= HOLD_S ? 'CONFIRMED' : '';
    },
    counter: () => commandCounter,
    take() {
      const pair = waiting;
      waiting = null;
      return pair;
    },
  };
}

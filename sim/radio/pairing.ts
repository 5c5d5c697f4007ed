import { createCipheriv } from 'node:crypto';
import type { Random } from '../random.ts';

/** The band's part in pairing without keys to type or to read: Bluetooth Core 5.4, Vol 3 Part H, 2.3.5.2 ("Just Works", legacy). */
export interface Pairing {
  /** Takes anything. @returns what the band says to it */
  answer(request: Uint8Array): readonly Uint8Array[];
  /** Whether it is the key that both have agreed on. */
  isAgreed(key: Uint8Array): boolean;
  /** What a host could keep for the next time. */
  keys(): readonly Uint8Array[];
}

export interface PairingPlan {
  readonly random: Random;
  /** As sent: the public address of whoever dialled, and the band's random one. */
  readonly hostAddress: Uint8Array;
  readonly bandAddress: Uint8Array;
}

const [REQUEST, RESPONSE, CONFIRM, RANDOM, FAILED, LONG_TERM_KEY, KEY_NAME] = [1, 2, 3, 4, 5, 6, 7];
const [CONFIRM_FAILED, UNSPECIFIED] = [4, 8];
const KEY_BYTES = 16;
/** Nothing to type on, nothing to read from; bonding; keys of 16 bytes; hands out its own. */
const OWN_FEATURES = Uint8Array.of(RESPONSE, 3, 0, 1, KEY_BYTES, 0, 1);
const NO_KEY = new Uint8Array(KEY_BYTES);

export function createPairing({ random, hostAddress, bandAddress }: PairingPlan): Pairing {
  const drawn = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => random.next() * 256);
  const own = drawn(KEY_BYTES);
  let request = new Uint8Array(0);
  let hostConfirm = new Uint8Array(0);
  let agreed: Uint8Array | undefined;
  /** c1 of Part H, 2.2.3, in the byte order of the wire. */
  const confirmOf = (drawnByOne: Uint8Array): Uint8Array => {
    const first = Uint8Array.of(0, 1, ...request, ...OWN_FEATURES);
    const second = Uint8Array.of(...bandAddress, ...hostAddress, 0, 0, 0, 0);
    return encrypted(NO_KEY, xored(encrypted(NO_KEY, xored(drawnByOne, first)), second));
  };
  return {
    answer: (bytes) => {
      const value = bytes.slice(1);
      const isKeyLong = value.length === KEY_BYTES;
      if (bytes[0] === REQUEST && bytes.length === OWN_FEATURES.length) {
        request = bytes.slice();
        return [OWN_FEATURES];
      }
      if (bytes[0] === CONFIRM && isKeyLong && request.length > 0) {
        hostConfirm = value;
        return [Uint8Array.of(CONFIRM, ...confirmOf(own))];
      }
      if (bytes[0] === RANDOM && isKeyLong && hostConfirm.length > 0) {
        if (!sameBytes(confirmOf(value), hostConfirm)) return [Uint8Array.of(FAILED, CONFIRM_FAILED)];
        agreed = encrypted(NO_KEY, Uint8Array.of(...value.subarray(0, 8), ...own.subarray(0, 8)));
        return [Uint8Array.of(RANDOM, ...own)];
      }
      return bytes[0] === FAILED ? [] : [Uint8Array.of(FAILED, UNSPECIFIED)];
    },
    isAgreed: (key) => agreed !== undefined && sameBytes(agreed, key),
    keys: () => [Uint8Array.of(LONG_TERM_KEY, ...drawn(KEY_BYTES)), Uint8Array.of(KEY_NAME, ...drawn(10))],
  };
}

/** Bluetooth sends the last byte of AES first. */
function encrypted(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key.toReversed(), null).setAutoPadding(false);
  return Uint8Array.from(cipher.update(block.toReversed())).reverse();
}

const xored = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!);

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

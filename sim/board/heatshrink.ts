/**
 * LZSS as heatshrink of the interpreter does it (github.com/atomicobject/heatshrink, 8 bits of window, 6 of length): the identical bytes,
 * held to the real interpreter by test/firmware/log-on-real-interpreter.test.ts. Bits from the highest: 1 and a byte, or 0, distance - 1 and
 * length - 1.
 */
const WINDOW = 256;
const LENGTH_MAX = 64;
/** What a reference costs is 15 bits: worth it from two bytes on. */
const LENGTH_MIN = 2;
/** The interpreter hands bytes over and takes them in pieces of so many. */
const PIECE = 128;

interface Match {
  readonly distance: number;
  readonly length: number;
}

/** The nearest of the longest; before the first byte there are zeros. */
function longestMatch(bytes: Uint8Array, at: number): Match {
  const most = Math.min(LENGTH_MAX, bytes.length - at);
  let best: Match = { distance: 0, length: 0 };
  for (let distance = 1; distance <= WINDOW && best.length < most; distance++) {
    let length = 0;
    while (length < most && (bytes[at + length - distance] ?? 0) === bytes[at + length]) length++;
    if (length > best.length) best = { distance, length };
  }
  return best;
}

/** Where its last turn begins: before it the encoder has worked whenever its window was full, as far as it could look ahead. */
function lastTurnFrom(starts: readonly number[], length: number): number {
  let done = 0;
  for (let window = 0; window + WINDOW <= length; window = done)
    done = starts.find((at) => at > window + WINDOW - LENGTH_MAX) ?? length;
  return done;
}

export function heatshrinkCompress(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  /** Where each code begins: in the input, in the output. */
  const starts: number[] = [];
  const bits: number[] = [];
  let bitCount = 0;
  const push = (value: number, width: number): void => {
    bits.push(bitCount);
    for (let bit = width - 1; bit >= 0; bit--, bitCount++) {
      if (bitCount % 8 === 0) out.push(0);
      if ((value >> bit) & 1) out[out.length - 1]! |= 128 >> (bitCount % 8);
    }
  };
  for (let at = 0; at < bytes.length; ) {
    starts.push(at);
    const { distance, length } = longestMatch(bytes, at);
    if (length < LENGTH_MIN) push(256 | bytes[at++]!, 9);
    else {
      push(((distance - 1) << 6) | (length - 1), 15);
      at += length;
    }
  }
  // What does not fill a byte is lost where the output's piece is full already: a fault of the interpreter.
  const last = starts.indexOf(lastTurnFrom(starts, bytes.length));
  const whole = Math.floor(bitCount / 8) - Math.floor((bits[last] ?? bitCount) / 8);
  const isLost = bitCount % 8 > 0 && whole > 0 && whole % PIECE === 0;
  return Uint8Array.from(isLost ? out.slice(0, -1) : out);
}

/** What an Espruino does natively with arrays, as it does it: test/firmware/log-on-real-interpreter.test.ts. */
export type Values = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array;
export type Mapping = (value: number, index: number) => number;

export const NATIVE_ARRAYS = {
  /** A negative value is looked up as the bits it has. */
  mapInPlace: (from: Values, to: Values, map: Values | Mapping): void => {
    const bits = 2 ** (8 * from.BYTES_PER_ELEMENT);
    for (let i = 0; i < Math.min(from.length, to.length); i++) {
      const value = (from[i]! + bits) % bits;
      to[i] = typeof map === 'function' ? map(value, i) : (map[value] ?? 0);
    }
  },
  /** Sum of products of the whole kernel with the values from `at` on, which begin anew where they end. */
  convolve: (kernel: Values, values: Values, at: number): number => {
    let sum = 0;
    for (let i = 0; i < kernel.length; i++) sum += kernel[i]! * values[(at + i) % values.length]!;
    return sum;
  },
  sum: (values: Values): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]!;
    return sum;
  },
};

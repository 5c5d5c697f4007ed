/**
 * What Espruino 2v29 lacks by name (measured: test/fixtures/espruino-matrix.json). Instance methods are judged by name
 * alone, because a syntax tree knows no types: a name here may not be used for anything else in firmware either.
 */
export const MISSING_GLOBALS: readonly string[] = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Symbol',
  'Proxy',
  'Reflect',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'RangeError',
  'Intl',
  'structuredClone',
  'queueMicrotask',
];

export const MISSING_STATICS: Readonly<Record<string, readonly string[]>> = {
  Math: [
    'hypot',
    'trunc',
    'cbrt',
    'log2',
    'log10',
    'log1p',
    'expm1',
    'fround',
    'imul',
    'clz32',
    'sinh',
    'cosh',
    'tanh',
  ],
  Number: ['isInteger', 'isFinite', 'isSafeInteger', 'isNaN', 'MAX_SAFE_INTEGER', 'MIN_SAFE_INTEGER', 'EPSILON'],
  Object: ['freeze', 'isFrozen', 'seal', 'hasOwn', 'is', 'groupBy'],
  Array: ['from', 'of'],
  Promise: ['race', 'allSettled', 'any', 'withResolvers'],
  ArrayBuffer: ['isView'],
  String: ['raw'],
};

const TYPED_ARRAYS = ['Uint8', 'Int8', 'Uint16', 'Int16', 'Uint32', 'Int32', 'Float32', 'Float64', 'Uint8Clamped'];
export const MISSING_TYPED_ARRAY_STATICS: readonly string[] = ['from', 'of', 'BYTES_PER_ELEMENT'];
export const isTypedArrayName = (name: string): boolean => TYPED_ARRAYS.includes(name.replace(/Array$/, ''));

export const MISSING_METHODS: readonly string[] = [
  'at',
  'codePointAt',
  'copyWithin',
  'description',
  'finally',
  'findLast',
  'findLastIndex',
  'flat',
  'flatMap',
  'lastIndexOf',
  'localeCompare',
  'matchAll',
  'normalize',
  'toReversed',
  'toSorted',
];

/** Methods of arrays that Espruino offers on Object only. */
export const ONLY_ON_OBJECT: readonly string[] = ['entries', 'keys', 'values'];

/** Extending these gives objects that are not instances of the subclass. */
export const NOT_EXTENDABLE: readonly string[] = ['Error', 'TypeError', 'Array', 'Promise', 'Uint8Array'];

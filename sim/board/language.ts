import { type Context, createContext, runInContext } from 'node:vm';

/**
 * What the language of an Espruino 2v29 holds (measured: test/fixtures/espruino-matrix.json); all else is taken away.
 * Not imitated, because no engine setting gives it: missing hoisting, one binding for all turns of a loop, 11 significant
 * digits in text, a setTimeout of 0 that runs before settled promises. The firmware's syntax gate keeps clear of those.
 */
const GLOBALS = [
  ['Object', 'Function', 'Array', 'Number', 'String', 'Boolean', 'RegExp', 'Date', 'Error', 'TypeError', 'SyntaxError'],
  ['ReferenceError', 'InternalError', 'Promise', 'Math', 'JSON', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Int8Array'],
  ['Uint8ClampedArray', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array'],
  ['globalThis', 'undefined', 'NaN', 'Infinity', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'eval'],
  ['encodeURIComponent', 'decodeURIComponent'],
].flat();

const OFFERED: Readonly<Record<string, string>> = {
  'Array.prototype':
    'length constructor toString concat every fill filter find findIndex forEach includes indexOf join map pop push reduce reverse shift slice some sort splice unshift',
  'Object.getPrototypeOf(Uint8Array.prototype)':
    'constructor toString buffer byteLength byteOffset length set subarray fill filter find findIndex forEach includes indexOf join map reduce reverse slice sort every some',
  'Object.getPrototypeOf(Uint8Array)': 'length name prototype',
  'ArrayBuffer.prototype': 'constructor byteLength',
  'String.prototype':
    'length constructor toString charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace replaceAll slice split startsWith substr substring toLowerCase toUpperCase trim',
  'Promise.prototype': 'constructor then catch',
  Array: 'length name prototype isArray',
  ArrayBuffer: 'length name prototype',
  Math: 'PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sign sin sqrt tan clip wrap',
  Number: 'length name prototype NaN MAX_VALUE MIN_VALUE NEGATIVE_INFINITY POSITIVE_INFINITY',
  Object:
    'length name prototype assign create defineProperties defineProperty entries fromEntries getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames getPrototypeOf keys setPrototypeOf values',
  Promise: 'length name prototype all reject resolve',
  String: 'length name prototype fromCharCode',
};

/** Functions of a typed array that give a plain array there, JSON.parse without reviver, and what only Espruino has. */
const DIFFERENCES = `(function () {
  var typed = Object.getPrototypeOf(Uint8Array.prototype);
  typed.slice = function (from, to) { return Array.prototype.slice.call(this, from, to); };
  typed.filter = function (keep) { return Array.prototype.filter.call(this, keep); };
  Math.clip = function (value, low, high) { return Math.min(Math.max(value, low), high); };
  Math.wrap = function (value, size) { return ((value % size) + size) % size; };
  var parse = JSON.parse;
  JSON.parse = function (text) { return parse(text); };
  var kinds = [Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array];
  kinds.forEach(function (kind) { delete kind.BYTES_PER_ELEMENT; delete kind.prototype.BYTES_PER_ELEMENT; });
})()`;

const keepOnly = (names: readonly string[], owner: string): string =>
  `(function (owner, kept) {
    Object.getOwnPropertyNames(owner).forEach(function (name) { if (kept.indexOf(name) < 0) delete owner[name]; });
  })(${owner}, ${JSON.stringify(names)})`;

/** A fresh world with Espruino's language and nothing of Node or of any board. */
export function createLanguage(): Context {
  const context = createContext({}, { codeGeneration: { strings: true, wasm: false } });
  runInContext(DIFFERENCES, context);
  for (const [owner, names] of Object.entries(OFFERED)) runInContext(keepOnly(names.split(' '), owner), context);
  runInContext(keepOnly(GLOBALS, 'globalThis'), context);
  return context;
}

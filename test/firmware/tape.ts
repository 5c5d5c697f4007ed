/**
 * Writes down everything that passes between a firmware and its board: each call of the interpreter with its arguments and its answer,
 * each callback. `tape-player.espruino.txt` is such a board made of the tape: a firmware that runs on it must ask the same, byte for byte.
 */
export interface Tape {
  /** One line each: a call, its answer, the beginning (`>`) and the end (`<`) of a callback. */
  readonly lines: string[];
  /** Names of the functions at the root: nothing else that stands on the tape may become a global of the interpreter. */
  readonly functions: string[];
  /** The objects that `require` gave, with the names of their functions. */
  readonly objects: Map<string, string[]>;
  /** Modules that lay in flash, and their text. */
  readonly modules: Map<string, string>;
  /** process.env */
  readonly environment: object;
  readonly pins: readonly string[];
  /** Longer than what is played; what came later is not on it. */
  isFull: boolean;
}

/** Of one start of a band: ten seconds of one that streams, a minute of others. */
const LINES_MAX = 8000;
/** Fractions are handed over in 2^-20, which both interpreters read exactly. */
const FRACTION = 2 ** 20;
/** What the other interpreter does by itself: language, cipher, conversions. */
const OWN = [
  'E.toString',
  'E.toUint8Array',
  'E.mapInPlace',
  'E.convolve',
  'E.sum',
  'E.CRC32',
  'eval',
  'require',
  'process',
  'Modules',
  'console',
];

const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (value: unknown): Uint8Array =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value as ArrayBuffer);

function quantized(value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * FRACTION) / FRACTION : value;
}

/** An answer, as the player gives it back. */
function answerText(value: unknown): string {
  if (value === undefined) return 'u';
  if (value === null) return 'n';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number') return Number.isInteger(value) ? `i${value}` : `q${Math.round(value * FRACTION)}`;
  if (typeof value === 'string') return `s${base64(Buffer.from(value, 'latin1'))}`;
  if (kindOf(value) === 'ArrayBuffer') return `a${base64(bytesOf(value))}`;
  if (ArrayBuffer.isView(value)) return `b${base64(bytesOf(value))}`;
  const fields = Object.entries(value as object).map(([name, field]) => `${name}=${answerText(field)}`);
  return `o${fields.join(',')}`;
}

interface Recorder {
  readonly tape: Tape;
  readonly pins: ReadonlyMap<unknown, string>;
  callbacks: number;
}

/** An argument, as the player writes it down, too. Numbers that are none of 32 bits have their sixteenth. */
function argumentText(recorder: Recorder, value: unknown, onFunction: () => number): string {
  if (typeof value === 'function') return `F${onFunction()}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}` : `f${Math.round(value * 16)}`;
  if (typeof value === 'string') return `s${base64(Buffer.from(value, 'latin1'))}`;
  if (value === null || typeof value !== 'object') return String(value);
  const pin = recorder.pins.get(value);
  if (pin) return pin;
  if (kindOf(value) === 'ArrayBuffer' || ArrayBuffer.isView(value)) return `b${base64(bytesOf(value))}`;
  const inner = (one: unknown): string => argumentText(recorder, one, onFunction);
  if (Array.isArray(value)) return `[${value.map(inner).join(',')}]`;
  return `{${Object.entries(value)
    .map(([name, field]) => `${name}:${inner(field)}`)
    .join(',')}}`;
}

type Callable = (...given: unknown[]) => unknown;

/** Functions among the arguments, however deep, become ones that write down when they are called. */
function withRecordedCallbacks(recorder: Recorder, value: unknown, ids: number[]): unknown {
  if (typeof value === 'function') return recordCallback(recorder, value as Callable, ids.shift()!);
  if (value === null || typeof value !== 'object' || recorder.pins.has(value)) return value;
  if (kindOf(value) !== 'Object') return value;
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) copy[name] = withRecordedCallbacks(recorder, field, ids);
  return copy;
}

function recordCallback({ tape }: Recorder, callback: Callable, id: number): Callable {
  return (...given) => {
    if (tape.lines.length >= LINES_MAX) tape.isFull = true;
    if (tape.isFull) return callback(...given);
    const handed = given.map((one) => fieldsQuantized(one));
    tape.lines.push(`>${id} ${handed.map(answerText).join(' ')}`);
    try {
      return callback(...handed);
    } finally {
      tape.lines.push('<');
    }
  };
}

function fieldsQuantized(value: unknown): unknown {
  if (kindOf(value) !== 'Object') return quantized(value);
  return Object.fromEntries(Object.entries(value as object).map(([name, field]) => [name, quantized(field)]));
}

function recordFunction(recorder: Recorder, path: string, call: Callable): Callable {
  const { tape } = recorder;
  return (...given) => {
    if (tape.isFull) return call(...given);
    const ids: number[] = [];
    const nextId = (): number => {
      ids.push(recorder.callbacks);
      return recorder.callbacks++;
    };
    const texts = given.map((one) => argumentText(recorder, one, nextId));
    tape.lines.push([path, ...texts].join(' '));
    try {
      const answer = quantized(call(...given.map((one) => withRecordedCallbacks(recorder, one, ids))));
      tape.lines.push(answerText(answer));
      return answer;
    } catch (error) {
      tape.lines.push('x');
      throw error;
    }
  };
}

function recordObject(recorder: Recorder, path: string, object: object): object {
  const names: string[] = [];
  const recorded: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const at = `${path}.${name}`;
    const isCall = typeof value === 'function' && !OWN.includes(at);
    if (isCall) names.push(name);
    recorded[name] = isCall ? recordFunction(recorder, at, value as Callable) : value;
  }
  recorder.tape.objects.set(path, names);
  return recorded;
}

const isPin = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'pin' in value && 'write' in value;

export function newTape(globals: Readonly<Record<string, unknown>>): Tape {
  const { env } = globals.process as { env: object };
  const pins = Object.keys(globals).filter((name) => isPin(globals[name]));
  return { lines: [], functions: [], objects: new Map(), modules: new Map(), environment: env, pins, isFull: false };
}

/** The globals of a board, written down on `tape`. */
export function recordGlobals(globals: Readonly<Record<string, unknown>>, tape: Tape): Record<string, unknown> {
  const pins = new Map<unknown, string>();
  const recorder: Recorder = { tape, pins, callbacks: 0 };
  const recorded: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(globals)) {
    if (OWN.includes(name) || name.startsWith('__')) recorded[name] = value;
    else if (typeof value === 'function') {
      tape.functions.push(name);
      recorded[name] = recordFunction(recorder, name, value as Callable);
    } else recorded[name] = recordObject(recorder, name, value as object);
    if (isPin(value)) pins.set(recorded[name], name);
  }
  recordRequire(recorder, recorded);
  return recorded;
}

function recordRequire(recorder: Recorder, recorded: Record<string, unknown>): void {
  const require = recorded.require as (name: string) => { read?(file: string): string | undefined };
  const storage = require('Storage');
  const recordedStorage = recordObject(recorder, 'Storage', storage);
  recorded.require = (name: string): object => {
    if (name === 'Storage') return recordedStorage;
    const text = name === 'crypto' ? undefined : storage.read!(name);
    if (text !== undefined) recorder.tape.modules.set(name, text);
    return require(name);
  };
}

import { LASTING_NAMES } from '../../../firmware/build/lasting-names.ts';
import { wireEnums } from '../../../firmware/build/wire-enums.ts';
import { crc32 } from '../../../protocol/crc32.ts';

/** Answers of the interpreter that change nothing: how often they are asked for is nobody's business. */
const SILENT = [
  'getTime',
  'getSerial',
  'process',
  'console',
  'Modules',
  'eval',
  'E.toString',
  'E.toUint8Array',
  'E.convolve',
  'E.sum',
  'E.CRC32',
  'E.getBattery',
  'crypto.SHA256',
];

const WORDS = new Map(Object.entries(LASTING_NAMES).map(([name, letter]) => [letter, name]));
const PHASES = new Map([...wireEnums().get('SessionPhase')!].map(([name, number]) => [number, name]));
const FAULT_PHASE = 't';
const ACCOUNT = /^session\.[ab]$/;

function named(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => {
    const full = WORDS.get(name) ?? name;
    if (full !== 'state') return [full, named(field)];
    const phase = typeof field === 'number' ? PHASES.get(field) : field;
    return [full, phase === FAULT_PHASE ? 'FAULT' : phase];
  });
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a file says, whatever its names: the account under long names; one that is torn is torn. */
export function fileMeaning(name: string, text: string): string {
  if (!ACCOUNT.test(name)) return text;
  const json = text.slice(text.indexOf(' ') + 1);
  if (text !== `${crc32(Buffer.from(json, 'latin1'))} ${json}`) return 'torn';
  return JSON.stringify(named(JSON.parse(json)));
}

const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

type Pins = ReadonlyMap<unknown, string>;

function shown(value: unknown, pins: Pins): string {
  if (typeof value === 'function') return 'F';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0';
  if (value === null || typeof value !== 'object') return String(value);
  const pin = pins.get(value);
  if (pin) return pin;
  if (ArrayBuffer.isView(value)) return hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (kindOf(value) === 'ArrayBuffer') return hex(new Uint8Array(value as ArrayBuffer));
  if (Array.isArray(value)) return `[${value.map((one) => shown(one, pins)).join(',')}]`;
  return `{${Object.entries(value).map(([name, field]) => `${name}:${shown(field, pins)}`)}}`;
}

type Callable = (...given: unknown[]) => unknown;
type Note = (line: string) => void;

function noted(path: string, call: Callable, pins: Pins, note: Note): Callable {
  return (...given) => {
    if (path === 'Storage.write')
      note(`write ${given[0]} ${given[2]} ${given[3]} ${fileMeaning(String(given[0]), textOf(given[1]))}`);
    else note(`${path} ${given.map((one) => shown(one, pins)).join(' ')}`);
    return call(...given);
  };
}

const textOf = (data: unknown): string =>
  typeof data === 'string' ? data : Buffer.from(Uint8Array.from(data as Uint8Array)).toString('latin1');

function notedObject(path: string, object: object, pins: Pins, note: Note): object {
  const entries = Object.entries(object).map(([name, value]) => {
    const at = `${path}.${name}`;
    const isCall = typeof value === 'function' && !SILENT.includes(at);
    return [name, isCall ? noted(at, value as Callable, pins, note) : value];
  });
  return Object.fromEntries(entries);
}

const isPin = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'pin' in value && 'write' in value;

/** The globals of a board; every call that the firmware makes of them is noted, with everything it gives. */
export function notedGlobals(globals: Readonly<Record<string, unknown>>, note: Note): Record<string, unknown> {
  const pins = new Map<unknown, string>();
  const all: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(globals)) {
    if (SILENT.includes(name) || name.startsWith('__') || name === 'require') all[name] = value;
    else if (typeof value === 'function') all[name] = noted(name, value as Callable, pins, note);
    else all[name] = notedObject(name, value as object, pins, note);
    if (isPin(value)) pins.set(all[name], name);
  }
  const require = globals.require as (name: string) => object;
  const builtIn = new Map(
    ['Storage', 'crypto'].map((name) => {
      try {
        return [name, notedObject(name, require(name), pins, note)];
      } catch {
        return [name, undefined];
      }
    }),
  );
  all.require = (name: string) => builtIn.get(name) ?? require(name);
  return all;
}

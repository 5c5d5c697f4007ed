import { LOG_MODULE, type Look, lookInside, type Scope } from './look-inside.ts';
import { bytesSize, functionSize, LINUX, nameSize, numberSize, PUCK, type VariableKind } from './variable-size.ts';

/** Of a Puck.js. */
export const VARIABLES = 2630;
/** 30 % of them. */
export const MOST_VARIABLES = 789;
/** What the interpreter keeps for a timer (interval, moment, callback) and for a watch of a pin, beside the function: src/jsinteractive.c. */
const TIMER_SIZE = 8;
const WATCH_SIZE = 14;
/** Array 8, String 6, typed arrays 11 (measured at 13 bytes a variable). */
const PROTOTYPES_SIZE = 25;
/** A function of the interpreter with two arguments bound to it. */
const BOUND_SIZE = 7;

export interface MemoryRow {
  readonly part: string;
  readonly variables: number;
}

/** Sizes of everything that can be reached from a value, each thing once. */
function sizer(look: Look, kind: VariableKind): (value: unknown) => number {
  const seen = new Set<unknown>();
  const named = (name: string, value: unknown): number =>
    value === undefined ? 0 : nameSize(name.length, kind) + sizeOf(value, true);
  const table = (entries: Record<string, unknown>): number =>
    Object.entries(entries).reduce((sum, [name, value]) => sum + named(name, value), 0);
  const scopeSize = (scope: Scope): number => {
    if (seen.has(scope)) return 0;
    seen.add(scope);
    return 1 + table(scope());
  };
  const objectSize = (value: object): number => {
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (tag === 'ArrayBuffer') return 1 + bytesSize((value as ArrayBuffer).byteLength, kind);
    if (ArrayBuffer.isView(value) || (/Array$/.test(tag) && tag !== 'Array'))
      return 1 + sizeOf((value as Uint8Array).buffer, false);
    if (Array.isArray(value)) return 1 + value.reduce((sum: number, one) => sum + 1 + sizeOf(one, true), 0);
    // A module of the interpreter: what it can do takes nothing.
    const isNative = Object.values(value).every((one) => typeof one === 'function' && !look.functions.has(one));
    return isNative && Object.keys(value).length > 2 ? 1 : 1 + table(value as Record<string, unknown>);
  };
  const sizeOf = (value: unknown, isNamed: boolean): number => {
    if (value === undefined) return 0;
    if (typeof value === 'number') return isNamed ? numberSize(value, kind) : 1;
    if (typeof value === 'string') return bytesSize(value.length, kind);
    if (typeof value === 'boolean' || value === null) return 1;
    if (seen.has(value)) return 0;
    seen.add(value);
    if (typeof value !== 'function') return objectSize(value as object);
    const told = look.functions.get(value);
    if (!told) return /^bound /.test(value.name) ? BOUND_SIZE : 1;
    return (
      functionSize(told.params, told.scopes.length, kind) + told.scopes.reduce((sum, one) => sum + scopeSize(one), 0)
    );
  };
  return (value) => sizeOf(value, true);
}

const isBytes = (value: unknown): boolean => ArrayBuffer.isView(value);

/** The rows of the table: code and buffers of a motion band that streams, run from flash. */
export function memoryRows(code: string, kind: VariableKind = PUCK): MemoryRow[] {
  const look = lookInside(code);
  const size = sizer(look, kind);
  const root = look.root();
  const parts = { ring: 0, functions: 0, others: 0 };
  const scopes = new Set([...look.functions.values()].flatMap((one) => one.scopes));
  // Bytes first: they are a row of their own, whoever holds them.
  for (const scope of scopes) {
    const held = scope();
    for (const value of Object.values(held)) {
      const isList = Array.isArray(value) && value.length > 0 && value.every(isBytes);
      if ((isBytes(value) && isAlive(look, scope)) || (isList && isAlive(look, scope))) parts.ring += size(value);
    }
  }
  for (const [name, value] of Object.entries(root)) {
    if (value === undefined) continue;
    const variables = nameSize(name.length, kind) + size(value);
    if (look.functions.get(value)?.scopes.length === 0) parts.functions += variables;
    else parts.others += variables;
  }
  return [
    { part: 'frames for resend, and views of them', variables: parts.ring },
    { part: 'functions of the script, their text in flash', variables: parts.functions },
    { part: 'state: sensor, stream, board, alias names', variables: parts.others },
    { part: 'services, as the interpreter keeps them', variables: size(look.services) + size(look.options) },
    { part: 'prototypes of built-in kinds, made when first used', variables: PROTOTYPES_SIZE },
    { part: 'two timers, a watch, two listeners', variables: 2 * TIMER_SIZE + WATCH_SIZE + 2 * 4 },
  ];
}

/**
 * What comes to it while nobody listens and the band logs: the module stays once it is loaded, the buffers of a block go when it is stored.
 * @param module text of `limber.rec`
 */
export function logRows(code: string, module: string, kind: VariableKind = PUCK): MemoryRow[] {
  const look = lookInside(code, module);
  const { exports, moments } = look.log!;
  const isBuffer = (value: unknown): boolean => isBytes(value) || typeof value === 'string';
  /** Of what the band has without it no part. */
  const besideTheBand = (): [size: (value: unknown) => number, kept: number] => {
    const size = sizer(look, kind);
    for (const value of [...Object.values(look.root()), look.services, look.options]) size(value);
    return [size, nameSize(LOG_MODULE.length, kind) + size(exports)];
  };
  const buffersOf = (held: readonly unknown[]): number => {
    const [size] = besideTheBand();
    return held.filter(isBuffer).reduce((sum: number, value) => sum + size(value), 0);
  };
  return [
    { part: `${LOG_MODULE}, loaded while the band logs`, variables: besideTheBand()[1] },
    { part: 'buffers of a block, at their most', variables: Math.max(...moments.map(buffersOf)) },
  ];
}

/** A scope is alive where a function that the script reaches keeps it. */
function isAlive(look: Look, scope: Scope): boolean {
  const seen = new Set<unknown>();
  const found = new Set<Scope>();
  const visit = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    seen.add(value);
    for (const one of look.functions.get(value)?.scopes ?? []) {
      if (found.has(one)) continue;
      found.add(one);
      Object.values(one()).forEach(visit);
    }
    if (typeof value === 'object' && !ArrayBuffer.isView(value)) Object.values(value).forEach(visit);
  };
  Object.values(look.root()).forEach(visit);
  return found.has(scope);
}

export const totalOf = (rows: readonly MemoryRow[]): number => rows.reduce((sum, { variables }) => sum + variables, 0);

export { LINUX, PUCK };

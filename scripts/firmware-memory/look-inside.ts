import { transformSync } from '@babel/core';
import { createFlash } from '../../sim/board/flash.ts';
import { createBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { tellScopes } from './scopes.ts';

const SEED = 1;
const FLASH_BYTES = 40_000;
export const LOG_MODULE = 'limber.rec';
const STREAMING_MS = 4000;
/** Some blocks of the log. */
const LOGGING_MS = 4000;

export type Scope = () => Record<string, unknown>;
type Globals = Record<string, unknown>;
type Named = Record<string, (...given: unknown[]) => unknown>;

/** One start of a band, looked at from inside. */
export interface Look {
  readonly functions: Map<unknown, { readonly params: readonly string[]; readonly scopes: readonly Scope[] }>;
  readonly root: Scope;
  /** What was handed to the radio. */
  readonly services: unknown;
  /** Kept too: the interpreter looks into them at each start of advertising. */
  readonly options: unknown;
  /** Of a band that logs: what its module hands out, and what its calls hold whenever it has the interpreter do something for a block. */
  readonly log?: { readonly exports: unknown; readonly moments: readonly (readonly unknown[])[] };
}

const LOOKED_INTO = { babelrc: false, configFile: false, sourceType: 'script' } as const;

function told(code: string): string {
  return transformSync(code, { ...LOOKED_INTO, plugins: [() => tellScopes({ isRoot: true })] })!.code!;
}

/** A module has a scope of its own around it, as the interpreter makes one (`jspEvaluateModule`, src/jsparse.c). */
function toldModule(code: string): string {
  const wrapped = `(function (exports, module) {${code}\n})(exports)`;
  return transformSync(wrapped, { ...LOOKED_INTO, plugins: [() => tellScopes({ isRoot: false })] })!.code!;
}

interface Watched {
  readonly functions: Look['functions'];
  root: Scope;
  services: unknown;
  options: unknown;
  exports: unknown;
  /** Scopes of the calls that have not ended. */
  calls: Scope[];
  isLogging: boolean;
  moments: unknown[][];
}

/** By the calls that have not ended, and by the module from one call to the next. */
function heldNow({ calls, exports, functions }: Watched): unknown[] {
  const own = Object.values((exports ?? {}) as Named).flatMap((one) => functions.get(one)?.scopes ?? []);
  return [...new Set([...calls, ...own])].flatMap((read) => Object.values(read()));
}

/** The same object, whose functions tell what is held when they are called. */
function withMoments(watched: Watched, native: object): Named {
  const told: Named = {};
  for (const [name, real] of Object.entries(native) as [string, Named[string]][])
    told[name] =
      typeof real !== 'function'
        ? real
        : (...given) => {
            if (watched.isLogging) watched.moments.push([...heldNow(watched), ...given]);
            return real(...given);
          };
  return told;
}

/** The module as it is loaded, and what it holds while it takes a block. */
function watchLog(watched: Watched, globals: Globals): void {
  const real = globals.require as (name: string) => Named;
  const natives = new Map<string, Named>();
  globals.E = withMoments(watched, globals.E as Named);
  globals.require = (name: string): Named => {
    const found = real(name);
    if (name !== LOG_MODULE) {
      if (!natives.has(name)) natives.set(name, withMoments(watched, found));
      return natives.get(name)!;
    }
    if (watched.exports) return found;
    watched.exports = { ...found };
    const record = found.record!;
    found.record = (...given) => {
      watched.isLogging = true;
      record(...given);
      watched.isLogging = false;
    };
    return found;
  };
}

function watch(watched: Watched, globals: Globals): Globals {
  const nrf = globals.NRF as Named;
  const real = nrf.setServices!;
  nrf.setServices = (...given) => {
    [watched.services, watched.options] = given;
    return real(...given);
  };
  globals.memoryScope = (read: Scope) => {
    watched.calls.push(read);
    return read;
  };
  globals.memoryEnd = () => void watched.calls.pop();
  globals.memoryRoot = (read: Scope) => {
    watched.root = read;
  };
  globals.memoryFunction = (one: unknown, params: string[], scopes: Scope[]) => {
    watched.functions.set(one, { params, scopes });
    return one;
  };
  watchLog(watched, globals);
  return globals;
}

function runBand(code: string, module: string | undefined, watched: Watched, clock: VirtualClock): void {
  const flash = createFlash(FLASH_BYTES);
  if (module) flash.put(LOG_MODULE, toldModule(module));
  const board = createBoard({
    bundle: told(code),
    board: 'puck',
    clock,
    seed: SEED,
    flash,
    radio: { notify: () => {} },
    imu: { readRaw: (_, into) => into.set([1, 2, 3, 0, 0, 8197]) },
    watch: (_, globals) => watch(watched, globals),
  });
  clock.advanceTo(500);
  board.connect();
  clock.advanceTo(STREAMING_MS);
  if (module) {
    board.disconnect();
    clock.advanceBy(LOGGING_MS);
  }
  if (board.console.length > 0) throw new Error(board.console[0]);
}

/** A band that streams for some seconds. @param module text of `limber.rec`: it then logs for some more */
export function lookInside(code: string, module?: string): Look {
  const watched: Watched = {
    functions: new Map(),
    root: () => ({}),
    services: undefined,
    options: undefined,
    exports: undefined,
    calls: [],
    isLogging: false,
    moments: [],
  };
  runBand(code, module, watched, createVirtualClock());
  const { functions, root, services, options, exports, moments } = watched;
  if (module && moments.length === 0) throw new Error(`the band has logged nothing: ${LOG_MODULE}`);
  return { functions, root, services, options, ...(module ? { log: { exports, moments } } : {}) };
}

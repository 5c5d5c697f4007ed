import { type Context, runInContext, Script } from 'node:vm';
import { crc32 } from '../../protocol/crc32.ts';
import type { Random } from '../random.ts';
import type { Interpreter } from './interpreter.ts';
import {
  CONVOLVED_MS,
  CRC_BYTE_MS,
  JSON_CHARACTER_MS,
  MAPPED_BYTE_MS,
  PRODUCT_MS,
  SKIPPED_MS,
  TOKEN_MS,
} from './interpreter-cost.ts';
import { createLanguage } from './language.ts';
import { METER, meterScript } from './meter-script.ts';
import { type Mapping, NATIVE_ARRAYS, type Values } from './native-arrays.ts';

/** What the E object and the environment need from the board. */
export interface DeviceServices {
  readonly environment: string;
  readonly serial: string;
  deviceSeconds(): number;
  batteryPercent(): number;
  temperatureC(): number;
  enableWatchdog(timeoutS: number): void;
  kickWatchdog(): void;
  print(text: string): void;
  /** RESETREAS of the chip. */
  resetReasons(): number;
  closeConsole(): void;
  /** Of the board, as E.reboot does: at once. */
  reboot(): void;
  /** Somebody stands between the firmware and all this. */
  readonly watched?: (globals: Record<string, unknown>) => Record<string, unknown>;
}

const RESETREAS = 0x40000400;

const METERED = new Map<string, Script>();

/** Rewriting a bundle takes longer than running it: every board of a simulation shares the result. */
function meteredScript(bundle: string): Script {
  let script = METERED.get(bundle);
  if (!script) {
    script = new Script(meterScript(bundle), { filename: 'firmware.js' });
    METERED.set(bundle, script);
  }
  return script;
}

type ToDevice = (bytes: Uint8Array) => Uint8Array;

function espruinoObject(
  services: DeviceServices,
  interpreter: Interpreter,
  random: Random,
  toDevice: ToDevice,
): object {
  return {
    // Texts of one character a byte.
    toString: (bytes: ArrayBuffer | ArrayLike<number>) =>
      Buffer.from('length' in bytes ? Uint8Array.from(bytes) : new Uint8Array(bytes)).toString('latin1'),
    toUint8Array: (text: string) => toDevice(Uint8Array.from(Buffer.from(text, 'latin1'))),
    mapInPlace: (from: Values, to: Values, map: Values | Mapping) => {
      interpreter.charge(from.length * MAPPED_BYTE_MS);
      NATIVE_ARRAYS.mapInPlace(from, to, map);
    },
    convolve: (kernel: Values, values: Values, at: number) => {
      interpreter.charge(CONVOLVED_MS + kernel.length * PRODUCT_MS + at * SKIPPED_MS);
      return NATIVE_ARRAYS.convolve(kernel, values, at);
    },
    sum: (values: Values) => {
      interpreter.charge(values.length * PRODUCT_MS);
      return NATIVE_ARRAYS.sum(values);
    },
    setConsole: () => services.closeConsole(),
    CRC32: (data: ArrayLike<number> | string) => {
      interpreter.charge(data.length * CRC_BYTE_MS);
      return crc32(typeof data === 'string' ? Buffer.from(data, 'latin1') : Uint8Array.from(data));
    },
    enableWatchdog: (timeoutS: number) => services.enableWatchdog(timeoutS),
    kickWatchdog: () => services.kickWatchdog(),
    getTemperature: () => services.temperatureC(),
    getBattery: () => services.batteryPercent(),
    hwRand: () => Math.floor(random.next() * 2 ** 32) | 0,
    getFlags: () => ({}),
    on: () => {},
    reboot: () => {
      services.reboot();
      throw new Error('restarting');
    },
  };
}

/** Wraps the world's own JSON, so that its objects stay of that world. */
const METERED_JSON = `(function (charge) {
  var parse = JSON.parse, stringify = JSON.stringify;
  JSON.parse = function (text) { charge(text.length); return parse(text); };
  JSON.stringify = function (value, keep, indent) { var text = stringify(value, keep, indent); charge(text ? text.length : 0); return text; };
})`;

type Require = (name: string) => object;

/** What the interpreter has not built in is looked for in Storage, and kept. */
function requireFrom(builtIn: Require, context: Context, kept: Map<string, object>): Require {
  const storage = builtIn('Storage') as { read(name: string): string | undefined };
  return (name) => {
    const file = kept.has(name) ? undefined : storage.read(name);
    if (file === undefined) return kept.get(name) ?? builtIn(name);
    const evaluate = meteredScript(`(function (exports) {${file}\nreturn exports; })`).runInContext(context) as (
      exports: object,
    ) => object;
    kept.set(name, evaluate(runInContext('({})', context) as object));
    return kept.get(name)!;
  };
}

export interface DeviceWorld {
  /** A typed array of the firmware's own world, as the interpreter's functions return them. */
  toDevice(bytes: Uint8Array): Uint8Array;
  run(bundle: string): void;
  /** As typed into the interpreter's console. */
  evaluate(expression: string): unknown;
}

/** One start of the interpreter: Espruino's language, its globals, and the board's. */
export function createDeviceWorld(
  globals: (toDevice: DeviceWorld['toDevice']) => Record<string, unknown>,
  services: DeviceServices,
  interpreter: Interpreter,
  random: Random,
): DeviceWorld {
  const context = createLanguage();
  const deviceBytes = runInContext(
    '(function (bytes) { return new Uint8Array(bytes); })',
    context,
  ) as DeviceWorld['toDevice'];
  const meterJson = runInContext(METERED_JSON, context) as (charge: (characters: number) => void) => void;
  meterJson((characters) => interpreter.charge(characters * JSON_CHARACTER_MS));
  const print = (...parts: unknown[]): void => services.print(parts.map(String).join(' '));
  const all: Record<string, unknown> = {
    ...globals(deviceBytes),
    [METER]: (tokens: number) => interpreter.charge(tokens * TOKEN_MS),
    E: espruinoObject(services, interpreter, random, deviceBytes),
    peek32: (address: number) => (address === RESETREAS ? services.resetReasons() : 0),
    console: { log: print },
    print,
    getTime: services.deviceSeconds,
    getSerial: () => services.serial,
    process: { env: { BOARD: services.environment, VERSION: '2v29 simulated', SERIAL: services.serial } },
  };
  // Code that is evaluated, or required from flash, costs what a bundle costs.
  all.eval = (code: string) => meteredScript(code).runInContext(context) as unknown;
  const kept = new Map<string, object>();
  all.require = requireFrom(all.require as Require, context, kept);
  all.Modules = { removeCached: (name: string) => void kept.delete(name) };
  for (const [name, value] of Object.entries(services.watched?.(all) ?? all)) {
    Object.defineProperty(context, name, { value, writable: true, configurable: true, enumerable: name !== METER });
  }
  return {
    toDevice: deviceBytes,
    run: (bundle) => void meteredScript(bundle).runInContext(context),
    evaluate: (expression) => runInContext(expression, context),
  };
}

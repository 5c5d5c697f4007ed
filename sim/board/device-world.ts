import { runInContext, Script } from 'node:vm';
import { crc32 } from '../../protocol/crc32.ts';
import type { Random } from '../random.ts';
import type { Interpreter } from './interpreter.ts';
import { CRC_BYTE_MS, JSON_CHARACTER_MS, TOKEN_MS } from './interpreter-cost.ts';
import { createLanguage } from './language.ts';
import { METER, meterScript } from './meter-script.ts';

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
}

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

function espruinoObject(services: DeviceServices, interpreter: Interpreter, random: Random): object {
  return {
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
  };
}

/** Wraps the world's own JSON, so that its objects stay of that world. */
const METERED_JSON = `(function (charge) {
  var parse = JSON.parse, stringify = JSON.stringify;
  JSON.parse = function (text) { charge(text.length); return parse(text); };
  JSON.stringify = function (value, keep, indent) { var text = stringify(value, keep, indent); charge(text ? text.length : 0); return text; };
})`;

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
    E: espruinoObject(services, interpreter, random),
    console: { log: print },
    print,
    getTime: services.deviceSeconds,
    getSerial: () => services.serial,
    process: { env: { BOARD: services.environment, VERSION: '2v29 simulated', SERIAL: services.serial } },
  };
  for (const [name, value] of Object.entries(all)) {
    Object.defineProperty(context, name, { value, writable: true, configurable: true, enumerable: name !== METER });
  }
  return {
    toDevice: deviceBytes,
    run: (bundle) => void meteredScript(bundle).runInContext(context),
    evaluate: (expression) => runInContext(expression, context),
  };
}

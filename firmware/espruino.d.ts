// biome-ignore-all lint/suspicious/noShadowRestrictedNames: this file is the library that declares those names.
// biome-ignore-all lint/complexity/noBannedTypes: callbacks of the language itself.
// biome-ignore-all lint/suspicious/noRedeclare: functions and namespaces by overload.
/**
 * The library of an Espruino 2v29, and nothing else: compiled with `noLib`, so that Map, Math.hypot, flatMap, async or
 * `array.length = 0` are compile errors. Language part measured (test/fixtures/espruino-matrix.json), device part from
 * the interpreter's own reference. Only what the firmware uses of the device part is listed.
 */
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments {
  readonly length: number;
  [index: number]: unknown;
}
interface Function {
  apply(self: unknown, given: unknown): unknown;
  call(self: unknown, ...given: unknown[]): unknown;
  bind(self: unknown, ...given: unknown[]): Function;
}
interface Boolean {
  valueOf(): boolean;
}
interface RegExp {
  test(text: string): boolean;
  exec(text: string): string[] | null;
}
interface Number {
  toFixed(digits: number): string;
  toString(radix?: number): string;
}
interface Object {
  hasOwnProperty(name: string): boolean;
}
interface ObjectConstructor {
  assign<Target extends object, Source extends object>(target: Target, source: Source): Target & Source;
  keys(value: object): string[];
}
declare const Object: ObjectConstructor;

interface String {
  readonly length: number;
  readonly [index: number]: string;
  charCodeAt(index: number): number;
  indexOf(part: string): number;
  slice(start: number, end?: number): string;
  split(separator: string): string[];
  substr(start: number, length?: number): string;
}
interface StringConstructor {
  fromCharCode(...codes: number[]): string;
}
declare const String: StringConstructor;

interface Array<T> {
  readonly length: number;
  [index: number]: T;
  concat(other: T[]): T[];
  every(test: (item: T) => boolean): boolean;
  fill(value: T): T[];
  filter(keep: (item: T, index: number) => boolean): T[];
  find(test: (item: T) => boolean): T | undefined;
  findIndex(test: (item: T) => boolean): number;
  forEach(visit: (item: T, index: number) => void): void;
  includes(item: T): boolean;
  indexOf(item: T): number;
  join(separator?: string): string;
  map<U>(change: (item: T, index: number) => U): U[];
  pop(): T | undefined;
  push(...items: T[]): number;
  reduce<U>(join: (sum: U, item: T) => U, start: U): U;
  shift(): T | undefined;
  slice(start?: number, end?: number): T[];
  some(test: (item: T) => boolean): boolean;
  sort(compare: (a: T, b: T) => number): T[];
  splice(start: number, count: number): T[];
  unshift(...items: T[]): number;
}
interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  every(test: (item: T) => boolean): boolean;
  filter(keep: (item: T, index: number) => boolean): T[];
  find(test: (item: T) => boolean): T | undefined;
  findIndex(test: (item: T) => boolean): number;
  forEach(visit: (item: T, index: number) => void): void;
  includes(item: T): boolean;
  indexOf(item: T): number;
  map<U>(change: (item: T, index: number) => U): U[];
  slice(start?: number, end?: number): T[];
  some(test: (item: T) => boolean): boolean;
}

interface ArrayBuffer {
  readonly byteLength: number;
}
declare const ArrayBuffer: new (bytes: number) => ArrayBuffer;

/** `slice` and `filter` of a typed array give a plain array there and are left out on purpose. */
interface TypedArray {
  readonly length: number;
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  [index: number]: number;
  fill(value: number): this;
  set(values: { readonly length: number; readonly [index: number]: number }, at?: number): void;
  subarray(start: number, end?: number): this;
  join(): string;
  every(test: (item: number, index: number) => boolean): boolean;
  map(change: (item: number, index: number) => number): this;
  forEach(visit: (item: number, index: number) => void): void;
}
interface TypedArrayConstructor<View> {
  new (lengthOrValues: number | readonly number[]): View;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): View;
}
interface Uint8Array extends TypedArray {
  readonly __kind?: 'u8';
  indexOf(value: number): number;
}
interface Int8Array extends TypedArray {
  readonly __kind?: 'i8';
}
interface Float32Array extends TypedArray {
  readonly __kind?: 'f32';
}
interface Int16Array extends TypedArray {
  readonly __kind?: 'i16';
}
interface Uint16Array extends TypedArray {
  readonly __kind?: 'u16';
}
interface Int32Array extends TypedArray {
  readonly __kind?: 'i32';
  map(change: (item: number, index: number) => number): Int32Array;
}
interface Uint32Array extends TypedArray {
  readonly __kind?: 'u32';
}
interface DataView {
  setUint32(at: number, value: number, littleEndian: boolean): void;
  getUint16(at: number, littleEndian: boolean): number;
  getUint32(at: number, littleEndian: boolean): number;
}
declare const DataView: new (buffer: ArrayBuffer, byteOffset?: number) => DataView;
declare const Uint8Array: TypedArrayConstructor<Uint8Array>;
declare const Int8Array: TypedArrayConstructor<Int8Array>;
declare const Float32Array: TypedArrayConstructor<Float32Array>;
declare const Int16Array: TypedArrayConstructor<Int16Array>;
declare const Uint16Array: TypedArrayConstructor<Uint16Array>;
declare const Int32Array: TypedArrayConstructor<Int32Array>;
declare const Uint32Array: TypedArrayConstructor<Uint32Array>;

declare const Math: {
  readonly PI: number;
  abs(value: number): number;
  ceil(value: number): number;
  clip(value: number, lowest: number, highest: number): number;
  floor(value: number): number;
  max(...values: number[]): number;
  min(...values: number[]): number;
  pow(base: number, exponent: number): number;
  random(): number;
  round(value: number): number;
  sqrt(value: number): number;
};
declare const JSON: {
  parse(text: string): unknown;
  stringify(value: unknown): string;
};
declare const undefined: undefined;
declare const NaN: number;
declare const Infinity: number;
declare function isNaN(value: number): boolean;
declare function isFinite(value: number): boolean;
declare function parseInt(text: string, radix?: number): number;

/** Callbacks of a settled promise run after a setTimeout of 0: the firmware uses none. */
interface Promise<T> {
  then(done: (value: T) => void): Promise<unknown>;
}

interface Error {
  readonly message: string;
}
declare const Error: new (message: string) => Error;

/** Values that TypeScript's own utility types build on. */
type Readonly<T> = { readonly [Key in keyof T]: T[Key] };
type Partial<T> = { [Key in keyof T]?: T[Key] };
type Record<Key extends string | number, Value> = { [Name in Key]: Value };

interface Pin {
  write(level: boolean): void;
  read(): boolean;
}
type PinMode = 'output' | 'input' | 'input_pulldown' | 'input_pullup';
interface WatchOptions {
  readonly edge: 'rising' | 'falling' | 'both';
  readonly repeat: boolean;
  readonly debounce: number;
}
interface WatchEvent {
  readonly state: boolean;
  /** Seconds on the clock of getTime. */
  readonly time: number;
}
declare function pinMode(pin: Pin, mode: PinMode): void;
/** Of several pins the last one has the lowest bit. */
declare function digitalWrite(pin: Pin | readonly Pin[], level: number | boolean): void;
declare function digitalRead(pin: Pin): number;
declare function analogRead(pin: Pin): number;
declare function setWatch(listener: (event: WatchEvent) => void, pin: Pin, options: WatchOptions): number;
declare function clearWatch(id: number): void;

declare function setTimeout(callback: () => void, delayMs: number): number;
declare function setInterval(callback: () => void, periodMs: number): number;
declare function clearInterval(id: number): void;
declare function clearTimeout(id: number): void;
declare function changeInterval(id: number, periodMs: number): void;
/** Seconds since boot (since 1970 once the clock was set), with microseconds behind the point. */
declare function getTime(): number;
declare function getSerial(): string;

interface I2C {
  setup(options: { readonly scl: Pin; readonly sda: Pin; readonly bitrate: number }): void;
  writeTo(address: number, bytes: readonly number[] | Uint8Array): void;
  readReg(address: number, register: number, quantity: number): Uint8Array;
}
declare const I2C1: I2C;
declare const I2C2: I2C;

/** Puck.js only: its LSM6DS3TR-C hangs on a software I2C inside the interpreter. */
declare const Puck: {
  accelWr(register: number, value: number): void;
  accelRd(register: number, quantity: number): Uint8Array;
};

/** Bangle.js 2 only: its KX023 hangs on an I2C inside the interpreter. */
declare const Bangle: {
  accelWr(register: number, value: number): void;
  accelRd(register: number, quantity: number): Uint8Array;
};

interface BluetoothWrite {
  readonly data: ArrayBuffer;
}
interface CharacteristicSecurity {
  readonly encrypted?: boolean;
  readonly mitm?: boolean;
  readonly lesc?: boolean;
}
interface CharacteristicOptions {
  value?: Uint8Array | string;
  maxLen?: number;
  /** Numbers are kept with their names, `true` beside them. */
  readable?: 1;
  writable?: 1;
  notify?: 1;
  security?: { readonly read?: CharacteristicSecurity; readonly write?: CharacteristicSecurity };
  onWrite?: (event: BluetoothWrite) => void;
}
interface CharacteristicValue {
  value: Uint8Array | string;
  notify: 1;
}
interface ServiceTable<Characteristic> {
  [service: string]: { [characteristic: string]: Characteristic };
}
declare const NRF: {
  setServices(
    services: ServiceTable<CharacteristicOptions>,
    options: { readonly uart: boolean; readonly advertise?: readonly string[] },
  ): void;
  updateServices(services: ServiceTable<CharacteristicValue>): void;
  setAdvertising(data: object, options: { readonly name: string; readonly interval: number }): void;
  setConnectionInterval(intervalMs: number): void;
  setSecurity(options: { readonly pair: boolean; readonly bond: boolean; readonly lesc: boolean }): void;
  on(event: 'connect', listener: (address: string) => void): void;
  on(event: 'disconnect', listener: (reason: number) => void): void;
  disconnect(): void;
};

declare const E: {
  /** Of the bytes, or of a text's character codes. */
  CRC32(bytes: Uint8Array | string): number;
  enableWatchdog(timeoutS: number, isAuto: boolean): void;
  kickWatchdog(): void;
  getBattery(): number;
  /** Of the chip, degrees C. */
  getTemperature(): number;
  hwRand(): number;
  on(event: 'kill', listener: () => void): void;
  /** Of products: all of `kernel` with `values` from `at` on, which begin anew where they end. */
  readonly convolve: {
    (kernel: TypedArray, values: TypedArray, at: number): number;
    bind(self: unknown, kernel: TypedArray, values: TypedArray): (at: number) => number;
  };
  /** to[i] = map[from[i]], 0 where the map ends before; map(from[i], i) of a function. Negative ones count from the end of their type. */
  mapInPlace(
    from: Uint8Array | Uint16Array | Int8Array,
    to: TypedArray,
    map: TypedArray | ((value: number, index: number) => number),
  ): void;
  sum(values: TypedArray): number;
  /** A text of one character a byte. */
  toString(bytes: ArrayBuffer | Uint8Array | Int8Array): string;
  toUint8Array(text: string): Uint8Array;
  setConsole(device: null, options: { readonly force: boolean }): void;
  /** At once, as after power was gone: pins are inputs again. */
  reboot(): void;
};
declare function print(text: string): void;
declare const Modules: { removeCached(name: string): void };
/** A word of the chip's memory. */
declare function peek32(address: number): number;
declare const process: { readonly env: { readonly BOARD: string; readonly VERSION: string } };

declare const LED1: Pin;
declare const LED2: Pin;
declare const LED3: Pin;
declare const BTN1: Pin;
declare const D0: Pin;
declare const D1: Pin;
declare const D2: Pin;
declare const D3: Pin;
declare const D4: Pin;
declare const D5: Pin;
declare const D14: Pin;
declare const D15: Pin;
declare const D16: Pin;
declare const D17: Pin;
declare const D23: Pin;
declare const D32: Pin;
declare const D36: Pin;
declare const D43: Pin;
declare const D44: Pin;
declare const D45: Pin;

interface Storage {
  read(name: string, offset?: number, length?: number): string | undefined;
  /** In pieces, where `size` is given: what is not written yet reads as 0xFF. Throws where flash is full, or was written there before. */
  write(name: string, data: string | Uint8Array, offset?: number, size?: number): boolean;
  erase(name: string): void;
  list(): string[];
}
type Hashed = string | Uint8Array | ArrayBuffer;
interface CryptoModule {
  /** Not on every board. */
  readonly SHA256?: (message: Hashed | Hashed[]) => ArrayBuffer;
  readonly AES: {
    ccmEncrypt(
      message: Uint8Array,
      key: Uint8Array,
      nonce: Uint8Array,
      tagBytes: number,
    ): { data: ArrayBuffer; tag: ArrayBuffer };
    ccmDecrypt(message: Uint8Array, key: Uint8Array, nonce: Uint8Array, tag: Uint8Array): ArrayBuffer | null;
  };
}
/** `require` in the bundle: a module inside the interpreter. */
declare function builtinModule(name: 'Storage'): Storage;
declare function builtinModule(name: 'crypto'): CryptoModule;

/** What a band tells the service of firmware/update/. Both are built by themselves, and of different versions: these names are the contract. */
interface ServedBand {
  /** As in protocol/firmware-manifest.ts. */
  readonly role: number;
  readonly board: string;
  readonly version: string;
  /** The present connection's, changed in place. */
  readonly salt: Uint8Array;
  readonly button: Pin;
  /** Empty where nothing is in the way; otherwise why keys and firmware cannot be changed now. */
  busy(): string;
  /** An Acknowledgement. @param refusal empty where it was done */
  answer(counter: number, refusal: string): void;
  /** A StatusMessage. */
  tell(message: Uint8Array): void;
  /** The service says: a stim band takes no ARM while this is so. */
  updating: boolean;
  /** So is the loader's word, until HEALTHY was told. */
  onTrial: boolean;
  enrolled: boolean;
}
/** `limber.srv` in flash. */
interface BandService {
  /** MODULE_INTERFACE of firmware/module-interface.ts, as it was built. */
  serves: number;
  /** @param at sequence_from @param bytes payload, or the keys of an ENROL */
  take(kind: number, counter: number, at: number, bytes: Uint8Array, band: ServedBand): void;
}
declare function builtinModule(name: 'limber.srv'): BandService;
/** `limber.rec` in flash: the log of what nobody heard. */
interface BandLog {
  /** As of a BandService. */
  serves: number;
  /** Keeps frames from … next - 1 of the ring: frame n is `frameBytes` from (n % frames) * frameBytes on. */
  record(ring: Uint8Array, frameBytes: number, from: number, next: number, boot: number): void;
  /** Sends so many blocks from one on, a packet at a time. */
  read(from: number, count: number, payloadBytes: number, emit: (packet: string) => void): void;
  /** What lies wholly before that block. */
  forget(before: number): void;
  /** As a LogState. */
  state(): number[];
}
declare function builtinModule(name: 'limber.rec'): BandLog;
declare const exports: BandService & BandLog;
/** What the loader leaves in the interpreter's world: firmware/boot.ts. */
interface LoaderWord {
  /** For the image that it runs. */
  limberOnTrial?: boolean;
  /** File of that image; empty: none runs. */
  limberImage?: string;
  /** That image could not begin. */
  limberThrew?: boolean;
}

import type { Channel } from '../../protocol/link.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { type Random, seededRandom } from '../random.ts';
import { BOARD_KINDS, type BoardKind, type BoardName } from './board-kinds.ts';
import { createI2c, createPuckObject } from './device-buses.ts';
import { createModules } from './device-modules.ts';
import { createDevicePins, type DevicePins } from './device-pins.ts';
import { createDeviceRadio, type DeviceRadio, type RadioPort } from './device-radio.ts';
import { createDeviceTimers } from './device-timers.ts';
import { createDeviceWorld, type DeviceServices } from './device-world.ts';
import type { SimulatedFlash } from './flash.ts';
import { createFrontEndModel, type FrontEndFaults, type FrontEndModel, type SkinLoad } from './front-end-model.ts';
import { createInterpreter, type Interpreter } from './interpreter.ts';
import { BOOT_MS } from './interpreter-cost.ts';
import { createLsm6ds3Model, type ImuSource } from './lsm6ds3-model.ts';
import type { OutputHistory } from './output-history.ts';
import { createPins, releaseAll, type SimulatedPin } from './pins.ts';
import type { RegisterDevice } from './register-device.ts';
import { createWatchdog } from './watchdog.ts';

export type ResetCause = 'power' | 'watchdog' | 'brown-out' | 'software';

export interface Reset {
  readonly atMs: number;
  readonly cause: ResetCause;
}

export interface BoardPlan {
  /** Text of a built firmware bundle. */
  readonly bundle: string;
  /** One of the table, or one that is only tried out. */
  readonly board: BoardName | BoardKind;
  readonly clock: Timeline;
  readonly seed: number;
  readonly flash: SimulatedFlash;
  readonly radio: RadioPort;
  /** What the IMU feels; without it no IMU answers. */
  readonly imu?: ImuSource;
  /** The skin under the pads; without it no front-end is wired. */
  readonly skin?: SkinLoad;
  readonly batteryPercent?: (tMs: number) => number;
  /** Errors of the two oscillators; drawn from the seed where not given. */
  readonly crystalPpm?: number;
  readonly imuPpm?: number;
}

export interface SimulatedBoard {
  readonly payloadBytes: number;
  /** Resets the board: pins float, the output stage is off at once, the firmware starts anew from flash. */
  reboot(cause: ResetCause): void;
  /** A press of 80 ms. */
  pressButton(): void;
  connect(): void;
  /** The host hung up. For a link that was lost, call it when the band would notice: up to 4 s later. */
  disconnect(): void;
  write(channel: Channel, bytes: Uint8Array): void;
  read(channel: Channel): Uint8Array;
  /** The interpreter does nothing for this long. */
  stall(durationMs: number): void;
  /** Current through the skin now. */
  currentUa(): number;
  /** What went through the skin so far; null where no front-end is wired. */
  readonly output: OutputHistory | null;
  readonly frontEndFaults: FrontEndFaults | null;
  readonly resets: readonly Reset[];
  /** Uncaught errors and console output of the firmware. */
  readonly console: readonly string[];
  /** Part of the time since power-up that the interpreter worked. */
  load(): number;
  readonly crystalPpm: number;
  readonly imuPpm: number;
}

const PRESS_MS = 80;
/** BLE_HCI_REMOTE_USER_TERMINATED_CONNECTION */
const REMOTE_ENDED = 19;
const IMU_ADDRESS = 0x6a;
const FRONT_END_ADDRESS = 0x42;
/** Crystals of such boards keep to 20 ppm; the IMU's own oscillator is percents off (both: data sheets). */
const CRYSTAL_PPM = 20;
const IMU_PPM = 15_000;
const PIN_NAMES = [...Array.from({ length: 34 }, (_, i) => `D${i}`), 'BTN1', 'LED1', 'LED2', 'LED3'];
/** Empty and full cell behind the XIAO's divider (1 M over 510 k), as part of 3.3 V. */
const batteryLevel = (percent: number): number => ((3.3 + 0.009 * percent) * (0.51 / 1.51)) / 3.3;

interface Chips {
  readonly imu: RegisterDevice | undefined;
  readonly frontEnd: FrontEndModel | undefined;
}

interface Oscillators {
  readonly crystalPpm: number;
  readonly imuPpm: number;
}

function drawOscillators(plan: BoardPlan, random: Random): Oscillators {
  return {
    crystalPpm: plan.crystalPpm ?? random.uniform(-CRYSTAL_PPM, CRYSTAL_PPM),
    imuPpm: plan.imuPpm ?? random.uniform(-IMU_PPM, IMU_PPM),
  };
}

function createChips(plan: BoardPlan, imuPpm: number): Chips {
  return {
    imu: plan.imu && createLsm6ds3Model(plan.imu, imuPpm),
    frontEnd: plan.skin && createFrontEndModel(plan.skin),
  };
}

function wirePins(
  kind: BoardKind,
  frontEnd: Chips['frontEnd'],
  batteryPercent: () => number,
): Map<string, SimulatedPin> {
  const pins = createPins(PIN_NAMES);
  if (kind.batteryPin) pins.get(kind.batteryPin)!.analog = () => batteryLevel(batteryPercent());
  if (frontEnd && kind.enablePin && kind.kickPin) {
    pins.get(kind.enablePin)!.onChange = (level, tMs) => frontEnd.setEnable(level, tMs);
    pins.get(kind.kickPin)!.onChange = (_, tMs) => frontEnd.kick(tMs);
  }
  return pins;
}

type ToDevice = (bytes: Uint8Array) => Uint8Array;

/** The chips as the firmware reaches them. */
function busGlobals(
  kind: BoardKind,
  chips: Chips,
  interpreter: Interpreter,
  toDevice: ToDevice,
): Record<string, unknown> {
  const onI2c1 = kind.imuOn === 'I2C1' && chips.imu ? [[IMU_ADDRESS, chips.imu] as const] : [];
  const onI2c2 = chips.frontEnd ? [[FRONT_END_ADDRESS, chips.frontEnd] as const] : [];
  const buses = {
    I2C1: createI2c(new Map(onI2c1), interpreter, toDevice),
    I2C2: createI2c(new Map(onI2c2), interpreter, toDevice),
  };
  return kind.imuOn === 'puck' ? { ...buses, Puck: createPuckObject(chips.imu, interpreter, toDevice) } : buses;
}

/** Everything of the chip that a reset clears. */
interface Core {
  readonly interpreter: Interpreter;
  readonly pins: DevicePins;
  readonly radio: DeviceRadio;
  readonly globals: Record<string, unknown>;
  /** Seconds of the device's own clock since it started. */
  deviceSeconds(): number;
  reset(): void;
}

function createCore(
  plan: BoardPlan,
  kind: BoardKind,
  pins: ReadonlyMap<string, SimulatedPin>,
  clockRatio: number,
  interpreter: Interpreter,
): Core {
  const { clock } = plan;
  let startedMs = clock.nowMs();
  const deviceSeconds = (): number => ((interpreter.nowMs() - startedMs) / 1000) * clockRatio;
  const timers = createDeviceTimers(clock, interpreter, clockRatio);
  const devicePins = createDevicePins(pins, clock, interpreter, deviceSeconds);
  const radio = createDeviceRadio(plan.radio, kind.payloadBytes, clock, interpreter);
  const builtIns = createModules(plan.flash, interpreter, kind.hasCcm);
  return {
    interpreter,
    pins: devicePins,
    radio,
    globals: { ...timers.globals, ...devicePins.globals, ...radio.globals, require: builtIns },
    deviceSeconds,
    reset: () => {
      timers.clear();
      devicePins.clear();
      radio.clear();
      interpreter.clear();
      releaseAll(pins, clock.nowMs());
      startedMs = clock.nowMs();
    },
  };
}

/** A band that does not exist: fake peripherals at register level, and the built firmware on them. It starts at once. */
export function createBoard(plan: BoardPlan): SimulatedBoard {
  const { clock } = plan;
  const kind: BoardKind = typeof plan.board === 'string' ? BOARD_KINDS[plan.board] : plan.board;
  const random = seededRandom(plan.seed);
  const oscillators = drawOscillators(plan, random.fork('oscillators'));
  const batteryPercent = (): number => plan.batteryPercent?.(clock.nowMs()) ?? 90;
  const printed: string[] = [];
  const resets: Reset[] = [];
  const chips = createChips(plan, oscillators.imuPpm);
  const pins = wirePins(kind, chips.frontEnd, batteryPercent);
  const interpreter = createInterpreter(clock, random.fork('interpreter'), (error) =>
    printed.push(`Uncaught ${error}`),
  );
  const core = createCore(plan, kind, pins, 1 + oscillators.crystalPpm * 1e-6, interpreter);
  const watchdog = createWatchdog(clock, () => reboot('watchdog'));
  const services: DeviceServices = {
    environment: kind.environment,
    serial: `sim-${typeof plan.board === 'string' ? plan.board : 'other'}-${plan.seed}`,
    deviceSeconds: core.deviceSeconds,
    batteryPercent,
    enableWatchdog: (timeoutS) => watchdog.enable(timeoutS * 1000),
    kickWatchdog: () => watchdog.kick(interpreter.nowMs()),
    print: (text) => printed.push(text),
  };
  const hardwareRandom = random.fork('hardware');
  const globals = (toDevice: ToDevice): Record<string, unknown> => ({
    ...core.globals,
    ...busGlobals(kind, chips, interpreter, toDevice),
  });
  const start = (): void => createDeviceWorld(globals, services, interpreter, hardwareRandom).run(plan.bundle);
  const reboot = (cause: ResetCause): void => {
    resets.push({ atMs: clock.nowMs(), cause });
    watchdog.disable();
    core.reset();
    chips.frontEnd?.powerUp(clock.nowMs());
    interpreter.stall(BOOT_MS);
    interpreter.enqueue(start, 'event');
  };
  reboot('power');
  return { ...boardHandles(plan, kind, core, chips), reboot, resets, console: printed, ...oscillators };
}

function boardHandles(
  { clock }: BoardPlan,
  kind: BoardKind,
  { interpreter, pins, radio }: Core,
  { frontEnd }: Chips,
): Omit<SimulatedBoard, 'reboot' | 'resets' | 'console' | keyof Oscillators> {
  const poweredMs = clock.nowMs();
  return {
    payloadBytes: kind.payloadBytes,
    pressButton: () => {
      pins.setInput(kind.buttonPin, true);
      clock.after(PRESS_MS, () => pins.setInput(kind.buttonPin, false));
    },
    connect: radio.connect,
    disconnect: () => radio.disconnect(REMOTE_ENDED),
    write: radio.write,
    read: radio.read,
    stall: interpreter.stall,
    currentUa: () => {
      frontEnd?.advanceTo(clock.nowMs());
      return frontEnd?.history.currentUaAt(clock.nowMs()) ?? 0;
    },
    output: frontEnd?.history ?? null,
    frontEndFaults: frontEnd?.faults ?? null,
    load: () => interpreter.busyMs() / Math.max(1, clock.nowMs() - poweredMs),
  };
}

import type { Channel } from '../../protocol/link.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { seededRandom } from '../random.ts';
import { BOARD_KINDS, type BoardKind, type BoardName } from './board-kinds.ts';
import { createI2c, createPuckObject } from './device-buses.ts';
import { createModules } from './device-modules.ts';
import { createDevicePins } from './device-pins.ts';
import { createDeviceRadio, type RadioPort } from './device-radio.ts';
import { createDeviceTimers } from './device-timers.ts';
import { createDeviceWorld } from './device-world.ts';
import type { SimulatedFlash } from './flash.ts';
import { createFrontEndModel, type FrontEndFaults, type SkinLoad } from './front-end-model.ts';
import { createInterpreter } from './interpreter.ts';
import { BOOT_MS } from './interpreter-cost.ts';
import { createLsm6ds3Model, type ImuSource } from './lsm6ds3-model.ts';
import type { OutputHistory } from './output-history.ts';
import { createPins, releaseAll, type SimulatedPin } from './pins.ts';
import type { RegisterDevice } from './register-device.ts';
import { createWatchdog } from './watchdog.ts';

export type ResetCause = 'power' | 'watchdog' | 'brown-out' | 'software';

export interface BoardPlan {
  /** Text of a built firmware bundle. */
  readonly bundle: string;
  readonly board: BoardName;
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
  readonly resets: readonly { readonly atMs: number; readonly cause: ResetCause }[];
  /** Uncaught errors and console output of the firmware. */
  readonly console: readonly string[];
  /** Part of the time since power-up that the interpreter worked. */
  load(): number;
  readonly crystalPpm: number;
  readonly imuPpm: number;
}

const PRESS_MS = 80;
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
  readonly frontEnd: ReturnType<typeof createFrontEndModel> | undefined;
}

function wireFrontEnd(pins: ReadonlyMap<string, SimulatedPin>, kind: BoardKind, frontEnd: Chips['frontEnd']): void {
  if (!frontEnd || !kind.enablePin || !kind.kickPin) return;
  pins.get(kind.enablePin)!.onChange = (level, tMs) => frontEnd.setEnable(level, tMs);
  pins.get(kind.kickPin)!.onChange = (_, tMs) => frontEnd.kick(tMs);
}

/** A band that does not exist: fake peripherals at register level, and the built firmware on them. It starts at once. */
export function createBoard(plan: BoardPlan): SimulatedBoard {
  const { clock } = plan;
  const kind = BOARD_KINDS[plan.board];
  const random = seededRandom(plan.seed);
  const errors = random.fork('oscillators');
  const crystalPpm = plan.crystalPpm ?? errors.uniform(-CRYSTAL_PPM, CRYSTAL_PPM);
  const imuPpm = plan.imuPpm ?? errors.uniform(-IMU_PPM, IMU_PPM);
  const clockRatio = 1 + crystalPpm * 1e-6;
  const batteryPercent = (): number => plan.batteryPercent?.(clock.nowMs()) ?? 90;

  const printed: string[] = [];
  const resets: { atMs: number; cause: ResetCause }[] = [];
  const chips: Chips = {
    imu: plan.imu && createLsm6ds3Model(plan.imu, imuPpm),
    frontEnd: plan.skin && createFrontEndModel(plan.skin),
  };
  const pins = createPins(PIN_NAMES);
  wireFrontEnd(pins, kind, chips.frontEnd);
  if (kind.batteryPin) pins.get(kind.batteryPin)!.analog = () => batteryLevel(batteryPercent());

  let bootedMs = clock.nowMs();
  const interpreter = createInterpreter(clock, random.fork('interpreter'), (error) =>
    printed.push(`Uncaught ${error}`),
  );
  const deviceSeconds = (): number => ((interpreter.nowMs() - bootedMs) / 1000) * clockRatio;
  const timers = createDeviceTimers(clock, interpreter, clockRatio);
  const devicePins = createDevicePins(pins, clock, interpreter, deviceSeconds);
  const radio = createDeviceRadio(plan.radio, kind.payloadBytes, clock, interpreter);
  const watchdog = createWatchdog(clock, () => reboot('watchdog'));
  const hardwareRandom = random.fork('hardware');

  const globals = (toDevice: (bytes: Uint8Array) => Uint8Array): Record<string, unknown> => ({
    ...timers.globals,
    ...devicePins.globals,
    ...radio.globals,
    require: createModules(plan.flash, interpreter, kind.hasCcm),
    I2C1: createI2c(
      new Map(kind.imuOn === 'I2C1' && chips.imu ? [[IMU_ADDRESS, chips.imu]] : []),
      interpreter,
      toDevice,
    ),
    I2C2: createI2c(new Map(chips.frontEnd ? [[FRONT_END_ADDRESS, chips.frontEnd]] : []), interpreter, toDevice),
    ...(kind.imuOn === 'puck' ? { Puck: createPuckObject(chips.imu, interpreter, toDevice) } : {}),
  });
  const start = (): void => {
    const world = createDeviceWorld(
      globals,
      {
        environment: kind.environment,
        serial: `sim-${plan.board}-${plan.seed}`,
        deviceSeconds,
        batteryPercent,
        enableWatchdog: (timeoutS) => watchdog.enable(timeoutS * 1000),
        kickWatchdog: () => watchdog.kick(interpreter.nowMs()),
        print: (text) => printed.push(text),
      },
      interpreter,
      hardwareRandom,
    );
    world.run(plan.bundle);
  };
  const reboot = (cause: ResetCause): void => {
    resets.push({ atMs: clock.nowMs(), cause });
    watchdog.disable();
    timers.clear();
    devicePins.clear();
    radio.clear();
    interpreter.clear();
    releaseAll(pins, clock.nowMs());
    chips.frontEnd?.powerUp(clock.nowMs());
    bootedMs = clock.nowMs();
    interpreter.stall(BOOT_MS);
    interpreter.enqueue(start, 'event');
  };
  reboot('power');

  return {
    payloadBytes: kind.payloadBytes,
    reboot,
    pressButton: () => {
      devicePins.setInput(kind.buttonPin, true);
      clock.after(PRESS_MS, () => devicePins.setInput(kind.buttonPin, false));
    },
    connect: radio.connect,
    disconnect: () => radio.disconnect(19),
    write: radio.write,
    read: radio.read,
    stall: (durationMs) => interpreter.stall(durationMs),
    currentUa: () => {
      chips.frontEnd?.advanceTo(clock.nowMs());
      return chips.frontEnd?.history.currentUaAt(clock.nowMs()) ?? 0;
    },
    output: chips.frontEnd?.history ?? null,
    frontEndFaults: chips.frontEnd?.faults ?? null,
    resets,
    console: printed,
    load: () => interpreter.busyMs() / Math.max(1, clock.nowMs() - resets[0]!.atMs),
    crystalPpm,
    imuPpm,
  };
}

import type { Channel } from '../../protocol/link.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { type Random, seededRandom } from '../random.ts';
import { type BoardFaults, createBoardFaults } from './board-faults.ts';
import { BOARD_KINDS, type BoardKind, type BoardName } from './board-kinds.ts';
import { type Core, createCore } from './device-core.ts';
import type { RadioPort, RadioSettings } from './device-radio.ts';
import { createDeviceWorld, type DeviceServices, type DeviceWorld } from './device-world.ts';
import type { SimulatedFlash } from './flash.ts';
import type { FrontEndFaults, SkinLoad } from './front-end-model.ts';
import { createInterpreter } from './interpreter.ts';
import { BOOT_MS } from './interpreter-cost.ts';
import type { ImuSource } from './lsm6ds3-model.ts';
import type { OutputHistory } from './output-history.ts';
import type { SimulatedPin } from './pins.ts';
import { createPowerFaults, type PowerFaults } from './power-faults.ts';
import { createWatchdog } from './watchdog.ts';
import { busGlobals, type Chips, createChips, wirePins } from './wiring.ts';

export type ResetCause = 'power' | 'watchdog' | 'brown-out' | 'software';

export interface Reset {
  readonly atMs: number;
  readonly cause: ResetCause;
}

export interface BoardPlan {
  /** Text of a built firmware bundle: what runs where the flash has no `.bootcde`. */
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
  /** Work costs no time: for those who compare two builds of one firmware. */
  readonly isEffortless?: boolean;
  /** Called at each start with the code that runs and everything that it may use; what it returns is used instead. */
  readonly watch?: (code: string, globals: Record<string, unknown>) => Record<string, unknown>;
}

export interface SimulatedBoard {
  /** Of its chip: no other board has it. */
  readonly serial: string;
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
  /** Everything that may be broken or done to it from outside. */
  readonly faults: BoardFaults;
  readonly resets: readonly Reset[];
  /** What the interpreter's console would answer; undefined before the firmware has started. */
  evaluate(expression: string): unknown;
  /** Uncaught errors and console output of the firmware. */
  readonly console: readonly string[];
  /** Whether who has a cable, or the Nordic UART, reaches the interpreter. */
  isConsoleOpen(): boolean;
  /** What the firmware asked the radio for. */
  readonly radio: RadioSettings;
  /** A lamp, for those who watch it. */
  pin(name: string): SimulatedPin;
  /** Part of the time since power-up that the interpreter worked. */
  load(): number;
  readonly crystalPpm: number;
  readonly imuPpm: number;
}

/** What an Espruino runs at its start. */
const BOOT_CODE = '.bootcde';
/** Bits of RESETREAS: they add up until power is gone. */
const REASON_BITS: Readonly<Record<ResetCause, number>> = { power: 0, 'brown-out': 0, watchdog: 2, software: 4 };
const PRESS_MS = 80;
/** BLE_HCI_REMOTE_USER_TERMINATED_CONNECTION */
const REMOTE_ENDED = 19;
/** Crystals of such boards keep to 20 ppm; the IMU's own oscillator is percents off (both: data sheets). */
const CRYSTAL_PPM = 20;
const IMU_PPM = 15_000;

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

const serialOf = ({ board, seed }: BoardPlan): string => `sim-${typeof board === 'string' ? board : 'other'}-${seed}`;

type ToDevice = (bytes: Uint8Array) => Uint8Array;

/** A band that does not exist: fake peripherals at register level, and the built firmware on them. It starts at once. */
export function createBoard(plan: BoardPlan): SimulatedBoard {
  const { clock } = plan;
  const kind: BoardKind = typeof plan.board === 'string' ? BOARD_KINDS[plan.board] : plan.board;
  const random = seededRandom(plan.seed);
  const oscillators = drawOscillators(plan, random.fork('oscillators'));
  const power = createPowerFaults((level) => kind.chargingPin && core.holdInput(kind.chargingPin, level));
  const batteryPercent = (): number => power.batteryPercent ?? plan.batteryPercent?.(clock.nowMs()) ?? 90;
  const printed: string[] = [];
  let reasons = 0;
  let isConsoleOpen = true;
  const resets: Reset[] = [];
  const chips = createChips(kind, plan, oscillators.imuPpm, random.fork('bus'));
  const pins = wirePins(kind, chips.frontEnd, batteryPercent);
  const interpreter = createInterpreter(
    clock,
    random.fork('interpreter'),
    (error) => printed.push(`Uncaught ${error}`),
    plan.isEffortless,
  );
  const core = createCore({ ...plan, kind, pins, clockRatio: 1 + oscillators.crystalPpm * 1e-6, interpreter });
  const watchdog = createWatchdog(clock, () => reboot('watchdog'));
  const services: DeviceServices = {
    environment: kind.environment,
    serial: serialOf(plan),
    deviceSeconds: core.deviceSeconds,
    batteryPercent,
    temperatureC: () => power.temperatureC,
    enableWatchdog: (timeoutS) => watchdog.enable(timeoutS * 1000),
    kickWatchdog: () => watchdog.kick(interpreter.nowMs()),
    print: (text) => printed.push(text),
    reboot: () => reboot('software'),
    resetReasons: () => reasons,
    closeConsole: () => {
      isConsoleOpen = false;
    },
  };
  const hardwareRandom = random.fork('hardware');
  const globals = (toDevice: ToDevice): Record<string, unknown> => ({
    ...core.globals,
    ...busGlobals(kind, chips, interpreter, toDevice),
  });
  let world: DeviceWorld | undefined;
  const start = (): void => {
    plan.flash.powerUp();
    const code = plan.flash.read(BOOT_CODE) ?? plan.bundle;
    const watch = plan.watch;
    const watched = watch ? { ...services, watched: (all: Record<string, unknown>) => watch(code, all) } : services;
    world = createDeviceWorld(globals, watched, interpreter, hardwareRandom);
    world.run(code);
  };
  const evaluate = (expression: string): unknown => world?.evaluate(expression);
  const reboot = (cause: ResetCause): void => {
    resets.push({ atMs: clock.nowMs(), cause });
    reasons = REASON_BITS[cause] && reasons | REASON_BITS[cause];
    isConsoleOpen = true;
    watchdog.disable();
    core.reset();
    chips.frontEnd?.powerUp(clock.nowMs());
    interpreter.stall(BOOT_MS);
    interpreter.enqueue(start, 'event');
  };
  reboot('power');
  const faults = boardFaults(plan, kind, core, chips, power, () => reboot('brown-out'));
  return {
    ...boardHandles(plan, kind, core, chips),
    reboot,
    resets,
    evaluate,
    console: printed,
    isConsoleOpen: () => isConsoleOpen,
    faults,
    ...oscillators,
  };
}

function boardFaults(
  { clock, flash }: BoardPlan,
  kind: BoardKind,
  core: Core,
  { frontEnd, skinFaults }: Chips,
  power: PowerFaults,
  reset: () => void,
): BoardFaults {
  const uptodate = <T>(part: T | undefined): T | null => {
    frontEnd?.advanceTo(clock.nowMs());
    return part ?? null;
  };
  return createBoardFaults({
    clock,
    flash,
    power,
    frontEnd: () => uptodate(frontEnd?.faults),
    skin: () => uptodate(skinFaults),
    reset,
    jumpClock: core.jumpClock,
    setButton: (held) => core.holdInput(kind.buttonPin, held),
    stall: core.interpreter.stall,
  });
}

function boardHandles(
  plan: BoardPlan,
  kind: BoardKind,
  { interpreter, pins, radio }: Core,
  { frontEnd }: Chips,
): Omit<SimulatedBoard, 'reboot' | 'resets' | 'evaluate' | 'console' | 'isConsoleOpen' | 'faults' | keyof Oscillators> {
  const { clock } = plan;
  const poweredMs = clock.nowMs();
  return {
    serial: serialOf(plan),
    payloadBytes: kind.payloadBytes,
    radio: radio.settings,
    pin: (name) => pins.pin(name),
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

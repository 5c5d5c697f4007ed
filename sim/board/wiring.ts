import type { Random } from '../random.ts';
import type { BoardKind } from './board-kinds.ts';
import { createI2c, createImuObject } from './device-buses.ts';
import { faultySkin, type SkinFaults } from './faulty-skin.ts';
import { createFrontEndModel, type FrontEndModel, type SkinLoad } from './front-end-model.ts';
import type { Interpreter } from './interpreter.ts';
import { createKx023Model } from './kx023-model.ts';
import { createLsm6ds3Model, type ImuSource } from './lsm6ds3-model.ts';
import { createLsm6dsoModel } from './lsm6dso-model.ts';
import { onNoisyBus } from './noisy-bus.ts';
import { createPins, type SimulatedPin } from './pins.ts';
import type { RegisterDevice } from './register-device.ts';

export interface Chips {
  readonly imu: RegisterDevice | undefined;
  readonly frontEnd: FrontEndModel | undefined;
  /** The front-end as the bus reaches it. */
  readonly frontEndOnBus: RegisterDevice | undefined;
  readonly skinFaults: SkinFaults | undefined;
}

const IMU_MODELS = { lsm6ds3: createLsm6ds3Model, lsm6dso: createLsm6dsoModel, kx023: createKx023Model };
const FRONT_END_ADDRESS = 0x42;
const PIN_NAMES = [...Array.from({ length: 48 }, (_, i) => `D${i}`), 'BTN1', 'LED1', 'LED2', 'LED3'];
/** Empty and full cell behind the XIAO's divider (1 M over 510 k), as part of 3.3 V. */
const batteryLevel = (percent: number): number => ((3.3 + 0.009 * percent) * (0.51 / 1.51)) / 3.3;

/** @param kind which IMU
 * @param imuPpm error of the IMU's own oscillator */
export function createChips(
  kind: BoardKind,
  parts: { readonly imu?: ImuSource; readonly skin?: SkinLoad },
  imuPpm: number,
  random: Random,
): Chips {
  const skin = parts.skin && faultySkin(parts.skin);
  const frontEnd = skin && createFrontEndModel(skin);
  return {
    imu: parts.imu && IMU_MODELS[kind.imu](parts.imu, imuPpm),
    frontEnd,
    frontEndOnBus: frontEnd && onNoisyBus(frontEnd, frontEnd.faults, random),
    skinFaults: skin?.faults,
  };
}

export function wirePins(
  kind: BoardKind,
  frontEnd: Chips['frontEnd'],
  batteryPercent: () => number,
): Map<string, SimulatedPin> {
  const pins = createPins(PIN_NAMES);
  pins.set('BTN1', pins.get(kind.buttonPin)!);
  if (kind.batteryPin) pins.get(kind.batteryPin)!.analog = () => batteryLevel(batteryPercent());
  if (frontEnd && kind.enablePin && kind.kickPin) {
    pins.get(kind.enablePin)!.onChange = (level, tMs) => frontEnd.setEnable(level, tMs);
    pins.get(kind.kickPin)!.onChange = (_, tMs) => frontEnd.kick(tMs);
    pins.get(kind.buttonPin)!.onChange = (level, tMs) => frontEnd.setStop(level, tMs);
  }
  return pins;
}

type ToDevice = (bytes: Uint8Array) => Uint8Array;

/** The chips as the firmware reaches them. */
export function busGlobals(
  kind: BoardKind,
  chips: Chips,
  interpreter: Interpreter,
  toDevice: ToDevice,
): Record<string, unknown> {
  const onI2c1 = typeof kind.imuOn === 'number' && chips.imu ? [[kind.imuOn, chips.imu] as const] : [];
  const onI2c2 = chips.frontEndOnBus ? [[FRONT_END_ADDRESS, chips.frontEndOnBus] as const] : [];
  const buses = {
    I2C1: createI2c(new Map(onI2c1), interpreter, toDevice),
    I2C2: createI2c(new Map(onI2c2), interpreter, toDevice),
  };
  if (typeof kind.imuOn === 'number') return buses;
  return { ...buses, [kind.imuOn]: createImuObject(chips.imu, interpreter, toDevice) };
}

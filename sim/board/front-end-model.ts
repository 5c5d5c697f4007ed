import type { FrontEndFaults } from './front-end-faults.ts';
import { judgeAmplitude } from './front-end-guard.ts';
import { readPattern } from './front-end-pattern.ts';
import * as map from './front-end-registers.ts';
import type { OutputHistory } from './output-history.ts';
import { createOutputStage, type OutputStage, type SkinLoad } from './output-stage.ts';
import type { RegisterDevice } from './register-device.ts';

export type { FrontEndFaults } from './front-end-faults.ts';
export type { SkinLoad } from './output-stage.ts';

export interface FrontEndModel extends RegisterDevice {
  setEnable(level: boolean, tMs: number): void;
  kick(tMs: number): void;
  /** The button's own line: output off while it is down, and afterwards until a new start. */
  setStop(pressed: boolean, tMs: number): void;
  /** Reset of the chip itself: power came. */
  powerUp(tMs: number): void;
  readonly faults: FrontEndFaults;
  readonly history: OutputHistory;
  advanceTo(tMs: number): void;
}

const SELF_TEST_MS = 3;
const OPEN_OHM = 65535;

const timedOut = (): never => {
  throw new Error('I2C Error: timed out');
};

function put(registers: Uint8Array, register: number, value: number, bytes: number): void {
  const most = 256 ** bytes - 1;
  const whole = Math.max(0, Math.min(most, Math.round(value)));
  for (let i = 0; i < bytes; i++) registers[register + i] = Math.floor(whole / 256 ** i) & 255;
}

function selfTestResult(faults: FrontEndFaults): number {
  return (
    map.TEST_DONE |
    (faults.stuckOnUa === 0 && faults.offsetUa === 0 ? map.TEST_ZERO : 0) |
    (faults.oneShotBroken ? 0 : map.TEST_ONE_SHOT) |
    (faults.comparatorBroken ? 0 : map.TEST_COMPARATOR)
  );
}

/** What the front-end measures, into its registers. */
function refresh(registers: Uint8Array, stage: OutputStage, skin: SkinLoad, tMs: number): void {
  const { settings, faults } = stage;
  const { netNc, absoluteNc } = stage.charges(tMs);
  const isClosed = skin.contact(tMs);
  registers[map.STATUS] = settings.latched | (isClosed ? map.CONTACT : 0);
  const isEnabled = settings.line || faults.enableBroken;
  registers[map.CONTROL] = (settings.running ? map.RUN : 0) | (isEnabled ? map.ENABLED : 0);
  registers[map.HELD] = settings.held;
  put(registers, map.AMPLITUDE, settings.amplitudeCounts, 2);
  put(registers, map.READBACK, (stage.flowsUa(tMs) * faults.readbackGain) / map.UA_PER_COUNT, 2);
  put(registers, map.IMPEDANCE, isClosed ? skin.impedanceOhm(tMs) : OPEN_OHM, 2);
  put(registers, map.NET_CHARGE, netNc, 2);
  put(registers, map.ABSOLUTE_CHARGE, absoluteNc, 3);
  put(registers, map.TEMPERATURE, faults.temperatureC * 2, 1);
  put(registers, map.PULSES, stage.history.pulses(), 4);
}

/** What a write asks for, as far as the hardware takes it. */
function createIntake(registers: Uint8Array, stage: OutputStage, runSelfTest: () => void) {
  const { settings } = stage;
  const control = (value: number): void => {
    if ((value & map.RUN) === 0) stage.stop(0);
    else if (stage.isPermitted() && !settings.running) {
      // A start is a decision: from zero, and with a pattern that may be delivered.
      if (settings.amplitudeCounts > 0 || !settings.pattern.sane) stage.stop(map.BAD_SETTING);
      else settings.running = true;
    }
  };
  const setAmplitude = (counts: number): void => {
    const flaw = judgeAmplitude(settings.amplitudeCounts, counts);
    if (flaw) stage.stop(flaw);
    else if (settings.latched === 0) settings.amplitudeCounts = counts;
  };
  const release = (flags: number): void => {
    if (!settings.line) settings.held &= ~flags;
  };
  const store = (register: number, value: number): void => {
    const isPattern = register >= map.PHASE_US && register < map.TIMING_END;
    const isTable = register === map.SEGMENTS || register >= map.TABLE;
    if ((isPattern || isTable) && !settings.running) registers[register] = value;
  };
  return (register: number, values: readonly number[]): void => {
    if (register === map.AMPLITUDE && values.length >= 2) setAmplitude(values[0]! | (values[1]! << 8));
    values.forEach((value, i) => {
      if (register + i === map.CONTROL) control(value);
      else if (register + i === map.SELF_TEST) runSelfTest();
      else if (register + i === map.HELD) release(value);
      else store(register + i, value);
    });
    settings.pattern = readPattern(registers);
  };
}

/**
 * A hardware-timed stimulator: it makes the pulses and keeps its promises without any JavaScript. Constant current behind
 * a capacitor; output only while ENABLE is high, the kick line has edges and no fault is latched.
 */
export function createFrontEndModel(skin: SkinLoad): FrontEndModel {
  const registers = new Uint8Array(map.REGISTERS);
  const stage = createOutputStage(skin, readPattern(registers));
  const { settings, faults } = stage;
  let testedAtMs = Number.NaN;
  let atMs = 0;
  const take = createIntake(registers, stage, () => {
    if (settings.running) return;
    testedAtMs = atMs;
    registers[map.SELF_TEST] = 0;
  });
  return {
    faults,
    history: stage.history,
    advanceTo: stage.advanceTo,
    setEnable: (level, tMs) => {
      stage.advanceTo(tMs);
      settings.line = level;
      // Falling ENABLE clears the latches: a new start is a new decision, and the kick line must be alive first.
      if (!level && !faults.enableBroken) {
        settings.latched = 0;
        stage.stop(0);
        stage.forgetGuards(tMs);
      }
      stage.note(tMs);
    },
    kick: (tMs) => {
      stage.advanceTo(tMs);
      stage.kick(tMs);
    },
    setStop: (pressed, tMs) => {
      stage.advanceTo(tMs);
      settings.pressed = pressed;
      if (pressed && !faults.stopLineBroken) stage.stop(0);
      stage.note(tMs);
    },
    powerUp: (tMs) => {
      stage.advanceTo(tMs);
      registers.fill(0);
      registers[map.IDENTITY] = map.IDENTITY_VALUE;
      registers[map.REVISION] = map.REVISION_VALUE;
      testedAtMs = Number.NaN;
      settings.latched = 0;
      stage.stop(0);
      settings.pattern = readPattern(registers);
      stage.note(tMs);
    },
    read: (register, quantity, tMs) => {
      if (faults.busDead) timedOut();
      stage.advanceTo(tMs);
      refresh(registers, stage, skin, tMs);
      if (tMs >= testedAtMs + SELF_TEST_MS) registers[map.SELF_TEST] = selfTestResult(faults);
      return registers.slice(register, register + quantity);
    },
    write: (register, values, tMs) => {
      if (faults.busDead) timedOut();
      stage.advanceTo(tMs);
      atMs = tMs;
      take(register, values);
      stage.note(tMs);
    },
  };
}

import { createOutputHistory, type OutputHistory } from './output-history.ts';
import type { RegisterDevice } from './register-device.ts';

/** The skin under the pads, as the output stage meets it. */
export interface SkinLoad {
  impedanceOhm(tMs: number): number;
  contact(tMs: number): boolean;
}

/** What may be broken in the front-end; all of it may change while it runs. */
export interface FrontEndFaults {
  /** Delivered over asked-for current. */
  gain: number;
  /** A driver that conducts although nothing was asked for; the hardware's own monitor is to catch it. */
  stuckOnUa: number;
  /** The bus answers nothing any more. */
  busDead: boolean;
}

export interface FrontEndModel extends RegisterDevice {
  setEnable(level: boolean, tMs: number): void;
  kick(tMs: number): void;
  /** Reset of the chip itself: power came. */
  powerUp(tMs: number): void;
  readonly faults: FrontEndFaults;
  readonly history: OutputHistory;
  advanceTo(tMs: number): void;
}

/** Registers of firmware/stimulator/front-end.ts; 16-bit ones are little endian, currents in 10 uA. */
const STATUS = 0x02;
const CONTROL = 0x03;
const AMPLITUDE = 0x04;
const PHASE_US = 0x06;
const RATE_MHZ = 0x08;
const READBACK = 0x0c;
const IMPEDANCE = 0x0e;
const PULSES = 0x10;
const REGISTERS = 0x20;

const OUTPUT_ON = 1;
const CONTACT = 2;
const KICK_EXPIRED = 4;
const LEAD_OFF = 8;
const STUCK_PHASE = 16;
const LATCHED = KICK_EXPIRED | LEAD_OFF | STUCK_PHASE;

/** Output falls to zero by itself this long after the last edge of the kick line. */
const KICK_TIMEOUT_MS = 150;
/** A phase that lasts longer is cut off by the one-shot, and the high voltage with it. */
const ONE_SHOT_MS = 1;
/** Two pulses without current at the usual rates. */
const LEAD_OFF_MS = 20;
const STEP_MS = 5;
const PHASE_CAP_US = 500;
const OPEN_OHM = 65535;
/** The converter gives no more volts than this: the current falls short on a high impedance. */
const COMPLIANCE_V = 120;
const UA_PER_COUNT = 10;

/**
 * A hardware-timed stimulator: it makes the pulses and keeps its promises without any JavaScript. Symmetric biphasic
 * constant current behind a capacitor; output only while ENABLE is high, the kick line has edges and no fault is latched.
 */
export function createFrontEndModel(skin: SkinLoad): FrontEndModel {
  const registers = new Uint8Array(REGISTERS);
  const faults: FrontEndFaults = { gain: 1, stuckOnUa: 0, busDead: false };
  const history = createOutputHistory();
  let enabled = false;
  let lastKickMs = Number.NEGATIVE_INFINITY;
  let openSinceMs = Number.POSITIVE_INFINITY;
  let stuckSinceMs = Number.POSITIVE_INFINITY;
  let atMs = 0;
  let pulses = 0;

  const word = (register: number): number => registers[register]! | (registers[register + 1]! << 8);
  const setWord = (register: number, value: number): void => {
    registers[register] = value & 255;
    registers[register + 1] = (value >> 8) & 255;
  };
  const rateHz = (): number => (word(RATE_MHZ) | (registers[RATE_MHZ + 2]! << 16)) / 1000;
  const latch = (flag: number): void => {
    registers[STATUS]! |= flag;
    registers[CONTROL] = 0;
    setWord(AMPLITUDE, 0);
  };
  const mayDeliver = (): boolean => enabled && registers[CONTROL] === 1 && (registers[STATUS]! & LATCHED) === 0;
  const isPatternSane = (): boolean => word(PHASE_US) > 0 && word(PHASE_US) <= PHASE_CAP_US && rateHz() > 0;
  const askedUa = (): number => (mayDeliver() && isPatternSane() ? word(AMPLITUDE) * UA_PER_COUNT * faults.gain : 0);
  const outputUa = (tMs: number): number => {
    const askUa = Math.max(askedUa(), enabled && (registers[STATUS]! & LATCHED) === 0 ? faults.stuckOnUa : 0);
    return skin.contact(tMs) ? Math.min(askUa, (COMPLIANCE_V * 1e6) / skin.impedanceOhm(tMs)) : 0;
  };
  const watchLine = (tMs: number): void => {
    if (registers[CONTROL] === 1 && tMs - lastKickMs >= KICK_TIMEOUT_MS) latch(KICK_EXPIRED);
  };
  const watchPads = (tMs: number): void => {
    const isOpen = !skin.contact(tMs) && askedUa() > 0;
    openSinceMs = isOpen ? Math.min(openSinceMs, tMs) : Number.POSITIVE_INFINITY;
    if (tMs - openSinceMs >= LEAD_OFF_MS) latch(LEAD_OFF);
  };
  const watchPhase = (tMs: number): void => {
    const isStuck = faults.stuckOnUa > askedUa() && enabled;
    stuckSinceMs = isStuck ? Math.min(stuckSinceMs, tMs) : Number.POSITIVE_INFINITY;
    if (tMs - stuckSinceMs >= ONE_SHOT_MS) latch(STUCK_PHASE);
  };
  const step = (toMs: number): void => {
    watchLine(toMs);
    watchPads(toMs);
    watchPhase(toMs);
    const nowUa = outputUa(toMs);
    if (nowUa > 0) pulses += ((toMs - atMs) / 1000) * rateHz();
    history.note(toMs, nowUa, word(PHASE_US), rateHz());
    atMs = toMs;
  };
  const advanceTo = (tMs: number): void => {
    const stepMs = faults.stuckOnUa > 0 ? ONE_SHOT_MS : STEP_MS;
    while (enabled && atMs + stepMs < tMs) step(atMs + stepMs);
    if (tMs > atMs) step(tMs);
  };
  const refresh = (tMs: number): void => {
    const isClosed = skin.contact(tMs);
    const flags = (outputUa(tMs) > 0 ? OUTPUT_ON : 0) | (isClosed ? CONTACT : 0);
    registers[STATUS] = (registers[STATUS]! & LATCHED) | flags;
    setWord(READBACK, Math.round(outputUa(tMs) / UA_PER_COUNT));
    setWord(IMPEDANCE, isClosed ? Math.min(OPEN_OHM, Math.round(skin.impedanceOhm(tMs))) : OPEN_OHM);
    setWord(PULSES, Math.floor(pulses));
    setWord(PULSES + 2, Math.floor(pulses) >>> 16);
  };

  return {
    faults,
    history,
    advanceTo,
    setEnable: (level, tMs) => {
      advanceTo(tMs);
      enabled = level;
      // Falling ENABLE clears the latches: a new start is a new decision, and the kick line must be alive first.
      if (!level) {
        registers[STATUS]! &= ~LATCHED;
        registers[CONTROL] = 0;
        setWord(AMPLITUDE, 0);
      }
      history.note(tMs, outputUa(tMs), word(PHASE_US), rateHz());
    },
    kick: (tMs) => {
      advanceTo(tMs);
      lastKickMs = tMs;
    },
    powerUp: (tMs) => {
      advanceTo(tMs);
      registers.fill(0);
      registers[0] = 0x4c;
      registers[1] = 1;
      history.note(tMs, 0, 0, 0);
    },
    read: (register, quantity, tMs) => {
      if (faults.busDead) throw new Error('I2C Error: timed out');
      advanceTo(tMs);
      refresh(tMs);
      return registers.slice(register, register + quantity);
    },
    write: (register, values, tMs) => {
      if (faults.busDead) throw new Error('I2C Error: timed out');
      advanceTo(tMs);
      values.forEach((value, i) => {
        registers[register + i] = value;
      });
      history.note(tMs, outputUa(tMs), word(PHASE_US), rateHz());
    },
  };
}

import type { FrontEndPort } from '../boards/board.ts';

/**
 * Driver of the hardware-timed stimulator front-end: JavaScript sets amplitude, pattern and rate, and never times an edge.
 * Register map, and what the hardware must guarantee without any of this: README.md beside this file.
 */
const IDENTITY = 0x00;
const STATUS = 0x02;
const CONTROL = 0x03;
const AMPLITUDE = 0x04;
const PHASE_US = 0x06;
const CHARGES = 0x10;
const SELF_TEST = 0x1a;
const SEGMENTS = 0x1b;
const HELD = 0x1c;
const TABLE = 0x20;
const REPORT_BYTES = 14;
const CONDITION_BYTES = 6;
const SEGMENT_BYTES = 4;
const UA_PER_COUNT = 10;

const IDENTITY_VALUE = 0x4c;
const REVISION_VALUE = 3;
const RUN = 1;
const ENABLED = 2;
const TEST_DONE = 1;
const TEST_PASSED = 15;
/** The self-test takes 3 ms, and each question about it more than half of one. */
const TEST_POLLS = 12;

/** The pads are bridged. */
export const SHORT = 1;
export const CONTACT = 2;
export const KICK_EXPIRED = 4;
export const LEAD_OFF = 8;
export const STUCK_PHASE = 16;
export const OVER_CURRENT = 32;
export const OVER_TEMPERATURE = 64;
/** 128: a setting was refused. */

export interface FrontEnd {
  /**
   * Output on, at zero current. @param pattern as Command.pattern in wearable.proto; empty: symmetric.
   * @returns false, and nothing is on, when the settings do not read back.
   */
  on(phaseUs: number, rateMillihertz: number, pattern: Uint8Array): boolean;
  /** Output off and high voltage away: by the line first, which works even when the bus hangs. */
  off(): void;
  setCurrentUa(currentUa: number): void;
  /** Keeps the output alive for another 150 ms. */
  kick(): void;
  /** Registers 02 to 0F in one burst. @throws when the bus does not answer. */
  report(): Uint8Array;
  /** Registers 10 to 15: charges of the last second and temperature. @throws when the bus does not answer. */
  condition(): Uint8Array;
  /**
   * Latches that outlive ENABLE, a reset and a loss of power: STUCK_PHASE, OVER_CURRENT. Only service clears them.
   * @throws when the bus does not answer.
   */
  held(): number;
  /**
   * The right chip, which is off, reads back nothing, obeys the ENABLE line, and whose one-shot and comparator work on a
   * dummy load. Some 10 ms. @throws when the bus does not answer.
   */
  passesSelfTest(): boolean;
}

export function openFrontEnd(port: FrontEndPort): FrontEnd {
  const read = port.read;
  const kickPin = port.kick;
  const enablePin = port.enable;
  let kickLevel = false;

  /** Once more where it was not answered: one disturbed byte is no reason to end a session. */
  function send(bytes: number[] | Uint8Array): void {
    try {
      port.send(bytes);
    } catch {
      port.send(bytes);
    }
  }
  function kick(): void {
    kickLevel = !kickLevel;
    digitalWrite(kickPin, kickLevel);
  }
  function setCurrentUa(currentUa: number): void {
    const counts = Math.floor(currentUa / UA_PER_COUNT);
    send([AMPLITUDE, counts & 255, counts >> 8]);
  }
  function off(): void {
    digitalWrite(enablePin, 0);
    try {
      port.send([CONTROL, 0]);
    } catch {
      // The line alone suffices.
    }
  }
  /** @param bytes a register's address, then what it and the next ones are to hold */
  function settle(bytes: Uint8Array): boolean {
    const values = bytes.subarray(1);
    send(bytes);
    return E.CRC32(read(bytes[0], values.length)) === E.CRC32(values);
  }
  function settlePattern(pattern: Uint8Array): boolean {
    const bytes = new Uint8Array(pattern.length + 1);
    bytes[0] = TABLE;
    bytes.set(pattern, 1);
    return settle(new Uint8Array([SEGMENTS, pattern.length / SEGMENT_BYTES])) && (!pattern.length || settle(bytes));
  }
  function settleTiming(phaseUs: number, millihertz: number): boolean {
    const timing = [PHASE_US, phaseUs & 255, phaseUs >> 8, millihertz & 255, (millihertz >> 8) & 255, millihertz >> 16];
    return settle(new Uint8Array(timing));
  }
  function isRightChip(): boolean {
    const bytes = read(IDENTITY, 2);
    return bytes[0] === IDENTITY_VALUE && bytes[1] === REVISION_VALUE;
  }
  function obeysLine(): boolean {
    digitalWrite(enablePin, 1);
    const high = read(CONTROL, 1)[0];
    digitalWrite(enablePin, 0);
    return high === ENABLED && read(CONTROL, 1)[0] === 0;
  }
  function isSilent(): boolean {
    const bytes = read(STATUS, REPORT_BYTES);
    return bytes[10] === 0 && bytes[11] === 0;
  }
  function passesBuiltInTest(): boolean {
    let result = 0;
    send([SELF_TEST, 1]);
    for (let i = 0; i < TEST_POLLS && !(result & TEST_DONE); i++) result = read(SELF_TEST, 1)[0];
    return result === TEST_PASSED;
  }

  return {
    on(phaseUs, rateMillihertz, pattern) {
      if (!settleTiming(phaseUs, rateMillihertz) || !settlePattern(pattern)) return false;
      setCurrentUa(0);
      digitalWrite(enablePin, 1);
      kick();
      send([CONTROL, RUN]);
      return true;
    },
    off: off,
    setCurrentUa: setCurrentUa,
    kick: kick,
    report: () => read(STATUS, REPORT_BYTES),
    // A disturbed byte locks no band for good.
    held: () => read(HELD, 1)[0] & read(HELD, 1)[0],
    condition: () => read(CHARGES, CONDITION_BYTES),
    passesSelfTest() {
      off();
      return isRightChip() && obeysLine() && isSilent() && passesBuiltInTest();
    },
  };
}

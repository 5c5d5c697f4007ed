import type { FrontEndPort } from '../boards/board.ts';

/**
 * Driver of the hardware-timed stimulator front-end. It makes symmetric biphasic constant-current pulses by itself;
 * JavaScript sets amplitude, phase width and rate, and never times an edge. What the hardware must guarantee without it:
 * no output while ENABLE is low or the kick line had no edge for 150 ms, no phase above 500 us, no net charge (capacitor),
 * output off 1 ms into a stuck phase and 20 ms after a pad came off, each latched until ENABLE falls.
 *
 * Registers, little endian: 00 identity 0x4C; 02 status; 03 control (1 = output on); 04 amplitude, 2 bytes, 10 uA;
 * 06 phase, 2 bytes, us; 08 rate, 3 bytes, mHz; 0C current read back, 2 bytes, 10 uA; 0E impedance, 2 bytes, ohm.
 */
const STATUS = 0x02;
const CONTROL = 0x03;
const AMPLITUDE = 0x04;
const PHASE_US = 0x06;
const RATE_MILLIHERTZ = 0x08;
const IDENTITY = 0x4c;
const REPORT_BYTES = 14;
const UA_PER_COUNT = 10;

export const CONTACT = 2;
export const KICK_EXPIRED = 4;
export const LEAD_OFF = 8;
export const STUCK_PHASE = 16;

/** What the hardware says of itself, one burst read. */
export interface FrontEndReport {
  flags: number;
  currentUa: number;
  impedanceOhm: number;
}

export interface FrontEnd {
  isPresent(): boolean;
  /** Output on, at zero current. */
  on(phaseUs: number, rateMillihertz: number): void;
  /** Output off and high voltage away: by the line first, which works even when the bus hangs. */
  off(): void;
  setCurrentUa(currentUa: number): void;
  /** Keeps the output alive for another 150 ms. */
  kick(): void;
  /** The same object at each call. @throws when the bus does not answer. */
  report(): FrontEndReport;
}

export function openFrontEnd(port: FrontEndPort): FrontEnd {
  const bus = port.bus;
  const report: FrontEndReport = { flags: 0, currentUa: 0, impedanceOhm: 0 };
  let kickLevel = false;

  function writeBytes(register: number, value: number, bytes: number): void {
    for (let i = 0; i < bytes; i++) bus.write(register + i, (value >> (8 * i)) & 255);
  }
  function kick(): void {
    kickLevel = !kickLevel;
    digitalWrite(port.kick, kickLevel);
  }
  function setCurrentUa(currentUa: number): void {
    writeBytes(AMPLITUDE, Math.floor(currentUa / UA_PER_COUNT), 2);
  }

  return {
    isPresent: () => bus.read(0, 1)[0] === IDENTITY,
    on(phaseUs, rateMillihertz) {
      writeBytes(PHASE_US, phaseUs, 2);
      writeBytes(RATE_MILLIHERTZ, rateMillihertz, 3);
      setCurrentUa(0);
      digitalWrite(port.enable, 1);
      kick();
      bus.write(CONTROL, 1);
    },
    off() {
      digitalWrite(port.enable, 0);
      bus.write(CONTROL, 0);
    },
    setCurrentUa: setCurrentUa,
    kick: kick,
    report() {
      const bytes = bus.read(STATUS, REPORT_BYTES);
      report.flags = bytes[0];
      report.currentUa = (bytes[10] | (bytes[11] << 8)) * UA_PER_COUNT;
      report.impedanceOhm = bytes[12] | (bytes[13] << 8);
      return report;
    },
  };
}

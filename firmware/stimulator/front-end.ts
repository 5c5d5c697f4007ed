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
const REPORT_BYTES = 14;
const UA_PER_COUNT = 10;

export const CONTACT = 2;
export const KICK_EXPIRED = 4;
export const LEAD_OFF = 8;
export const STUCK_PHASE = 16;

export interface FrontEnd {
  /** Output on, at zero current. */
  on(phaseUs: number, rateMillihertz: number): void;
  /** Output off and high voltage away: by the line first, which works even when the bus hangs. */
  off(): void;
  setCurrentUa(currentUa: number): void;
  /** Keeps the output alive for another 150 ms. */
  kick(): void;
  /** Registers 02 to 0F in one burst. @throws when the bus does not answer. */
  report(): Uint8Array;
}

export function openFrontEnd(port: FrontEndPort): FrontEnd {
  const read = port.read;
  const send = port.send;
  const kickPin = port.kick;
  let kickLevel = false;

  function kick(): void {
    kickLevel = !kickLevel;
    digitalWrite(kickPin, kickLevel);
  }
  function setCurrentUa(currentUa: number): void {
    const counts = Math.floor(currentUa / UA_PER_COUNT);
    send([AMPLITUDE, counts & 255, counts >> 8]);
  }

  return {
    on(phaseUs, rateMillihertz) {
      send([
        PHASE_US,
        phaseUs & 255,
        phaseUs >> 8,
        rateMillihertz & 255,
        (rateMillihertz >> 8) & 255,
        rateMillihertz >> 16,
      ]);
      setCurrentUa(0);
      digitalWrite(port.enable, 1);
      kick();
      send([CONTROL, 1]);
    },
    off() {
      digitalWrite(port.enable, 0);
      try {
        send([CONTROL, 0]);
      } catch {
        // The line alone suffices.
      }
    },
    setCurrentUa: setCurrentUa,
    kick: kick,
    report: () => read(STATUS, REPORT_BYTES),
  };
}

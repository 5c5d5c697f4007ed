import { CONTACT, type FrontEnd, KICK_EXPIRED, LEAD_OFF, STUCK_PHASE } from './front-end.ts';

/** Between the two the pads are taken to be on skin. */
const IMPEDANCE_MIN_OHM = 100;
const IMPEDANCE_MAX_OHM = 10000;
/** Read-back and asked-for current may differ by the larger of 1 mA and 15 %. */
const TOLERANCE_UA = 1000;
const TOLERANCE = 0.15;
/** A pad that peels: impedance half as high again as the best of this session, for 200 ms. */
const PEEL = 1.5;
const PEEL_TICKS = 4;
/** Current that is not reached is put up with for 3 s. */
const SHORTFALL_TICKS = 60;
const LATCHED = KICK_EXPIRED | LEAD_OFF | STUCK_PHASE;

/** Judges what the hardware says of itself against what was asked of it. Every token of `look` is paid 20 times a second. */
export interface OutputMonitor {
  /** A new output begins. @param holdTicks ticks of one pulse period: read-back is that of the last pulse. */
  begin(holdTicks: number): void;
  /**
   * @returns '' when all is well; 'NO_CONTACT'; 'PAUSE' when a pad peels or the current was not reached for 3 s; or the name
   * of a fault, those of class A as in protocol/session-end.ts.
   * @throws when the bus hangs
   */
  look(askedUa: number): string;
  currentUa(): number;
  impedanceOhm(): number;
}

export function createOutputMonitor(frontEnd: FrontEnd): OutputMonitor {
  const report = frontEnd.report;
  let flags = 0;
  let readUa = 0;
  let ohm = 0;
  let leastUa = 0;
  let mostUa = TOLERANCE_UA;
  let recentUa = 0;
  let hold = 2;
  let holdLeft = 0;
  let peelOhm = IMPEDANCE_MAX_OHM;
  let peelTicks = 0;
  let shortTicks = 0;

  /** The most that was asked for within one pulse period, and what that allows to be read back. */
  function expect(askedUa: number): void {
    const slackUa = Math.max(TOLERANCE_UA, askedUa * TOLERANCE);
    recentUa = askedUa;
    mostUa = askedUa + slackUa;
    leastUa = askedUa - slackUa;
    holdLeft = hold;
  }
  function latchedFault(): string {
    if (flags & STUCK_PHASE) return 'STUCK_PHASE';
    return flags & KICK_EXPIRED ? 'KICK_EXPIRED' : 'NO_CONTACT';
  }
  function needsPause(): boolean {
    if (ohm * PEEL < peelOhm) peelOhm = ohm * PEEL;
    peelTicks = ohm > peelOhm ? peelTicks + 1 : 0;
    shortTicks = readUa < leastUa ? shortTicks + 1 : 0;
    return peelTicks >= PEEL_TICKS || shortTicks >= SHORTFALL_TICKS;
  }

  return {
    begin(holdTicks) {
      hold = holdTicks;
      peelOhm = IMPEDANCE_MAX_OHM;
      peelTicks = 0;
      shortTicks = 0;
    },
    look(askedUa) {
      const bytes = report();
      flags = bytes[0];
      readUa = (bytes[10] | (bytes[11] << 8)) * 10;
      ohm = bytes[12] | (bytes[13] << 8);
      if (askedUa > recentUa || --holdLeft < 0) expect(askedUa);
      if (readUa > mostUa) return recentUa ? 'OVER_CURRENT' : 'UNEXPECTED_OUTPUT';
      if (flags & LATCHED) return latchedFault();
      if (ohm < IMPEDANCE_MIN_OHM) return 'SHORT_CIRCUIT';
      if (ohm > IMPEDANCE_MAX_OHM || !(flags & CONTACT)) return 'NO_CONTACT';
      return askedUa && needsPause() ? 'PAUSE' : '';
    },
    currentUa: () => readUa,
    impedanceOhm: () => ohm,
  };
}

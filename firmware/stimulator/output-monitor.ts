import {
  CONTACT,
  type FrontEnd,
  KICK_EXPIRED,
  LEAD_OFF,
  OVER_CURRENT,
  OVER_TEMPERATURE,
  SHORT,
  STUCK_PHASE,
} from './front-end.ts';

/** Between the two the pads are taken to be on skin. */
const IMPEDANCE_MIN_OHM = 100;
const IMPEDANCE_MAX_OHM = 10000;
/** Read-back and asked-for current may differ by the larger of 1 mA and 15 %. */
const TOLERANCE_UA = 1000;
const TOLERANCE = 0.15;
/** A pad that peels: impedance half as high again as the best of this session, for 200 ms. */
const PEEL = 1.5;
const PEEL_LOOKS = 2;
/** Current that is not reached is put up with for 3 s, and rises no further meanwhile. */
const SHORTFALL_LOOKS = 26;

/** Judges what the hardware says of itself against what was asked of it. Every token of `look` is paid ten times a second. */
export interface OutputMonitor {
  /**
   * Output begins. @param holdLooks looks during one pulse period: read-back is that of the last pulse.
   * @param isAnew of another session: one that goes on after a pause is held to the contact that it had before
   */
  begin(holdLooks: number, isAnew: boolean): void;
  /**
   * @returns '' when all is well; 'NO_CONTACT'; 'PAUSE' when a pad peels or the current was not reached for 3 s; or the name
   * of a fault, those of class A as in protocol/session-end.ts. A bad verdict was found twice: a disturbed byte is none.
   * @throws when the bus hangs
   */
  look(askedUa: number): string;
  /** The current asked for is not reached: it must not rise. */
  isShort(): boolean;
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
  let bestOhm = IMPEDANCE_MAX_OHM;
  let peelOhm = IMPEDANCE_MAX_OHM;
  let peelLooks = 0;
  let shortLooks = 0;

  /** The most that was asked for within one pulse period, and what that allows to be read back. */
  function expect(askedUa: number): void {
    const slackUa = Math.max(TOLERANCE_UA, askedUa * TOLERANCE);
    recentUa = askedUa;
    mostUa = askedUa + slackUa;
    leastUa = askedUa - slackUa;
    holdLeft = hold;
  }
  function unasked(): string {
    return recentUa ? 'OVER_CURRENT' : 'UNEXPECTED_OUTPUT';
  }
  function trouble(): string {
    if (flags & STUCK_PHASE) return 'STUCK_PHASE';
    if (flags & OVER_CURRENT || readUa > mostUa) return unasked();
    if (flags & SHORT || ohm < IMPEDANCE_MIN_OHM) return 'SHORT_CIRCUIT';
    if (flags & LEAD_OFF || ohm > IMPEDANCE_MAX_OHM || !(flags & CONTACT)) return 'NO_CONTACT';
    if (flags & OVER_TEMPERATURE) return 'OVER_TEMPERATURE';
    return flags & KICK_EXPIRED ? 'KICK_EXPIRED' : 'BAD_SETTING';
  }
  function measure(): void {
    // Status and control are the first word.
    const words = new Uint16Array(report().buffer);
    flags = words[0] & 255;
    readUa = words[5] * 10;
    ohm = words[6];
  }
  function judge(askedUa: number): string {
    if (askedUa !== recentUa && (askedUa > recentUa || --holdLeft < 0)) expect(askedUa);
    const isWell = flags === CONTACT && readUa <= mostUa && ohm >= IMPEDANCE_MIN_OHM && ohm <= IMPEDANCE_MAX_OHM;
    return isWell ? '' : trouble();
  }
  function needsPause(): boolean {
    peelLooks = ohm > peelOhm ? peelLooks + 1 : 0;
    shortLooks = readUa < leastUa ? shortLooks + 1 : 0;
    return peelLooks >= PEEL_LOOKS || shortLooks >= SHORTFALL_LOOKS;
  }

  return {
    begin(holdLooks, isAnew) {
      hold = holdLooks;
      if (isAnew) bestOhm = IMPEDANCE_MAX_OHM;
      peelLooks = 0;
      shortLooks = 0;
    },
    look(askedUa) {
      measure();
      // Nearly always all is as it was.
      const isSteady = askedUa === recentUa && flags === CONTACT && readUa >= leastUa && readUa <= mostUa;
      if (isSteady && ohm >= bestOhm && ohm <= peelOhm && !(shortLooks | peelLooks)) return '';
      let verdict = judge(askedUa);
      if (verdict) {
        measure();
        verdict = judge(askedUa);
      }
      if (verdict || !askedUa) return verdict;
      if (ohm < bestOhm) {
        bestOhm = ohm;
        peelOhm = Math.min(ohm * PEEL, IMPEDANCE_MAX_OHM);
      }
      return needsPause() ? 'PAUSE' : '';
    },
    isShort: () => shortLooks > 0,
    currentUa: () => readUa,
    impedanceOhm: () => ohm,
  };
}
